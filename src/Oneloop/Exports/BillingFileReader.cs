using System.Text;

namespace Oneloop.Exports;

/// <summary>
/// Reads the rows of a file one by one. A damaged row is reported, and reading goes on in the next line, so that nothing else is lost.
/// </summary>
/// <param name="stream">The file, which the reader leaves open.</param>
internal abstract class BillingFileReader(Stream stream)
{
    /// <summary>A row is not searched further for its end, in bytes: a quote that is not closed, say.</summary>
    private const int LongestRow = 1_048_576;

    private byte[] _buffer = new byte[65_536];
    private int _start;
    private int _end;
    private long _nextLine = 1;
    private bool _isLast;
    private bool _skipsLine;

    /// <summary>The line in which the row read last begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>UTF-8 that reports invalid bytes.</summary>
    protected static Encoding Utf8 { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What has been read and not parsed.</summary>
    protected ReadOnlySpan<byte> Rest => _buffer.AsSpan(_start, _end - _start);

    /// <summary>Reads what comes before the first row.</summary>
    /// <returns>Why this is no file of the format. Null: it is one.</returns>
    public virtual string? Open()
    {
        Fill();
        if (Rest.StartsWith(Encoding.UTF8.Preamble))
        {
            Consume(Encoding.UTF8.Preamble.Length);
        }

        return null;
    }

    /// <summary>Reads the next row.</summary>
    /// <param name="values">Its values, by <see cref="BillingField"/>.</param>
    /// <param name="problem">Why the row is damaged. Null: it is not.</param>
    /// <returns>False: there is no further row.</returns>
    public bool Read(object?[] values, out string? problem)
    {
        while (true)
        {
            Consume(_skipsLine ? LengthOfLine() : SkipBetween(Rest));
            Line = _nextLine;
            if (Rest.IsEmpty && _isLast)
            {
                problem = AtEnd();
                return problem is not null;
            }

            Array.Clear(values);
            problem = null;
            int length = Rest.IsEmpty ? 0 : Parse(Rest, _isLast, values, out problem);
            if (length == 0 && problem is null)
            {
                if (!_isLast && Rest.Length < LongestRow)
                {
                    Fill();
                    continue;
                }

                problem = "The row does not end.";
            }

            Consume(length > 0 ? length : LengthOfLine());
            return true;
        }
    }

    /// <summary>How many bytes at the beginning are none of a row.</summary>
    protected abstract int SkipBetween(ReadOnlySpan<byte> bytes);

    /// <summary>Parses a row.</summary>
    /// <param name="bytes">What begins with the row. Not empty.</param>
    /// <param name="isLast">Whether nothing comes after it.</param>
    /// <param name="values">Gets the values.</param>
    /// <param name="problem">Why the row is damaged. Null: it is not.</param>
    /// <returns>The length of the row, in bytes. 0: its end is not there yet or, with a problem, is not known.</returns>
    protected abstract int Parse(ReadOnlySpan<byte> bytes, bool isLast, object?[] values, out string? problem);

    /// <summary>Why the file should not end here, said once. Null: it may.</summary>
    protected virtual string? AtEnd() => null;

    /// <summary>The length of the line, to skip it: its end may be yet to come.</summary>
    private int LengthOfLine()
    {
        int lineEnd = Rest.IndexOf((byte)'\n');
        _skipsLine = lineEnd < 0;
        return _skipsLine ? Rest.Length : lineEnd + 1;
    }

    private void Consume(int length)
    {
        _nextLine += Rest[..length].Count((byte)'\n');
        _start += length;
    }

    private void Fill()
    {
        Rest.CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        // Enough for a byte order mark.
        int read = stream.ReadAtLeast(_buffer.AsSpan(_end), Math.Min(Encoding.UTF8.Preamble.Length, _buffer.Length - _end), throwOnEndOfStream: false);
        _end += read;
        _isLast = read == 0;
    }
}
