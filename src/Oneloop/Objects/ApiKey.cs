namespace Oneloop;

/// <summary>A customer's API key, without the key itself. The properties stand in the order in which they are exported.</summary>
public class ApiKey
{
    internal ApiKey(string workspaceId, Client.ApiKeys.ApiKey key)
    {
        WorkspaceId = workspaceId;
        ApiKeyId = key.Id;
        Name = key.Name;
        CustomerId = key.CustomerId;
        Enabled = key.Enabled;
        Deleted = key.Deleted;
        MaskedKey = key.MaskedKey;
        Prefix = key.Prefix;
        ExpiresAt = key.ExpiresAt;
        Scopes = new ApiKeyScopeList(key.Scopes);
        BillingId = key.BillingId;
        CreatedAt = key.CreatedAt.LocalDateTime;
        UpdatedAt = key.UpdatedAt.LocalDateTime;
        LastUsedAt = key.LastUsedAt?.LocalDateTime;
    }

    /// <summary>The workspace's id, as it was asked for. Never null or blank. It binds to -WorkspaceId of the other cmdlets.</summary>
    public string WorkspaceId { get; }

    /// <summary>The id of the API key: the field <c>id</c>. Never null. It binds to -ApiKeyId of the other cmdlets.</summary>
    public string ApiKeyId { get; }

    /// <summary>Its name: the field <c>name</c>. Never null.</summary>
    public string Name { get; }

    /// <summary>The caller's own id of the customer: the field <c>customerId</c>. Null: none.</summary>
    public string? CustomerId { get; }

    /// <summary>Whether the key can be used: the field <c>enabled</c>.</summary>
    public bool Enabled { get; }

    /// <summary>Whether the key was deleted: the field <c>deleted</c>.</summary>
    public bool Deleted { get; }

    /// <summary>What the API shows of the key itself: the field <c>maskedKey</c>. Never null.</summary>
    public string MaskedKey { get; }

    /// <summary>What the key begins with: the field <c>prefix</c>. Null: nothing in particular.</summary>
    public string? Prefix { get; }

    /// <summary>When the key expires, 1 or more: the field <c>expiresAt</c>, whose unit the API does not document. Null: never.</summary>
    public long? ExpiresAt { get; }

    /// <summary>What the key may do: the field <c>scopes</c>. Never null; may be empty.</summary>
    public ApiKeyScopeList Scopes { get; }

    /// <summary>The id of the billing that the key's usage goes to: the field <c>billingId</c>. Null: none, or the API does not say.</summary>
    public string? BillingId { get; }

    /// <summary>When the key was created, in local time: the field <c>createdAt</c>.</summary>
    public DateTime CreatedAt { get; }

    /// <summary>When the key last changed, in local time: the field <c>updatedAt</c>.</summary>
    public DateTime UpdatedAt { get; }

    /// <summary>When the key was last used, in local time: the field <c>lastUsedAt</c>. Null: never, or the API does not say.</summary>
    public DateTime? LastUsedAt { get; }

    /// <summary>Id, name and masked key, in one line.</summary>
    public override string ToString() => $"API key '{DisplayText.Of(ApiKeyId)}' ({DisplayText.Of(Name)}, {DisplayText.Of(MaskedKey)})";
}
