using System.Collections.Specialized;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;
using Oneloop.Client.Raw;
using Oneloop.Input;

namespace Oneloop;

/// <summary>Turns a response into PowerShell's values. Texts stay as they are, dates too; numbers are exact where .NET has a type for it.</summary>
/// <param name="asHashtable">Whether objects become dictionaries, and not PSCustomObjects.</param>
/// <param name="asPlainText">Whether secrets become strings, and not SecureStrings.</param>
internal sealed class JsonOutput(bool asHashtable, bool asPlainText)
{
    private const int MostDigits = 28;

    /// <summary>A value. Secrets are found by the names of their members.</summary>
    public object? Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when asHashtable => ReadDictionary(value),
        JsonValueKind.Object => ReadObject(value),
        JsonValueKind.Array => value.EnumerateArray().Select(Read).ToArray(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => ReadNumber(value),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static object ReadNumber(JsonElement value)
    {
        if (value.TryGetInt64(out long whole))
        {
            return whole;
        }

        string text = value.GetRawText();
        return text.Count(char.IsAsciiDigit) <= MostDigits && value.TryGetDecimal(out decimal exact) ? exact
            : BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger large) ? large
            : value.GetDouble();
    }

    private OrderedDictionary ReadDictionary(JsonElement value)
    {
        OrderedDictionary result = new(StringComparer.Ordinal);
        foreach (JsonProperty member in value.EnumerateObject())
        {
            result[member.Name] = Member(member);
        }

        return result;
    }

    private PSObject ReadObject(JsonElement value)
    {
        PSObject result = new();
        foreach (JsonProperty member in value.EnumerateObject())
        {
            // The name of a property cannot be empty, and the last of several of a name counts.
            if (member.Name.Length > 0)
            {
                result.Properties.Remove(member.Name);
                result.Properties.Add(new PSNoteProperty(member.Name, Member(member)));
            }
        }

        return result;
    }

    private object? Member(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.String && SecretMembers.IsSecret(member.Name)
            ? Secrets.Wrap(member.Value.GetString()!, asPlainText)
            : Read(member.Value);
}
