
namespace Oneloop;

/// <summary>What the API says about a key that it was asked to verify. The properties stand in the order in which they are exported.</summary>
public sealed class ApiKeyVerification
{
    private const string Valid = "VALID";

    internal ApiKeyVerification(Client.ApiKeys.ApiKeyVerification verification)
    {
        Status = verification.Status;
        ApiKeyId = verification.ApiKeyId;
        CustomerId = verification.CustomerId;
        ExternalMeterId = verification.ExternalMeterId;
        ExpiresAt = verification.ExpiresAt;
        RequestedScopes = new ApiKeyScopeList(verification.RequestedScopes);
        Scopes = new ApiKeyScopeList(verification.Scopes);
        BillingId = verification.Billing?.Id;
        TotalCredits = verification.Billing?.TotalCredits;
        UsedCredits = verification.Billing?.UsedCredits;
        AllowOverages = verification.Billing?.AllowOverages;
        SpendCap = verification.Billing?.SpendCap;
        RateLimitRemaining = verification.RateLimit?.Remaining;
        RateLimitResetAt = verification.RateLimit?.ResetAt;
        Metadata = verification.Metadata is { } metadata ? new JsonOutput(asHashtable: false, asPlainText: true).Read(metadata) : null;
    }

    /// <summary>
    /// The state of the key: the field <c>status</c>, such as <c>VALID</c>, <c>EXPIRED</c> or <c>INVALID_SCOPES</c>; as it is, even if it
    /// is none of those documented. Never null.
    /// </summary>
    public string Status { get; }

    /// <summary>Whether the status is <c>VALID</c>.</summary>
    public bool IsValid => Status == Valid;

    /// <summary>The id of the API key: the field <c>apiKeyId</c>. Never null; may be empty.</summary>
    public string ApiKeyId { get; }

    /// <summary>The caller's own id of the customer: the field <c>customerId</c>. Null: none.</summary>
    public string? CustomerId { get; }

    /// <summary>The meter's id in the customer's own system: the field <c>externalMeterId</c>. Null: none.</summary>
    public string? ExternalMeterId { get; }

    /// <summary>When the key expires, 1 or more: the field <c>expiresAt</c>, whose unit the API does not document. Null: never.</summary>
    public long? ExpiresAt { get; }

    /// <summary>What was asked for: the field <c>requestedScopes</c>. Never null; may be empty.</summary>
    public ApiKeyScopeList RequestedScopes { get; }

    /// <summary>What the key may do: the field <c>scopes</c>. Never null; may be empty.</summary>
    public ApiKeyScopeList Scopes { get; }

    /// <summary>The id of the billing that the key's usage goes to: the field <c>billing.id</c>. Null: none.</summary>
    public string? BillingId { get; }

    /// <summary>Credits the customer may use, 0 or more, at most 28 digits: <c>billing.totalCredits</c>. Null: no billing.</summary>
    public decimal? TotalCredits { get; }

    /// <summary>Credits the customer has used, 0 or more, at most 28 digits: <c>billing.usedCredits</c>. Null: no billing.</summary>
    public decimal? UsedCredits { get; }

    /// <summary>Whether the customer may use more than <see cref="TotalCredits"/>: <c>billing.allowOverages</c>. Null: no billing.</summary>
    public bool? AllowOverages { get; }

    /// <summary>The field <c>billing.spendCap</c>, whose unit the API does not document. Null: no cap, or no billing.</summary>
    public decimal? SpendCap { get; }

    /// <summary>Requests left of the rate limit: the field <c>rateLimit.remaining</c>. Null: the API does not say.</summary>
    public long? RateLimitRemaining { get; }

    /// <summary>When the rate limit starts anew: <c>rateLimit.resetAt</c>, whose unit the API does not document. Null: the API does not say.</summary>
    public long? RateLimitResetAt { get; }

    /// <summary>What was kept with the key: the field <c>metadata</c>, as ConvertFrom-Json would read it. Null: nothing, or the API does not say.</summary>
    public object? Metadata { get; }

    /// <summary>Status and id, in one line.</summary>
    public override string ToString() => $"{DisplayText.Of(Status)}: API key '{DisplayText.Of(ApiKeyId)}'";
}
