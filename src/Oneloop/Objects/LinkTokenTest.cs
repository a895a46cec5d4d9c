namespace Oneloop;

/// <summary>What the API says about a link token. The properties stand in the order in which they are exported.</summary>
public sealed class LinkTokenTest
{
    internal LinkTokenTest(Client.LinkTokens.LinkTokenValidation validation)
    {
        IsValid = validation.Valid;
        WorkspaceId = validation.WorkspaceId;
        CustomerId = validation.CustomerId;
        ExternalBillingId = validation.ExternalBillingId;
        ExpiresAt = validation.ExpiresAt;
    }

    /// <summary>Whether the token is valid: the field <c>valid</c>.</summary>
    public bool IsValid { get; }

    /// <summary>The workspace's id: the field <c>workspaceId</c>. Never null. It binds to -WorkspaceId of the other cmdlets.</summary>
    public string WorkspaceId { get; }

    /// <summary>The caller's own id of the customer: the field <c>customerId</c>. Never null.</summary>
    public string CustomerId { get; }

    /// <summary>The field <c>externalBillingId</c>. Null: none, or the API does not say.</summary>
    public string? ExternalBillingId { get; }

    /// <summary>When the token expires, 1 or more: the field <c>expiresAt</c>, whose unit the API does not document.</summary>
    public long ExpiresAt { get; }

    /// <summary>Validity, customer and workspace, in one line.</summary>
    public override string ToString() =>
        $"{(IsValid ? "valid" : "invalid")}: link token of customer '{DisplayText.Of(CustomerId)}' in workspace '{DisplayText.Of(WorkspaceId)}'";
}
