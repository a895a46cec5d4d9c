using System.Globalization;
using Oneloop.Client.Billing;
using Oneloop.Formatting;

namespace Oneloop;

/// <summary>
/// How many credits a customer has and has used. Flat, so that Export-Csv loses nothing; the properties stand in the order in
/// which they are exported.
/// </summary>
public sealed class CustomerBilling
{
    /// <summary>Creates a billing.</summary>
    /// <param name="customer">The customer, as asked for.</param>
    /// <param name="meter">What the API returned.</param>
    /// <param name="widths">The widths of the table that shows the billings of the run; null if it is the only one.</param>
    internal CustomerBilling(CustomerReference customer, CustomerBillingMeter meter, NumberWidths? widths = null)
        : this(customer, meter.Id, meter.TotalCredits, meter.UsedCredits, widths ?? new NumberWidths())
    {
        AllowOverages = meter.AllowOverages;
        SpendCap = meter.SpendCap;
        CreatedAt = meter.CreatedAt.LocalDateTime;
        UpdatedAt = meter.UpdatedAt.LocalDateTime;
    }

    /// <summary>Creates a billing that was kept in a file. Needs no type of Oneloop.Client.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="id">The API's own id of the billing.</param>
    /// <param name="totalCredits">Credits the customer may use, 0 or more.</param>
    /// <param name="usedCredits">Credits the customer has used, 0 or more.</param>
    /// <param name="widths">The widths of the table that shows the billings of the run.</param>
    internal CustomerBilling(CustomerReference customer, string id, decimal totalCredits, decimal usedCredits, NumberWidths widths)
    {
        WorkspaceId = customer.WorkspaceId;
        ExternalMeterId = customer.ExternalMeterId;
        Id = id;
        TotalCredits = totalCredits;
        UsedCredits = usedCredits;
        RemainingCredits = Math.Max(0, TotalCredits - UsedCredits);
        OverageCredits = Math.Max(0, UsedCredits - TotalCredits);
        UsedPercent = UsedShare.Percent(UsedCredits, TotalCredits);
        Widths = widths;
        Widths.Include(TotalCredits, UsedCredits);
    }

    /// <summary>The workspace's id, as it was asked for. Never null or blank.</summary>
    public string WorkspaceId { get; }

    /// <summary>The meter's id in the customer's own system, as it was asked for. Never null or blank.</summary>
    public string ExternalMeterId { get; }

    /// <summary>The API's own id of this billing: its field <c>id</c>. Never null.</summary>
    public string Id { get; }

    /// <summary>Credits the customer may use, 0 or more, exact: the field <c>totalCredits</c>.</summary>
    public decimal TotalCredits { get; }

    /// <summary>Credits the customer has used, 0 or more, exact: the field <c>usedCredits</c>.</summary>
    public decimal UsedCredits { get; }

    /// <summary>Credits left: TotalCredits - UsedCredits, or 0 where more were used than there are.</summary>
    public decimal RemainingCredits { get; }

    /// <summary>Credits used beyond the total: UsedCredits - TotalCredits, or 0 where fewer were used.</summary>
    public decimal OverageCredits { get; }

    /// <summary>
    /// UsedCredits as percent of TotalCredits, 0 or more, above 100 in overage; not rounded, so that no threshold is met by
    /// rounding. Null where TotalCredits is 0.
    /// </summary>
    public double? UsedPercent { get; }

    /// <summary>Whether more than TotalCredits may be used: the field <c>allowOverages</c>.</summary>
    public bool AllowOverages { get; internal init; }

    /// <summary>The field <c>spendCap</c>, 0 or more; the API does not document its unit. Null: no cap.</summary>
    public decimal? SpendCap { get; internal init; }

    /// <summary>When the billing was set up, in local time: the field <c>createdAt</c>.</summary>
    public DateTime CreatedAt { get; internal init; }

    /// <summary>When the billing last changed, in local time: the field <c>updatedAt</c>.</summary>
    public DateTime UpdatedAt { get; internal init; }

    /// <summary>How wide its numbers are in a table, together with those of the other billings of its run.</summary>
    internal NumberWidths Widths { get; }

    /// <summary>
    /// Customer and credits in one line, the same in each culture: by this text, Sort-Object -Unique, Get-Unique and Compare-Object
    /// tell billings apart.
    /// </summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"workspace '{CellText.OneLine(WorkspaceId)}', meter '{CellText.OneLine(ExternalMeterId)}': "
        + $"{UsedCredits} of {TotalCredits} credits used");
}
