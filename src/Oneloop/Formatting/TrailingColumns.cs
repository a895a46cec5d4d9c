namespace Oneloop.Formatting;

/// <summary>
/// The last columns of a table, as many as fit, and the width that is left for the columns before them. PowerShell shows a column in
/// part and cuts its numbers. To drop a column whole, the columns before it are padded up to the edge of the window.
/// </summary>
internal readonly struct TrailingColumns
{
    private readonly int[] _widths;
    private readonly int _count;

    private TrailingColumns(int[] widths, int count, int rest)
    {
        _widths = widths;
        _count = count;
        Rest = rest;
    }

    /// <summary>The characters of a line that are left for the columns before.</summary>
    public int Rest { get; }

    /// <summary>Whether all columns fit. If so, nothing is padded, and PowerShell makes each column as wide as its longest cell.</summary>
    public bool AllFit => _count == _widths.Length;

    /// <summary>Finds the columns that fit.</summary>
    /// <param name="window">The characters of a line.</param>
    /// <param name="least">The least characters that the columns before need, by the number of columns that fit: from 0 on.</param>
    /// <param name="widths">The width of each column.</param>
    public static TrailingColumns Fit(int window, int[] least, params int[] widths)
    {
        int count = widths.Length;
        int rest = window - widths.Sum(width => width + 1);
        while (count > 0 && rest < least[count])
        {
            count--;
            rest += widths[count] + 1;
        }

        return new TrailingColumns(widths, count, rest);
    }

    /// <summary>
    /// The cell of a column of numbers, as wide as the column; empty if the column does not fit. An ellipsis replaces a number that is
    /// too long for its column.
    /// </summary>
    public string Number(int column, string text) =>
        column < _count ? (text.Length > _widths[column] ? CellText.Ellipsis : text).PadLeft(_widths[column]) : string.Empty;

    /// <summary>The cell of a column of text; empty if the column does not fit.</summary>
    public string Text(int column, string text) => column < _count ? Before(text, _widths[column]) : string.Empty;

    /// <summary>The cell of a column before, which is <paramref name="width"/> wide.</summary>
    public string Before(string text, int width) => AllFit ? text : CellText.Fill(text, width);
}
