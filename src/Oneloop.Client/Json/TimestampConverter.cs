using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oneloop.Client.Json;

/// <summary>
/// Reads an ISO 8601 timestamp with its offset from UTC. One without an offset is refused: the moment it means cannot be known.
/// </summary>
internal sealed class TimestampConverter : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String
            && reader.TryGetDateTimeOffset(out DateTimeOffset value)
            && HasOffset(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan))
        {
            return value;
        }

        throw new ResponseFormatException(ref reader, "an ISO 8601 timestamp with its offset from UTC, such as 2026-01-31T09:30:00Z");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <summary>Whether the text, which is known to be a timestamp, ends with its offset: Z, +hh:mm or -hh:mm.</summary>
    private static bool HasOffset(ReadOnlySpan<byte> timestamp)
    {
        int time = timestamp.IndexOf((byte)'T');
        return time > 0 && timestamp[time..].IndexOfAny("Z+-"u8) > 0;
    }
}
