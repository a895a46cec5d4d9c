using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Oneloop.Exports;

/// <summary>
/// Writes billings as CSV by RFC 4180, in UTF-8 without a byte order mark: ids in quotes, numbers and times as they are in no culture,
/// times in UTC. Leaves the stream open.
/// </summary>
internal sealed class CsvBillingWriter : IBillingWriter
{
    /// <summary>The first line, as every file of this format has it.</summary>
    public static readonly string Header = string.Join(',', Enum.GetNames<BillingField>()) + "\r\n";

    private const int UsualBuffer = 65_536;

    /// <summary>More than all columns but the ids take together.</summary>
    private const int RoomWithoutIds = 512;

    /// <summary>A UTF-16 unit takes up to three bytes, and a quote two.</summary>
    private const int MostBytesOfChar = 3;

    private readonly Stream _stream;
    private readonly bool _hasGuard;
    private byte[] _buffer = new byte[UsualBuffer];
    private int _used;

    /// <summary>Creates a writer, which writes the header if the file has none yet.</summary>
    public CsvBillingWriter(Stream stream, BillingWriterOptions options)
    {
        _stream = stream;
        _hasGuard = options.HasFormulaGuard;
        if (options.Start == WriterStart.Empty)
        {
            _used = Encoding.UTF8.GetBytes(Header, _buffer);
        }
    }

    /// <inheritdoc/>
    public void Write(CustomerBilling billing)
    {
        MakeRoom((billing.WorkspaceId.Length + billing.ExternalMeterId.Length + billing.Id.Length) * MostBytesOfChar + RoomWithoutIds);
        Text(billing.WorkspaceId);
        Text(billing.ExternalMeterId);
        Text(billing.Id);
        Value(billing.TotalCredits);
        Value(billing.UsedCredits);
        Value(billing.RemainingCredits);
        Value(billing.OverageCredits);
        Value(billing.UsedPercent);
        Add(billing.AllowOverages ? "True,"u8 : "False,"u8);
        Value(billing.SpendCap);
        Time(billing.CreatedAt);
        Time(billing.UpdatedAt);
        _used--;
        Add("\r\n"u8);
    }

    /// <inheritdoc/>
    public void Complete()
    {
        Flush();
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Text(string text)
    {
        _buffer[_used++] = (byte)'"';
        if (_hasGuard && FormulaGuard.IsNeeded(text))
        {
            _buffer[_used++] = (byte)FormulaGuard.Mark;
        }

        _used += Encoding.UTF8.GetBytes(text.Contains('"') ? text.Replace("\"", "\"\"", StringComparison.Ordinal) : text, _buffer.AsSpan(_used));
        Add("\","u8);
    }

    private void Value<T>(T? value)
        where T : struct, IUtf8SpanFormattable
    {
        if (value is { } number)
        {
            _ = number.TryFormat(_buffer.AsSpan(_used), out int written, default, CultureInfo.InvariantCulture);
            _used += written;
        }

        _buffer[_used++] = (byte)',';
    }

    private void Value(decimal value) => Value<decimal>(value);

    private void Time(DateTime time)
    {
        _ = Utf8Formatter.TryFormat(time.ToUniversalTime(), _buffer.AsSpan(_used), out int written, 'O');
        _used += written;
        _buffer[_used++] = (byte)',';
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private void MakeRoom(int size)
    {
        if (_buffer.Length - _used >= size)
        {
            return;
        }

        Flush();
        if (_buffer.Length < size)
        {
            _buffer = new byte[size];
        }
    }

    private void Flush()
    {
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
