using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Security;
using System.Text.Json;
using Oneloop.Client.Raw;

namespace Oneloop.Input;

/// <summary>JSON and queries from PowerShell's values.</summary>
/// <param name="takesSecrets">Whether a SecureString is sent as text, and is a secret of the request. Otherwise it is refused.</param>
internal sealed class JsonInput(bool takesSecrets)
{
    private const int Deepest = 62;

    private readonly List<string> _secrets = [];

    /// <summary>What the SecureStrings hold.</summary>
    public IReadOnlyList<string> Secrets => _secrets;

    /// <summary>The query of a table of names and values. A value of several is repeated, one of null left out.</summary>
    /// <exception cref="ArgumentException">A value has no form in a query. The message says why.</exception>
    public List<KeyValuePair<string, string>> Query(IDictionary? values)
    {
        List<KeyValuePair<string, string>> query = [];
        foreach (DictionaryEntry entry in values ?? new Hashtable())
        {
            object? value = Unwrapped(entry.Value);
            foreach (object? item in value is IEnumerable several and not (string or IDictionary) ? several : (object?[])[value])
            {
                if (Unwrapped(item) is { } given)
                {
                    query.Add(new($"{entry.Key}", Scalar(given) ?? throw new ArgumentException($"A {given.GetType()} has no form in a query.")));
                }
            }
        }

        return query;
    }

    /// <summary>The body of a value: a text that is JSON as it is, all else as JSON. Null: there is none.</summary>
    /// <exception cref="ArgumentException">The value has no form in JSON. The message says why, and quotes nothing.</exception>
    public byte[]? Body(object? value)
    {
        switch (Unwrapped(value))
        {
            case null:
                return null;
            case string json:
                return RawRequest.BodyOf(json) ?? throw new ArgumentException("The text is not JSON.");
            default:
                return Written(value);
        }
    }

    /// <summary>A table as a JSON object.</summary>
    /// <exception cref="ArgumentException">A value in it has no form in JSON. The message says why, and quotes nothing.</exception>
    public JsonElement Object(IDictionary values)
    {
        Utf8JsonReader reader = new(Written(values));
        return JsonElement.ParseValue(ref reader);
    }

    private static object? Unwrapped(object? value) => value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;

    private byte[] Written(object? value)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            Write(writer, value, depth: 0);
        }

        return stream.ToArray();
    }

    private void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > Deepest)
        {
            throw new ArgumentException($"It is nested deeper than {Deepest} levels.");
        }

        switch (Unwrapped(value))
        {
            case null:
                writer.WriteNullValue();
                break;
            case bool or SwitchParameter:
                writer.WriteBooleanValue(LanguagePrimitives.IsTrue(Unwrapped(value)));
                break;
            case BigInteger or sbyte or byte or short or ushort or int or uint or long or ulong or decimal:
                writer.WriteRawValue(((IFormattable)Unwrapped(value)!).ToString(null, CultureInfo.InvariantCulture));
                break;
            case double or float when double.IsFinite(Convert.ToDouble(Unwrapped(value), CultureInfo.InvariantCulture)):
                writer.WriteNumberValue(Convert.ToDouble(Unwrapped(value), CultureInfo.InvariantCulture));
                break;
            case double or float:
                throw new ArgumentException("NaN and infinity have no form in JSON.");
            case IDictionary members:
                WriteObject(writer, members.Cast<DictionaryEntry>().Select(static member => ($"{member.Key}", member.Value)), depth);
                break;
            case PSObject custom:
                WriteObject(writer, custom.Properties.Select(static member => (member.Name, (object?)member.Value)), depth);
                break;
            case { } scalar when Scalar(scalar) is { } text:
                writer.WriteStringValue(text);
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (object? item in items)
                {
                    Write(writer, item, depth + 1);
                }

                writer.WriteEndArray();
                break;
            case { } other:
                throw new ArgumentException($"A {other.GetType()} has no form in JSON.");
        }
    }

    private void WriteObject(Utf8JsonWriter writer, IEnumerable<(string Name, object? Value)> members, int depth)
    {
        writer.WriteStartObject();
        foreach ((string name, object? value) in members)
        {
            writer.WritePropertyName(name);
            Write(writer, value, depth + 1);
        }

        writer.WriteEndObject();
    }

    /// <summary>A value as text. Null: it is no single value.</summary>
    private string? Scalar(object value)
    {
        switch (value)
        {
            case string text:
                return CustomerId.HasLoneSurrogate(text) ? throw new ArgumentException("A text in it has half a surrogate pair, which is no character.") : text;
            case SecureString secure when takesSecrets:
                string secret = Input.Secrets.Reveal(secure);
                _secrets.Add(secret);
                return secret;
            case bool or SwitchParameter:
                return LanguagePrimitives.IsTrue(value) ? "true" : "false";
            case DateTime or DateTimeOffset:
                return ((IFormattable)value).ToString("o", CultureInfo.InvariantCulture);
            case Uri address:
                return address.OriginalString;
            case Enum or Guid or char or Version:
                return value.ToString();
            case BigInteger or IConvertible:
                return Convert.ToString(value, CultureInfo.InvariantCulture);
            default:
                return null;
        }
    }
}
