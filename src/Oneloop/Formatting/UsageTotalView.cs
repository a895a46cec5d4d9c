using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of sums of usage. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class UsageTotalView
{
    private const int LeastGroup = 15;

    private static readonly string[] s_names =
        [nameof(UsageTotal.BillingId), nameof(UsageTotal.UsageName), nameof(UsageTotal.Month), nameof(UsageTotal.Day)];

    /// <summary>The cell of the column Group: what the rows have in common, cut off with an ellipsis if there is no room for it.</summary>
    /// <param name="total">A sum of usage, or the copy of one.</param>
    public static string Group(PSObject total)
    {
        TrailingColumns columns = Lay(total).Columns;
        string group = total.BaseObject is UsageTotal live
            ? live.Group
            : string.Join(", ", s_names.Select(name => TextCell.Of(total, name)).Where(static text => text.Length > 0));
        return columns.Before(CellText.Id(group, columns.Rest), columns.Rest);
    }

    /// <summary>The cell of the column Usage.</summary>
    /// <inheritdoc cref="Group"/>
    public static string Usage(PSObject total) => Lay(total).Columns.Number(0, CellText.Number(UsageCells.Usage(total)));

    /// <summary>The cell of the column OfLargest: a bar, full for the largest sum. Blank for a copy.</summary>
    /// <inheritdoc cref="Group"/>
    public static string OfLargest(PSObject total)
    {
        (TrailingColumns columns, int bar) = Lay(total);
        return columns.Text(1, total.BaseObject is UsageTotal live ? UsageCells.Bar(live.Usage, live.Largest, bar) : string.Empty);
    }

    /// <summary>The value that the view groups by: see <see cref="CreditsView.NumberWidth"/>.</summary>
    /// <inheritdoc cref="Group"/>
    public static object NumberWidth(PSObject total) => TableOf(total).Key;

    private static (TrailingColumns Columns, int Bar) Lay(PSObject total) => UsageCells.Fit(TableOf(total), LeastGroup);

    private static UsageTable TableOf(PSObject total)
    {
        if (total.BaseObject is UsageTotal live)
        {
            return live.Table;
        }

        UsageTable table = new();
        table.Include(UsageCells.Usage(total) ?? 0);
        return table;
    }
}
