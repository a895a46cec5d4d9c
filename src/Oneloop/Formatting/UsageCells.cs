using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>What the tables of usage share: a column of credits and a column of bars at the end.</summary>
internal static class UsageCells
{
    private const int LongBar = 20;
    private const int ShortBar = 10;

    /// <summary>Finds the columns that fit: with a shorter bar if a long one does not.</summary>
    /// <param name="table">The widths of the run.</param>
    /// <param name="least">The least characters that the columns before need.</param>
    public static (TrailingColumns Columns, int Bar) Fit(UsageTable table, int least)
    {
        int window = RunspaceViews.Output().Width;
        int[] leasts = [least, least, least];
        var columns = TrailingColumns.Fit(window, leasts, table.Credits, LongBar);
        return columns.AllFit ? (columns, LongBar) : (TrailingColumns.Fit(window, leasts, table.Credits, ShortBar), ShortBar);
    }

    /// <summary>A bar for a part of the largest.</summary>
    public static string Bar(decimal usage, decimal largest, int width) =>
        UsageBar.Draw(largest == 0 ? null : usage == largest ? 100 : Math.Min(99.9, (double)(usage / largest) * 100), width);

    /// <summary>The property Usage. Null if there is none.</summary>
    public static decimal? Usage(PSObject source) =>
        LanguagePrimitives.TryConvertTo(source.Properties["Usage"]?.Value, out decimal? usage) ? usage : null;
}
