using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Security;

namespace Oneloop.Connections;

/// <summary>
/// The fields of an Azure Automation connection, as Oneloop-Automation.json declares them. All of them may come as strings, and an
/// optional one that was left open as null or as an empty string.
/// </summary>
internal sealed class AutomationFields(IDictionary fields)
{
    /// <summary>The one field that has to be there.</summary>
    public const string TokenField = "Token";

    private readonly Dictionary<string, object?> _fields = Read(fields);

    /// <summary>The token.</summary>
    /// <exception cref="InvalidFieldException">There is none, or it is not what a token can be.</exception>
    public Token Token()
    {
        if (Given(TokenField) is not { } given)
        {
            throw new InvalidFieldException(TokenField, $"The connection has no field {TokenField}, or an empty one.");
        }

        // The parameter has made a SecureString of whatever holds a token.
        return given is SecureString { Length: > 0 } token
            ? Connections.Token.From(token, TokenSource.AutomationConnection)
            : throw new InvalidFieldException(
                TokenField,
                $"The connection's field {TokenField} is a {given.GetType().FullName}: a token is a string, a SecureString or a PSCredential, not empty.");
    }

    /// <summary>An address, or null where there is none.</summary>
    /// <exception cref="InvalidFieldException">It is not absolute.</exception>
    public Uri? Address(string field) => Given(field) switch
    {
        null => null,
        Uri { IsAbsoluteUri: true } uri => uri,
        string text when Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) => uri,
        // The value is not shown: it may be a token that went into the wrong field.
        _ => throw new InvalidFieldException(field, $"The connection's field {field} is not an absolute address, such as https://prod.oneloop.ai."),
    };

    /// <summary>A number in the range that the parameter of that name has, or null where there is none.</summary>
    /// <exception cref="InvalidFieldException">It is none, or not in that range.</exception>
    public T? Number<T>(string field, T least, T most)
        where T : struct, INumber<T> => Given(field) switch
        {
            null => null,
            // No thousands: 0,5 must not be read as 5.
            { } given when T.TryParse(
                Convert.ToString(given, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out T number)
                && number >= least && number <= most => number,
            _ => throw new InvalidFieldException(field, string.Create(
                CultureInfo.InvariantCulture,
                $"The connection's field {field} is not a {(typeof(T) == typeof(int) ? "whole number" : "number")} from {least} to {most}.")),
        };

    /// <summary>Refuses fields that mean nothing here: a slip in a name must not pass for a setting that was left out.</summary>
    /// <exception cref="InvalidFieldException">There is one.</exception>
    public void RefuseOthers(params string[] known)
    {
        foreach (string field in _fields.Keys.Where(field => !known.Contains(field, StringComparer.OrdinalIgnoreCase)))
        {
            throw new InvalidFieldException(field, $"The connection has a field {field}, which Connect-Oneloop does not know. It knows: {string.Join(", ", known)}.");
        }
    }

    private static Dictionary<string, object?> Read(IDictionary fields)
    {
        Dictionary<string, object?> read = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry field in fields)
        {
            read[field.Key.ToString() ?? string.Empty] = field.Value is PSObject wrapped ? wrapped.BaseObject : field.Value;
        }

        return read;
    }

    private object? Given(string field) =>
        _fields.GetValueOrDefault(field) is { } given && !(given is string text && string.IsNullOrWhiteSpace(text)) ? given : null;
}
