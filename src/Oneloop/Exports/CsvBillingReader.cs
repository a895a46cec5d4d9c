using System.Text;

namespace Oneloop.Exports;

/// <summary>
/// Reads CSV as its writer writes it, and as other tools write it again: columns in any order, cells with or without quotes, and the
/// delimiter that the header has.
/// </summary>
/// <param name="stream">The file.</param>
/// <param name="isGuarded">Whether ids have the formula guard.</param>
internal sealed class CsvBillingReader(Stream stream, bool isGuarded) : BillingFileReader(stream)
{
    private const byte Quote = (byte)'"';

    private readonly List<Cell> _cells = [];
    private readonly List<int> _columns = [];
    private byte _delimiter = (byte)',';

    /// <inheritdoc/>
    public override string? Open()
    {
        base.Open();
        int at = Rest.IndexOfAny(",;\t"u8);
        _delimiter = at < 0 ? _delimiter : Rest[at];
        if (!Read([], out string? problem))
        {
            return "The file is empty.";
        }

        if (problem is not null)
        {
            return problem;
        }

        string[] missing = [.. Enum.GetValues<BillingField>().Where(field => !IsCalculated(field) && !_columns.Contains((int)field)).Select(static field => $"{field}")];
        return missing is [] ? null : $"It has no column {string.Join(", ", missing)}.";
    }

    /// <inheritdoc/>
    protected override int SkipBetween(ReadOnlySpan<byte> bytes)
    {
        int at = bytes.IndexOfAnyExcept((byte)'\r', (byte)'\n');
        return at < 0 ? bytes.Length : at;
    }

    /// <inheritdoc/>
    protected override int Parse(ReadOnlySpan<byte> bytes, bool isLast, object?[] values, out string? problem)
    {
        int length = Split(bytes, isLast, out problem);
        if (length == 0 || problem is not null)
        {
            return length;
        }

        try
        {
            problem = _columns.Count == 0 ? TakeHeader(bytes) : TakeRow(bytes, values);
        }
        catch (DecoderFallbackException)
        {
            problem = "The row is not UTF-8.";
        }

        return length;
    }

    private static bool IsCalculated(BillingField field) => field is BillingField.RemainingCredits or BillingField.OverageCredits or BillingField.UsedPercent;

    /// <summary>Finds the cells of a row, and its length with the line's end.</summary>
    private int Split(ReadOnlySpan<byte> bytes, bool isLast, out string? problem)
    {
        problem = null;
        _cells.Clear();
        int at = 0;
        while (true)
        {
            int start = at;
            bool isQuoted = at < bytes.Length && bytes[at] == Quote;
            if (isQuoted)
            {
                at = EndOfQuoted(bytes, at);
                if (at < 0 || (at == bytes.Length && !isLast))
                {
                    problem = isLast ? $"Cell {_cells.Count + 1} has no closing quote." : null;
                    return 0;
                }

                if (at < bytes.Length && bytes[at] != _delimiter && bytes[at] is not ((byte)'\r' or (byte)'\n'))
                {
                    problem = $"Cell {_cells.Count + 1} goes on after its closing quote.";
                    return 0;
                }
            }
            else
            {
                int length = bytes[at..].IndexOfAny(_delimiter, (byte)'\r', (byte)'\n');
                if (length < 0 && !isLast)
                {
                    return 0;
                }

                at = length < 0 ? bytes.Length : at + length;
            }

            _cells.Add(new Cell(start, at - start, isQuoted));
            if (at == bytes.Length)
            {
                return at;
            }

            if (bytes[at] == _delimiter)
            {
                at++;
                continue;
            }

            // The rest of a line end of two bytes is skipped before the next row.
            return at + 1;
        }
    }

    /// <summary>Where a cell in quotes ends, after its closing quote. Negative: it has none.</summary>
    private static int EndOfQuoted(ReadOnlySpan<byte> bytes, int start)
    {
        int at = start + 1;
        while (bytes[at..].IndexOf(Quote) is >= 0 and int length)
        {
            at += length + 1;
            if (at == bytes.Length || bytes[at] != Quote)
            {
                return at;
            }

            at++;
        }

        return -1;
    }

    private string? TakeHeader(ReadOnlySpan<byte> bytes)
    {
        foreach (Cell cell in _cells)
        {
            _columns.Add(BillingParser.IndexOf(cell.Text(bytes).Trim()));
        }

        return null;
    }

    private string? TakeRow(ReadOnlySpan<byte> bytes, object?[] values)
    {
        if (_cells.Count != _columns.Count)
        {
            return $"It has {_cells.Count} cells instead of {_columns.Count}.";
        }

        for (int i = 0; i < _cells.Count; i++)
        {
            if (_columns[i] >= 0)
            {
                string text = _cells[i].Text(bytes);
                values[_columns[i]] = isGuarded && _columns[i] <= (int)BillingField.Id ? FormulaGuard.Remove(text) : text;
            }
        }

        return null;
    }

    /// <summary>A cell as it stands in the row.</summary>
    private readonly struct Cell(int start, int length, bool isQuoted)
    {
        public string Text(ReadOnlySpan<byte> bytes) => isQuoted
            ? Utf8.GetString(bytes.Slice(start + 1, length - 2)).Replace("\"\"", "\"", StringComparison.Ordinal)
            : Utf8.GetString(bytes.Slice(start, length));
    }
}
