using System.Text.Json;
using System.Text.Json.Serialization;

namespace Oneloop.Client.Json;

/// <summary>Reads an array of strings of which none may be null.</summary>
internal sealed class NonNullStringListConverter : JsonConverter<IReadOnlyList<string>>
{
    private const string Expected = "an array of strings";

    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new ResponseFormatException(ref reader, Expected);
        }

        List<string> items = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new ResponseFormatException(ref reader, Expected));
        }

        return items;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (string item in value)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }
}
