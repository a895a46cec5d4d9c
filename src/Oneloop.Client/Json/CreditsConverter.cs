using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oneloop.Client.Json;

/// <summary>
/// Reads a number of credits: a run of the digits 0-9, as a JSON string (the contract) or as a JSON integer. A number that a
/// decimal cannot hold exactly is refused and shown, never rounded.
/// </summary>
internal sealed class CreditsConverter : JsonConverter<decimal>
{
    /// <summary>Any number of so many digits fits a decimal exactly.</summary>
    private const int MostDigits = 28;

    /// <summary>So many digits of a number that does not fit are shown.</summary>
    private const int MostDigitsShown = 400;

    /// <inheritdoc/>
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            throw new ResponseFormatException(ref reader, "a string of digits");
        }

        ReadOnlySpan<byte> digits = reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            throw new ResponseFormatException(ref reader, "a string of digits");
        }

        digits = digits.TrimStart((byte)'0');
        if (digits.Length > MostDigits)
        {
            throw new ResponseFormatException(ref reader, $"a number of at most {MostDigits} digits", MostDigitsShown);
        }

        return digits.IsEmpty ? 0 : decimal.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}
