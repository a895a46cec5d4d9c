using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace Oneloop.Formatting;

/// <summary>The values of a billing that tables show: of a live billing, or of a copy from a job, a remote session or a file.</summary>
internal sealed class BillingRow
{
    private static readonly ConditionalWeakTable<PSCmdlet, NumberWidths> s_settled = [];

    private BillingRow(PSObject source)
    {
        WorkspaceId = Read<string>(source, nameof(CustomerBilling.WorkspaceId)) ?? string.Empty;
        ExternalMeterId = Read<string>(source, nameof(CustomerBilling.ExternalMeterId)) ?? string.Empty;
        TotalCredits = Read<decimal?>(source, nameof(CustomerBilling.TotalCredits));
        UsedCredits = Read<decimal?>(source, nameof(CustomerBilling.UsedCredits));
        RemainingCredits = Read<decimal?>(source, nameof(CustomerBilling.RemainingCredits));
        OverageCredits = Read<decimal?>(source, nameof(CustomerBilling.OverageCredits));
        UsedPercent = Read<double?>(source, nameof(CustomerBilling.UsedPercent));
        Widths = new NumberWidths();
        Widths.Include(TotalCredits ?? 0, UsedCredits ?? 0);
    }

    private BillingRow(CustomerBilling billing)
    {
        WorkspaceId = billing.WorkspaceId;
        ExternalMeterId = billing.ExternalMeterId;
        TotalCredits = billing.TotalCredits;
        UsedCredits = billing.UsedCredits;
        RemainingCredits = billing.RemainingCredits;
        OverageCredits = billing.OverageCredits;
        UsedPercent = billing.UsedPercent;
        Widths = billing.Widths;
    }

    public string WorkspaceId { get; }

    public string ExternalMeterId { get; }

    public decimal? TotalCredits { get; }

    public decimal? UsedCredits { get; }

    public decimal? RemainingCredits { get; }

    public decimal? OverageCredits { get; }

    public double? UsedPercent { get; }

    /// <summary>The widths of the columns of numbers: those of its run; of a copy, those that its own numbers need.</summary>
    public NumberWidths Widths { get; }

    public static BillingRow Of(PSObject source) =>
        source.BaseObject is CustomerBilling billing ? new BillingRow(billing) : new BillingRow(source);

    /// <summary>
    /// The widths that lay out the row. With -GroupBy of Format-Table, wider numbers do not begin a new table, so the first row fixes
    /// the widths of all.
    /// </summary>
    public NumberWidths WidthsIn(TableOutput output) =>
        output.Grouping is { } grouping ? s_settled.GetValue(grouping, _ => new NumberWidths(Widths)) : Widths;

    private static T? Read<T>(PSObject source, string name) =>
        LanguagePrimitives.TryConvertTo(source.Properties[name]?.Value, out T value) ? value : default;
}
