using System.Text.Json.Serialization;
using Oneloop.Client.Json;

namespace Oneloop.Client.LinkTokens;

/// <summary>What the API says about a link token.</summary>
public sealed class LinkTokenValidation
{
    /// <summary>Whether the token is valid: the field <c>valid</c>.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(StrictBooleanConverter))]
    public bool Valid { get; internal set; }

    /// <summary>When the token expires, 1 or more: the field <c>expiresAt</c>, whose unit the API does not document.</summary>
    [JsonInclude, JsonRequired]
    public long ExpiresAt { get; internal set; }

    /// <summary>The workspace's id: the field <c>workspaceId</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string WorkspaceId { get; internal set; } = string.Empty;

    /// <summary>The caller's own id of the customer: the field <c>customerId</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string CustomerId { get; internal set; } = string.Empty;

    /// <summary>The field <c>externalBillingId</c>. Null: none, or the API does not say.</summary>
    [JsonInclude]
    public string? ExternalBillingId { get; internal set; }
}
