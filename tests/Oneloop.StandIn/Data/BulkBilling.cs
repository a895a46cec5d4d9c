using System.Globalization;
using System.Text;

namespace Oneloop.StandIn.Data;

/// <summary>The billings of the workspace in which every meter id is a customer: the same for the same id in every run.</summary>
internal static class BulkBilling
{
    private const string Prefix = "cbm_";

    /// <summary>The billing of a meter id.</summary>
    public static Billing Create(string externalMeterId)
    {
        uint hash = 2166136261;
        foreach (byte b in Encoding.UTF8.GetBytes(externalMeterId))
        {
            hash = (hash ^ b) * 16777619;
        }

        return Create(hash);
    }

    /// <summary>The billing of that id; null: no meter id has it.</summary>
    public static Billing? FromId(string billingId) =>
        billingId.StartsWith(Prefix, StringComparison.Ordinal)
        && billingId.Length == Prefix.Length + 8
        && uint.TryParse(billingId.AsSpan(Prefix.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint hash)
            ? Create(hash)
            : null;

    private static Billing Create(uint hash) => new()
    {
        Id = $"{Prefix}{hash:x8}",
        TotalCredits = "100000",
        UsedCredits = (hash % 120_000).ToString(CultureInfo.InvariantCulture),
        AllowOverages = (hash & 1) == 0,
        SpendCap = null,
        CreatedAt = "2026-01-05T08:00:00.000Z",
        UpdatedAt = "2026-11-01T12:30:00.000Z",
    };
}
