using System.Text.Json.Serialization;
using Oneloop.Client.Json;

namespace Oneloop.Client.ApiKeys;

/// <summary>What an API key may do with one thing: the schema <c>Scope</c> of the API's OpenAPI document, read and sent.</summary>
public sealed class ApiKeyScope
{
    /// <summary>The scope's id: the field <c>id</c>. Null: it has none, and none is sent.</summary>
    public string? Id { get; init; }

    /// <summary>The API's name of the thing, such as <c>chat</c>: the field <c>representation</c>. Never null.</summary>
    [JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Representation { get; init; } = string.Empty;

    /// <summary>Whether the key may create it: the field <c>create</c>.</summary>
    [JsonRequired, JsonConverter(typeof(StrictBooleanConverter))]
    public bool Create { get; init; }

    /// <summary>Whether the key may read it: the field <c>read</c>.</summary>
    [JsonRequired, JsonConverter(typeof(StrictBooleanConverter))]
    public bool Read { get; init; }

    /// <summary>Whether the key may update it: the field <c>update</c>.</summary>
    [JsonRequired, JsonConverter(typeof(StrictBooleanConverter))]
    public bool Update { get; init; }

    /// <summary>Whether the key may delete it: the field <c>del</c>.</summary>
    [JsonRequired, JsonConverter(typeof(StrictBooleanConverter))]
    public bool Del { get; init; }
}
