using System.Text;
using System.Text.Json;

namespace Oneloop.Exports;

/// <summary>Reads objects of JSON: those of an array, or of lines (NDJSON). Members in any order, values as numbers or as strings.</summary>
/// <param name="stream">The file.</param>
/// <param name="isArray">Whether the objects are those of an array, or one object alone.</param>
internal sealed class JsonBillingReader(Stream stream, bool isArray) : BillingFileReader(stream)
{
    private bool _isOpen;

    /// <inheritdoc/>
    protected override int SkipBetween(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            switch (bytes[i])
            {
                case (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t':
                    break;
                case (byte)',' when _isOpen:
                    break;
                case (byte)'[' when isArray && !_isOpen:
                    _isOpen = true;
                    break;
                case (byte)']' when _isOpen:
                    _isOpen = false;
                    break;
                default:
                    return i;
            }
        }

        return bytes.Length;
    }

    /// <inheritdoc/>
    protected override int Parse(ReadOnlySpan<byte> bytes, bool isLast, object?[] values, out string? problem)
    {
        problem = null;
        if (bytes[0] != (byte)'{')
        {
            problem = "It begins with no object of JSON.";
            return 0;
        }

        int length = LengthOfObject(bytes);
        if (length == 0)
        {
            problem = isLast ? "Its object of JSON does not end." : null;
            return 0;
        }

        try
        {
            Take(bytes[..length], values);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            problem = e is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
                ? $"It is not JSON at byte {position + 1} of line {Line + line}."
                : "It is not UTF-8.";
        }

        return bytes[length - 1] == (byte)'}' ? length : 0;
    }

    /// <inheritdoc/>
    protected override string? AtEnd()
    {
        bool isCut = _isOpen;
        _isOpen = false;
        return isCut ? "The file ends before its array does." : null;
    }

    /// <summary>The length of an object up to its closing brace. 0: it has none.</summary>
    private static int LengthOfObject(ReadOnlySpan<byte> bytes)
    {
        int depth = 0;
        bool isInText = false;
        for (int i = 0; i < bytes.Length; i++)
        {
            switch (bytes[i])
            {
                case (byte)'\\' when isInText:
                    i++;
                    break;
                case (byte)'"':
                    isInText = !isInText;
                    break;
                // No text of JSON has a line break in it: its closing quote is missing.
                case (byte)'\n' when isInText:
                    return i;
                case (byte)'{' when !isInText:
                    depth++;
                    break;
                case (byte)'}' when !isInText && --depth == 0:
                    return i + 1;
                default:
                    break;
            }
        }

        return 0;
    }

    private static void Take(ReadOnlySpan<byte> json, object?[] values)
    {
        Utf8JsonReader reader = new(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int field = BillingParser.IndexOf(reader.GetString()!);
            reader.Read();
            object? value = reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Number => Number(reader.ValueSpan),
                JsonTokenType.True => true,
                JsonTokenType.False => false,
                _ => null,
            };
            reader.Skip();
            if (field >= 0)
            {
                values[field] = value;
            }
        }
    }

    /// <summary>A number as text, without a fraction of 0, such as ConvertTo-Json writes.</summary>
    private static string Number(ReadOnlySpan<byte> digits)
    {
        int point = digits.IndexOf((byte)'.');
        return Encoding.UTF8.GetString(point >= 0 && !digits[(point + 1)..].ContainsAnyExcept((byte)'0') ? digits[..point] : digits);
    }
}
