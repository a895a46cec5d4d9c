using System.Numerics;

namespace Oneloop.StandIn.Data;

/// <summary>The billings of all customers, and their usage.</summary>
internal sealed class BillingStore(StoreClock clock, IdSource ids)
{
    private readonly Dictionary<string, Dictionary<string, Billing>> _billings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string WorkspaceId, string ExternalMeterId)> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UsageBook> _usage = new(StringComparer.Ordinal);

    /// <summary>A customer's billing; null: none is set up.</summary>
    public Billing? Find(string workspaceId, string externalMeterId) =>
        _billings.TryGetValue(workspaceId, out Dictionary<string, Billing>? billings)
        && billings.TryGetValue(externalMeterId, out Billing? billing) ? billing
        : workspaceId == WorkspaceStore.Bulk ? BulkBilling.Create(externalMeterId)
        : null;

    /// <summary>Adds a billing as it is, or with a changed state.</summary>
    public Billing Set(string workspaceId, string externalMeterId, Billing billing)
    {
        if (!_billings.TryGetValue(workspaceId, out Dictionary<string, Billing>? billings))
        {
            _billings[workspaceId] = billings = new Dictionary<string, Billing>(StringComparer.Ordinal);
        }

        _byId[billing.Id] = (workspaceId, externalMeterId);
        return billings[externalMeterId] = billing;
    }

    /// <summary>Sets up a billing; null: there is one.</summary>
    public Billing? Create(string workspaceId, string externalMeterId, string totalCredits, bool allowOverages, string? spendCap) =>
        Find(workspaceId, externalMeterId) is not null ? null : Set(workspaceId, externalMeterId, new Billing
        {
            Id = ids.Next("cbm"),
            TotalCredits = totalCredits,
            UsedCredits = "0",
            AllowOverages = allowOverages,
            SpendCap = spendCap,
            CreatedAt = clock.Timestamp,
            UpdatedAt = clock.Timestamp,
        });

    /// <summary>Adds to the total; null: there is no such billing.</summary>
    public Billing? Refill(string workspaceId, string externalMeterId, BigInteger credits)
    {
        if (Find(workspaceId, externalMeterId) is not { } billing)
        {
            return null;
        }

        Billing refilled = billing with { TotalCredits = Credits.Add(billing.TotalCredits, credits), UpdatedAt = clock.Timestamp };
        KeepUsage(billing);
        return Set(workspaceId, externalMeterId, refilled);
    }

    /// <summary>Adds to what is used, today and under that name; null: there is no such billing.</summary>
    public Billing? Use(string workspaceId, string externalMeterId, BigInteger usage, string? usageName)
    {
        if (Find(workspaceId, externalMeterId) is not { } billing)
        {
            return null;
        }

        Billing used = billing with { UsedCredits = Credits.Add(billing.UsedCredits, usage), UpdatedAt = clock.Timestamp };
        KeepUsage(billing).Add(clock.Day, usageName, usage);
        return Set(workspaceId, externalMeterId, used);
    }

    /// <summary>The usage of a billing, one row a day and name; null: there is no such billing.</summary>
    public IReadOnlyList<DailyUsage>? UsageOf(string billingId)
    {
        Billing? billing = _byId.TryGetValue(billingId, out (string WorkspaceId, string ExternalMeterId) key)
            ? Find(key.WorkspaceId, key.ExternalMeterId)
            : BulkBilling.FromId(billingId);
        return billing is null ? null : KeepUsage(billing).Rows(billingId);
    }

    /// <summary>The usage of a billing. It is made up when first needed, which must be before the billing changes.</summary>
    private UsageBook KeepUsage(Billing billing)
    {
        if (!_usage.TryGetValue(billing.Id, out UsageBook? book))
        {
            _usage[billing.Id] = book = UsageBook.For(billing);
        }

        return book;
    }
}
