using System.Globalization;
using System.Numerics;

namespace Oneloop.Formatting;

/// <summary>Turns values into the text of table cells, in the culture of the session.</summary>
internal static class CellText
{
    /// <summary>Replaces text that does not fit.</summary>
    public const string Ellipsis = "…";

    /// <summary>The digits of the largest 64-bit integer.</summary>
    public const int LongestInteger = 19;

    /// <summary>A whole number with group separators. Empty if there is none.</summary>
    public static string Number(decimal? value) => value?.ToString("N0", CultureInfo.CurrentCulture) ?? string.Empty;

    /// <inheritdoc cref="Number(decimal?)"/>
    public static string Number(BigInteger value) => value.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>A number given in tenths, with group separators and one decimal.</summary>
    public static string Tenths(BigInteger tenths)
    {
        BigInteger whole = BigInteger.DivRem(tenths, 10, out BigInteger tenth);
        return $"{Number(whole)}{CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator}{tenth}";
    }

    /// <summary>
    /// <paramref name="used"/> as percent of <paramref name="total"/> with one decimal: cut off, not rounded, so that 99.96 does not
    /// read as 100. Empty if <paramref name="total"/> is 0.
    /// </summary>
    public static string Percent(decimal? used, decimal? total) =>
        used is { } part && total is { } whole and not 0 ? Tenths(new BigInteger(part) * 1000 / new BigInteger(whole)) : string.Empty;

    /// <summary>An id in at most <paramref name="width"/> characters: with an ellipsis if it is longer, and in one line.</summary>
    public static string Id(string id, int width)
    {
        string line = OneLine(id);
        if (Cells(line) <= width)
        {
            return line;
        }

        int length = 0;
        int cells = 1;
        TextElementEnumerator elements = StringInfo.GetTextElementEnumerator(line);
        while (elements.MoveNext())
        {
            // By whole elements: half an emoji, or a letter without its accent, is another character.
            string element = elements.GetTextElement();
            cells += Cells(element);
            if (cells > width)
            {
                break;
            }

            length += element.Length;
        }

        return line[..length] + Ellipsis;
    }

    /// <summary>Adds blanks up to a width.</summary>
    public static string Fill(string text, int width) => text + new string(' ', Math.Max(0, width - Cells(text)));

    /// <summary>A text without control characters, which could break the line or control the terminal.</summary>
    public static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c)) : text;

    /// <summary>How many columns of a terminal a text takes, as PowerShell counts them when it lays out a table.</summary>
    public static int Cells(string text)
    {
        int cells = text.Length;
        foreach (char c in text)
        {
            if (IsWide(c))
            {
                cells++;
            }
        }

        return cells;
    }

    private static bool IsWide(char c) =>
        c is (>= '\u1100' and <= '\u115f')
            or '\u2329' or '\u232a'
            or (>= '\u2e80' and <= '\ua4cf' and not '\u303f')
            or (>= '\uac00' and <= '\ud7a3')
            or (>= '\uf900' and <= '\ufaff')
            or (>= '\ufe10' and <= '\ufe19')
            or (>= '\ufe30' and <= '\ufe6f')
            or (>= '\uff00' and <= '\uff60')
            or (>= '\uffe0' and <= '\uffe6');
}
