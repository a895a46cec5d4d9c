using System.Globalization;
using System.Text.Json;
using Oneloop.Client.ApiKeys;

namespace Oneloop.Client.Json;

/// <summary>Writes members of a request's body.</summary>
internal static class BodyWriter
{
    /// <summary>Writes a text, unless it is null.</summary>
    public static void WriteOptional(this Utf8JsonWriter body, string name, string? value)
    {
        if (value is not null)
        {
            body.WriteString(name, value);
        }
    }

    /// <summary>Writes a truth value, unless it is null.</summary>
    public static void WriteOptional(this Utf8JsonWriter body, string name, bool? value)
    {
        if (value is { } given)
        {
            body.WriteBoolean(name, given);
        }
    }

    /// <summary>Writes a number, unless it is null.</summary>
    public static void WriteOptional(this Utf8JsonWriter body, string name, long? value)
    {
        if (value is { } given)
        {
            body.WriteNumber(name, given);
        }
    }

    /// <summary>Writes a whole number of credits as a text of digits, unless it is null.</summary>
    public static void WriteCredits(this Utf8JsonWriter body, string name, decimal? credits) =>
        body.WriteOptional(name, credits?.ToString("F0", CultureInfo.InvariantCulture));

    /// <summary>Writes a number, or null.</summary>
    public static void WriteNullable(this Utf8JsonWriter body, string name, long? value)
    {
        if (value is { } given)
        {
            body.WriteNumber(name, given);
        }
        else
        {
            body.WriteNull(name);
        }
    }

    /// <summary>Writes what an API key may do, unless it is null.</summary>
    public static void WriteScopes(this Utf8JsonWriter body, string name, IReadOnlyList<ApiKeyScope>? scopes)
    {
        if (scopes is not null)
        {
            body.WritePropertyName(name);
            JsonSerializer.Serialize(body, scopes, OneloopJsonContext.Default.IReadOnlyListApiKeyScope);
        }
    }
}
