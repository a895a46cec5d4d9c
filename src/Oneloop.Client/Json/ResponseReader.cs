using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Oneloop.Client.Json;

/// <summary>Reads the body of a 200 strictly, and explains where and how it departs from the contract.</summary>
internal static class ResponseReader
{
    private const string Whole = "the response";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a body.</summary>
    /// <param name="body">The whole body, in UTF-8.</param>
    /// <param name="type">What it holds.</param>
    /// <exception cref="JsonException">The body is not what the contract says: see <see cref="Explain"/>.</exception>
    public static T Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
        where T : class =>
        JsonSerializer.Deserialize(WithoutMark(body), type) ?? throw new ResponseFormatException("is null, expected an object");

    /// <summary>Reads a body that may be any JSON.</summary>
    /// <param name="body">The whole body, in UTF-8.</param>
    /// <returns>Null if the body is empty.</returns>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static JsonElement? Any(ReadOnlySpan<byte> body) =>
        WithoutMark(body) is { IsEmpty: false } json ? JsonSerializer.Deserialize(json, OneloopJsonContext.Default.JsonElement) : null;

    /// <summary>Checks the object in an envelope.</summary>
    /// <param name="item">The object, or null.</param>
    /// <param name="name">The envelope's member.</param>
    /// <exception cref="JsonException">It is null.</exception>
    public static T Item<T>(T? item, string name)
        where T : class =>
        item ?? throw ResponseFormatException.OfNull(name, "an object");

    /// <summary>Checks the list in an envelope.</summary>
    /// <param name="items">The list, or null.</param>
    /// <param name="name">The envelope's member.</param>
    /// <exception cref="JsonException">The list or one of its items is null.</exception>
    public static IReadOnlyList<T> Items<T>(IReadOnlyList<T?>? items, string name)
        where T : class
    {
        if (items is null)
        {
            throw ResponseFormatException.OfNull(name, "an array");
        }

        for (int i = 0; i < items.Count; i++)
        {
            _ = Item(items[i], $"{name}[{i}]");
        }

        return items!;
    }

    /// <summary>Explains how a body that could not be read departs from the contract.</summary>
    /// <param name="request">The request whose <see cref="OneloopRequest.ReadResult"/> threw.</param>
    /// <param name="fault">What it threw.</param>
    /// <param name="body">The whole body.</param>
    /// <param name="mediaType">The response's content type, named if the body is not JSON. Null: it had none.</param>
    /// <returns>A sentence without its full stop.</returns>
    public static string Explain(OneloopRequest request, JsonException fault, ReadOnlySpan<byte> body, string? mediaType)
    {
        if (fault is ResponseFormatException format)
        {
            return $"{Place(format.Path)} {format.What}";
        }

        body = WithoutMark(body);
        if (body.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return $"{Whole} is empty";
        }

        // The serializer's own words differ from one .NET to the next, so the fault is looked up in the body instead.
        try
        {
            Utf8JsonReader reader = new(body);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return (reader.Read() ? null : FindMissing(request.ResponseType, document.RootElement, string.Empty))
                ?? $"{Place(fault.Path)} is not of the type that the contract says";
        }
        catch (JsonException e)
        {
            string kind = mediaType is null or "application/json" ? string.Empty : $" ({mediaType})";
            return $"{Whole} is not JSON{kind}: it breaks at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}";
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) =>
        body.StartsWith(ByteOrderMark) ? body[ByteOrderMark.Length..] : body;

    /// <summary>Finds the first object of the body that lacks required members, or is none.</summary>
    /// <returns>A sentence without its full stop, or null.</returns>
    private static string? FindMissing(JsonTypeInfo type, JsonElement element, string path)
    {
        string name = path.Length == 0 ? Whole : path;
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object when element.ValueKind != JsonValueKind.Object:
                return $"{name} is a JSON {element.ValueKind.ToString().ToLowerInvariant()}, expected an object";
            case JsonTypeInfoKind.Object:
                string[] missing = [.. type.Properties.Where(p => p.IsRequired && !element.TryGetProperty(p.Name, out _)).Select(Member)];
                return missing.Length > 0
                    ? $"{string.Join(", ", missing)} {(missing.Length == 1 ? "is" : "are")} missing"
                    : type.Properties
                        .Where(p => element.TryGetProperty(p.Name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
                        .Select(p => FindMissing(type.Options.GetTypeInfo(p.PropertyType), element.GetProperty(p.Name), Member(p)))
                        .FirstOrDefault(static found => found is not null);
            case JsonTypeInfoKind.Enumerable when element.ValueKind != JsonValueKind.Array:
                return $"{name} is a JSON {element.ValueKind.ToString().ToLowerInvariant()}, expected an array";
            case JsonTypeInfoKind.Enumerable:
                return element.EnumerateArray()
                    .Select((item, index) => FindMissing(type.Options.GetTypeInfo(type.Type.GetGenericArguments()[0]), item, $"{path}[{index}]"))
                    .FirstOrDefault(static found => found is not null);
            default:
                return null;
        }

        string Member(JsonPropertyInfo property) => path.Length == 0 ? property.Name : $"{path}.{property.Name}";
    }

    private static string Place(string? path) => path is null or "$" ? Whole : path.TrimStart('$', '.');
}
