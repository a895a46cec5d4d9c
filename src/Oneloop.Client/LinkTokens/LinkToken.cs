using System.Text.Json.Serialization;
using Oneloop.Client.Json;

namespace Oneloop.Client.LinkTokens;

/// <summary>A link token as the API creates it.</summary>
public sealed class LinkToken
{
    /// <summary>The token itself, a secret: the field <c>token</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(SecretStringConverter))]
    public string Token { get; internal set; } = string.Empty;

    /// <summary>When the token expires, 1 or more: the field <c>expiresAt</c>, whose unit the API does not document.</summary>
    [JsonInclude, JsonRequired]
    public long ExpiresAt { get; internal set; }

    /// <summary>A text without the token. A record's own text would have it.</summary>
    public override string ToString() => "link token";
}
