using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Oneloop.StandIn.Contract;

/// <summary>
/// Compares a JSON value with a schema of an OpenAPI 3.0 document. Knows the keywords that this contract uses, and refuses others: one that
/// was ignored would let through what it forbids.
/// </summary>
/// <param name="document">The OpenAPI document, in which references are looked up.</param>
internal sealed class SchemaValidator(JsonElement document)
{
    private static readonly string[] s_keywords =
    [
        "$ref", "allOf", "type", "nullable", "properties", "required", "additionalProperties", "items", "enum", "pattern", "format",
        "minLength", "minimum", "exclusiveMinimum",
    ];

    /// <summary>The first breach, without the value, which may be a secret; null: there is none.</summary>
    public string? FindBreach(JsonElement schema, JsonElement value) => Find(schema, value, string.Empty);

    /// <summary>What a reference within the document leads to.</summary>
    public JsonElement Resolve(string reference)
    {
        JsonElement target = document;
        foreach (string name in reference.Split('/').Skip(1))
        {
            target = target.GetProperty(name);
        }

        return target;
    }

    private static string Name(string path) => path.Length == 0 ? "the body" : path;

    private static bool Has(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out JsonElement flag) && flag.ValueKind == JsonValueKind.True;

    private static bool IsOfType(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "number" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _),
        "integer" => IsOfType("number", value) && value.GetRawText().TrimStart('-').All(char.IsAsciiDigit),
        _ => throw new NotSupportedException($"The contract has a type {type}."),
    };

    private static bool IsTimestamp(string text) =>
        text.Contains('T', StringComparison.Ordinal)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    /// <summary>Whether a pattern matches as in ECMAScript: \d is 0-9, and $ the very end.</summary>
    private static bool Matches(string pattern, string text)
    {
        string exact = pattern.Replace(@"\d", "[0-9]", StringComparison.Ordinal);
        return Regex.IsMatch(text, exact.EndsWith('$') ? $@"{exact[..^1]}\z" : exact, RegexOptions.CultureInvariant);
    }

    private string? Find(JsonElement schema, JsonElement value, string path)
    {
        if (schema.EnumerateObject().Select(keyword => keyword.Name).FirstOrDefault(name => !s_keywords.Contains(name)) is { } unknown)
        {
            throw new NotSupportedException($"The contract has a keyword {unknown}.");
        }

        if (value.ValueKind == JsonValueKind.Null && Has(schema, "nullable"))
        {
            return null;
        }

        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return Find(Resolve(reference.GetString()!), value, path);
        }

        if (schema.TryGetProperty("allOf", out JsonElement all))
        {
            return all.EnumerateArray().Select(part => Find(part, value, path)).FirstOrDefault(breach => breach is not null);
        }

        string type = schema.GetProperty("type").GetString()!;
        return !IsOfType(type, value) ? $"{Name(path)} must be of type {type}" : type switch
        {
            "object" => FindInObject(schema, value, path),
            "array" => value.EnumerateArray()
                .Select((item, i) => Find(schema.GetProperty("items"), item, $"{path}[{i}]"))
                .FirstOrDefault(breach => breach is not null),
            "string" => FindInString(schema, value.GetString()!, path),
            "number" or "integer" => FindInNumber(schema, value, path),
            _ => null,
        };
    }

    private string? FindInObject(JsonElement schema, JsonElement value, string path)
    {
        string prefix = path.Length == 0 ? string.Empty : $"{path}.";
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (JsonElement name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _))
                {
                    return $"{prefix}{name} is missing";
                }
            }
        }

        bool isClosed = schema.TryGetProperty("additionalProperties", out JsonElement more) && more.ValueKind == JsonValueKind.False;
        bool hasProperties = schema.TryGetProperty("properties", out JsonElement properties);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            string? breach = hasProperties && properties.TryGetProperty(member.Name, out JsonElement memberSchema)
                ? Find(memberSchema, member.Value, $"{prefix}{member.Name}")
                : isClosed ? $"{prefix}{member.Name} is not in the contract" : null;
            if (breach is not null)
            {
                return breach;
            }
        }

        return null;
    }

    private static string? FindInString(JsonElement schema, string text, string path)
    {
        if (schema.TryGetProperty("minLength", out JsonElement length) && text.Length < length.GetInt32())
        {
            return $"{path} must not be empty";
        }

        if (schema.TryGetProperty("pattern", out JsonElement pattern) && !Matches(pattern.GetString()!, text))
        {
            return $"{path} must match {pattern}";
        }

        if (schema.TryGetProperty("enum", out JsonElement names) && !names.EnumerateArray().Any(name => name.GetString() == text))
        {
            return $"{path} must be one of {names}";
        }

        return schema.TryGetProperty("format", out JsonElement format) && format.GetString() == "date-time" && !IsTimestamp(text)
            ? $"{path} must be an ISO 8601 timestamp"
            : null;
    }

    private static string? FindInNumber(JsonElement schema, JsonElement value, string path)
    {
        if (!schema.TryGetProperty("minimum", out JsonElement minimum))
        {
            return null;
        }

        int order = value.GetDecimal().CompareTo(minimum.GetDecimal());
        return Has(schema, "exclusiveMinimum")
            ? order > 0 ? null : $"{path} must be more than {minimum}"
            : order >= 0 ? null : $"{path} must be {minimum} or more";
    }

}
