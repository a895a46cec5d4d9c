using System.Text.Json;
using System.Text.Json.Serialization;
using Oneloop.Client.Billing;
using Oneloop.Client.Json;

namespace Oneloop.Client.ApiKeys;

/// <summary>What the API says about a key that it was asked to verify.</summary>
public sealed class ApiKeyVerification
{
    private IReadOnlyList<ApiKeyScope> _requestedScopes = [];
    private IReadOnlyList<ApiKeyScope> _scopes = [];

    /// <summary>The id of the API key: the field <c>apiKeyId</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string ApiKeyId { get; internal set; } = string.Empty;

    /// <summary>When the key expires, 1 or more: the field <c>expiresAt</c>, whose unit the API does not document. Null: never.</summary>
    [JsonInclude, JsonRequired]
    public long? ExpiresAt { get; internal set; }

    /// <summary>What was asked for: the field <c>requestedScopes</c>. Never null; may be empty.</summary>
    [JsonInclude, JsonRequired]
    public IReadOnlyList<ApiKeyScope> RequestedScopes
    {
        get => _requestedScopes;
        internal set => _requestedScopes = NonNullItems.Of(value);
    }

    /// <summary>
    /// The state of the key: the field <c>status</c>, such as <c>VALID</c>, <c>EXPIRED</c> or <c>INVALID_SCOPES</c>. A state that is not
    /// documented is passed on as it is. Never null.
    /// </summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Status { get; internal set; } = string.Empty;

    /// <summary>The billing that the key's usage goes to: the field <c>billing</c>. Null: none.</summary>
    [JsonInclude, JsonRequired]
    public CustomerBillingMeter? Billing { get; internal set; }

    /// <summary>The meter's id in the customer's own system: the field <c>externalMeterId</c>. Null: none.</summary>
    [JsonInclude, JsonRequired]
    public string? ExternalMeterId { get; internal set; }

    /// <summary>The caller's own id of the customer: the field <c>customerId</c>. Null: none.</summary>
    [JsonInclude, JsonRequired]
    public string? CustomerId { get; internal set; }

    /// <summary>What the key may do: the field <c>scopes</c>. Never null; may be empty.</summary>
    [JsonInclude, JsonRequired]
    public IReadOnlyList<ApiKeyScope> Scopes
    {
        get => _scopes;
        internal set => _scopes = NonNullItems.Of(value);
    }

    /// <summary>What is left of the rate limit: the field <c>rateLimit</c>. Null: the API does not say.</summary>
    [JsonInclude]
    public ApiKeyRateLimit? RateLimit { get; internal set; }

    /// <summary>What was kept with the key when it was created: the field <c>metadata</c>. Null: nothing, or the API does not say.</summary>
    [JsonInclude]
    public JsonElement? Metadata { get; internal set; }
}
