using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oneloop.Client.Json;

/// <summary>Reads a string that may not be null.</summary>
internal sealed class NonNullStringConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new ResponseFormatException(ref reader, "a string");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
