using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>
/// A table whose first columns are texts of any length, and whose last are short. If a table is too wide, PowerShell shortens the
/// columns at the end, and a number in one loses digits, or leaves them out. So the texts are cut instead, and a column at the end is
/// shown whole or pushed out of the window.
/// </summary>
internal sealed class TextTable
{
    private readonly string[] _texts;
    private readonly int[] _trailing;
    private readonly int _least;
    private readonly int[] _leasts;

    /// <summary>Describes a table.</summary>
    /// <param name="texts">The columns of texts: each is the name of a property, and the header.</param>
    /// <param name="trailing">The widths of the columns at the end: of the longest value, or of the header if that is longer.</param>
    public TextTable(string[] texts, params int[] trailing)
    {
        _texts = texts;
        _trailing = trailing;
        // PowerShell makes no column narrower than its header.
        _least = texts.Sum(static header => header.Length) + texts.Length - 1;
        _leasts = Enumerable.Repeat(_least, trailing.Length + 1).ToArray();
    }

    /// <summary>The cell of a column of texts: as it is if the row fits, else with an ellipsis if it is longer than its part.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    /// <param name="column">The column, 0 or more.</param>
    public string Text(PSObject item, int column)
    {
        TrailingColumns columns = Fit();
        int spare = Math.Max(0, columns.Rest - _least);
        string[] row = Array.ConvertAll(_texts, name => TextCell.Of(item, name));
        int beyond = row.Select((text, i) => Math.Max(0, CellText.Cells(text) - _texts[i].Length)).Sum();
        if (columns.AllFit && beyond <= spare)
        {
            return row[column];
        }

        // The first gets what the division leaves.
        int width = _texts[column].Length + (spare / _texts.Length) + (column == 0 ? spare % _texts.Length : 0);
        return columns.Before(CellText.Id(row[column], width), width);
    }

    /// <summary>The cell of a column at the end; empty if the column does not fit.</summary>
    /// <param name="column">The column among those at the end, 0 or more.</param>
    /// <param name="text">Its text.</param>
    public string Trailing(int column, string text) => Fit().Text(column, CellText.Id(text, _trailing[column]));

    private TrailingColumns Fit() => TrailingColumns.Fit(RunspaceViews.Output().Width, _leasts, _trailing);
}
