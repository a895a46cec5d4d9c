using System.Text.Json.Serialization;
using Oneloop.Client.Json;

namespace Oneloop.Client.ApiKeys;

/// <summary>An API key with the key itself, which the API shows when it creates or rotates one: the schema <c>ApiKeyWithSecret</c>.</summary>
public sealed class ApiKeyWithSecret : ApiKey
{
    /// <summary>The key itself, a secret: the field <c>key</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(SecretStringConverter))]
    public string Key { get; internal set; } = string.Empty;

    /// <summary>The masked key. A record's own text would have the key in it.</summary>
    public override string ToString() => MaskedKey;
}
