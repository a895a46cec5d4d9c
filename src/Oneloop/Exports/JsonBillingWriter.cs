using System.Buffers;
using System.Buffers.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Oneloop.Exports;

/// <summary>
/// Writes billings as JSON, one object a line: as an array, or as lines alone (NDJSON). Credits are numbers with all their digits,
/// times are in UTC. Leaves the stream open.
/// </summary>
internal sealed class JsonBillingWriter : IBillingWriter
{
    private const int FlushFrom = 32_768;

    private static readonly JsonEncodedText[] s_names = [.. Enum.GetNames<BillingField>().Select(static name => JsonEncodedText.Encode(name))];

    private readonly Stream _stream;
    private readonly bool _isArray;
    private readonly ArrayBufferWriter<byte> _buffer = new(FlushFrom * 2);
    private readonly Utf8JsonWriter _writer;
    private bool _isFirst;

    /// <summary>Creates a writer.</summary>
    /// <param name="stream">Where to write.</param>
    /// <param name="options">What the file has already.</param>
    /// <param name="isArray">Whether the lines are the items of an array.</param>
    public JsonBillingWriter(Stream stream, BillingWriterOptions options, bool isArray)
    {
        _stream = stream;
        _isArray = isArray;
        _isFirst = options.Start != WriterStart.Continued;
        // The file is no part of a web page, so ids need no escapes for one.
        _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        if (isArray && options.Start == WriterStart.Empty)
        {
            _buffer.Write("["u8);
        }
    }

    /// <inheritdoc/>
    public void Write(CustomerBilling billing)
    {
        if (_isArray)
        {
            _buffer.Write(_isFirst ? "\n"u8 : ",\n"u8);
        }

        _isFirst = false;
        _writer.WriteStartObject();
        _writer.WriteString(Name(BillingField.WorkspaceId), billing.WorkspaceId);
        _writer.WriteString(Name(BillingField.ExternalMeterId), billing.ExternalMeterId);
        _writer.WriteString(Name(BillingField.Id), billing.Id);
        _writer.WriteNumber(Name(BillingField.TotalCredits), billing.TotalCredits);
        _writer.WriteNumber(Name(BillingField.UsedCredits), billing.UsedCredits);
        _writer.WriteNumber(Name(BillingField.RemainingCredits), billing.RemainingCredits);
        _writer.WriteNumber(Name(BillingField.OverageCredits), billing.OverageCredits);
        if (billing.UsedPercent is { } percent)
        {
            _writer.WriteNumber(Name(BillingField.UsedPercent), percent);
        }
        else
        {
            _writer.WriteNull(Name(BillingField.UsedPercent));
        }

        _writer.WriteBoolean(Name(BillingField.AllowOverages), billing.AllowOverages);
        if (billing.SpendCap is { } cap)
        {
            _writer.WriteNumber(Name(BillingField.SpendCap), cap);
        }
        else
        {
            _writer.WriteNull(Name(BillingField.SpendCap));
        }

        Time(BillingField.CreatedAt, billing.CreatedAt);
        Time(BillingField.UpdatedAt, billing.UpdatedAt);
        _writer.WriteEndObject();
        _writer.Flush();
        _writer.Reset();
        if (!_isArray)
        {
            _buffer.Write("\n"u8);
        }

        if (_buffer.WrittenCount >= FlushFrom)
        {
            Flush();
        }
    }

    /// <inheritdoc/>
    public void Complete()
    {
        if (_isArray)
        {
            _buffer.Write("\n]\n"u8);
        }

        Flush();
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private static JsonEncodedText Name(BillingField field) => s_names[(int)field];

    private void Time(BillingField field, DateTime time)
    {
        Span<byte> text = stackalloc byte[33];
        _ = Utf8Formatter.TryFormat(time.ToUniversalTime(), text, out int written, 'O');
        _writer.WriteString(Name(field), text[..written]);
    }

    private void Flush()
    {
        _stream.Write(_buffer.WrittenSpan);
        _buffer.ResetWrittenCount();
    }
}
