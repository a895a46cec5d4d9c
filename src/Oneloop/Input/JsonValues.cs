using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text.Json;

namespace Oneloop.Input;

/// <summary>Turns free-form JSON into PowerShell's objects and back.</summary>
internal static class JsonValues
{
    private const int Deepest = 64;

    /// <summary>A value as ConvertFrom-Json would read it: objects as PSCustomObject, numbers as long, decimal or double.</summary>
    public static object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => ReadObject(value),
        JsonValueKind.Array => value.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out long whole) ? whole : value.TryGetDecimal(out decimal exact) ? exact : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>A dictionary as a JSON object.</summary>
    /// <exception cref="ArgumentException">A value in it has no JSON form here. The message names its type.</exception>
    public static JsonElement Write(IDictionary values)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            Write(writer, values, depth: 0);
        }

        Utf8JsonReader reader = new(stream.ToArray());
        return JsonElement.ParseValue(ref reader);
    }

    private static PSObject ReadObject(JsonElement value)
    {
        PSObject result = new();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            // The name of a property cannot be empty, and the last of several of a name counts.
            if (member.Name.Length > 0)
            {
                result.Properties.Remove(member.Name);
                result.Properties.Add(new PSNoteProperty(member.Name, Read(member.Value)));
            }
        }

        return result;
    }

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > Deepest)
        {
            throw new ArgumentException($"It is nested deeper than {Deepest} levels.");
        }

        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        switch (plain)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case DateTime or DateTimeOffset:
                writer.WriteStringValue(((IFormattable)plain).ToString("o", CultureInfo.InvariantCulture));
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                writer.WriteNumberValue(Convert.ToDecimal(plain, CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case IDictionary members:
                writer.WriteStartObject();
                foreach (DictionaryEntry member in members)
                {
                    writer.WritePropertyName($"{member.Key}");
                    Write(writer, member.Value, depth + 1);
                }

                writer.WriteEndObject();
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (object? item in items)
                {
                    Write(writer, item, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case PSObject custom:
                writer.WriteStartObject();
                foreach (PSPropertyInfo member in custom.Properties)
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value, depth + 1);
                }

                writer.WriteEndObject();
                break;
            default:
                throw new ArgumentException($"A {plain.GetType()} in it has no JSON form.");
        }
    }
}
