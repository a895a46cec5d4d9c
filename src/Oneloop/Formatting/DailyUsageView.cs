using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of usage by day. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class DailyUsageView
{
    // The headers have these widths, and PowerShell makes no column narrower than its header.
    private const int LeastBilling = 9;
    private const int LeastName = 9;

    /// <summary>The cell of the column BillingId: the id, cut off with an ellipsis if there is no room for it.</summary>
    /// <param name="usage">A row of usage, or the copy of one.</param>
    public static string BillingId(PSObject usage)
    {
        (TrailingColumns columns, _, UsageTable table) = Lay(usage);
        int width = BillingWidth(columns, table);
        return columns.Before(CellText.Id(TextCell.Of(usage, nameof(DailyUsage.BillingId)), width), width);
    }

    /// <summary>The cell of the column Day: as it came.</summary>
    /// <inheritdoc cref="BillingId"/>
    public static string Day(PSObject usage)
    {
        (TrailingColumns columns, _, UsageTable table) = Lay(usage);
        return columns.Before(CellText.Id(TextCell.Of(usage, nameof(DailyUsage.Day)), table.Day), table.Day);
    }

    /// <summary>The cell of the column UsageName, cut off with an ellipsis if there is no room for it.</summary>
    /// <inheritdoc cref="BillingId"/>
    public static string UsageName(PSObject usage)
    {
        (TrailingColumns columns, _, UsageTable table) = Lay(usage);
        int width = columns.Rest - table.Day - 2 - BillingWidth(columns, table);
        return columns.Before(CellText.Id(TextCell.Of(usage, nameof(DailyUsage.UsageName)), width), width);
    }

    /// <summary>The cell of the column Usage.</summary>
    /// <inheritdoc cref="BillingId"/>
    public static string Usage(PSObject usage) => Lay(usage).Columns.Number(0, CellText.Number(UsageCells.Usage(usage)));

    /// <summary>The cell of the column OfLargest: a bar, full for the largest usage among the rows of the billing. Blank for a copy.</summary>
    /// <inheritdoc cref="BillingId"/>
    public static string OfLargest(PSObject usage)
    {
        (TrailingColumns columns, int bar, _) = Lay(usage);
        return columns.Text(1, usage.BaseObject is DailyUsage row ? UsageCells.Bar(row.Usage, row.Largest, bar) : string.Empty);
    }

    /// <summary>The value that the view groups by: see <see cref="CreditsView.NumberWidth"/>.</summary>
    /// <inheritdoc cref="BillingId"/>
    public static object NumberWidth(PSObject usage) => TableOf(usage).Key;

    private static (TrailingColumns Columns, int Bar, UsageTable Table) Lay(PSObject usage)
    {
        UsageTable table = TableOf(usage);
        (TrailingColumns columns, int bar) = UsageCells.Fit(table, LeastBilling + 1 + table.Day + 1 + LeastName);
        return (columns, bar, table);
    }

    private static UsageTable TableOf(PSObject usage)
    {
        if (usage.BaseObject is DailyUsage row)
        {
            return row.Table;
        }

        UsageTable table = new();
        table.Include(UsageCells.Usage(usage) ?? 0, TextCell.Of(usage, nameof(DailyUsage.Day)));
        return table;
    }

    /// <summary>Three fifths of what the day leaves: ids may be UUIDs, names are words.</summary>
    private static int BillingWidth(TrailingColumns columns, UsageTable table) =>
        Math.Max(LeastBilling, (columns.Rest - table.Day - 2) * 3 / 5);
}
