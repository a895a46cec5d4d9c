using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oneloop.Client.Json;

/// <summary>Reads a string that may not be null and is a secret: no message quotes what stands in its place.</summary>
internal sealed class SecretStringConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw ResponseFormatException.OfSecret(ref reader, "a string");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
