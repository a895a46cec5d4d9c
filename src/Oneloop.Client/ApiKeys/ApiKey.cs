using System.Text.Json.Serialization;
using Oneloop.Client.Json;

namespace Oneloop.Client.ApiKeys;

/// <summary>A customer's API key as the API returns it, without the key itself: the schema <c>ApiKey</c> of its OpenAPI document.</summary>
public class ApiKey
{
    private IReadOnlyList<ApiKeyScope> _scopes = [];

    /// <summary>The id of the API key: the field <c>id</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Id { get; internal set; } = string.Empty;

    /// <summary>Its name: the field <c>name</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Name { get; internal set; } = string.Empty;

    /// <summary>What the API shows of the key itself: the field <c>maskedKey</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string MaskedKey { get; internal set; } = string.Empty;

    /// <summary>What the key begins with: the field <c>prefix</c>. Null: nothing in particular.</summary>
    [JsonInclude, JsonRequired]
    public string? Prefix { get; internal set; }

    /// <summary>When the key expires, 1 or more: the field <c>expiresAt</c>, whose unit the API does not document. Null: never.</summary>
    [JsonInclude, JsonRequired]
    public long? ExpiresAt { get; internal set; }

    /// <summary>What the key may do: the field <c>scopes</c>. Never null; may be empty.</summary>
    [JsonInclude, JsonRequired]
    public IReadOnlyList<ApiKeyScope> Scopes
    {
        get => _scopes;
        internal set => _scopes = NonNullItems.Of(value);
    }

    /// <summary>Whether the key can be used: the field <c>enabled</c>.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(StrictBooleanConverter))]
    public bool Enabled { get; internal set; }

    /// <summary>The caller's own id of the customer: the field <c>customerId</c>. Null: none.</summary>
    [JsonInclude, JsonRequired]
    public string? CustomerId { get; internal set; }

    /// <summary>Whether the key was deleted: the field <c>deleted</c>. Lists hold deleted keys, too.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(StrictBooleanConverter))]
    public bool Deleted { get; internal set; }

    /// <summary>When the key was created: the field <c>createdAt</c>, with the offset from UTC it was written with.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>When the key last changed: the field <c>updatedAt</c>, with the offset from UTC it was written with.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset UpdatedAt { get; internal set; }

    /// <summary>When the key was last used: the field <c>lastUsedAt</c>. Null: never, or the API does not say.</summary>
    [JsonInclude, JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset? LastUsedAt { get; internal set; }

    /// <summary>The id of the billing that the key's usage goes to: the field <c>billingId</c>. Null: none, or the API does not say.</summary>
    [JsonInclude]
    public string? BillingId { get; internal set; }
}
