using Oneloop.Input;

namespace Oneloop;

/// <summary>A link token of a customer. The properties stand in the order in which they are exported.</summary>
public sealed class LinkToken
{
    internal LinkToken(string workspaceId, string customerId, Client.LinkTokens.LinkToken token, bool asPlainText)
    {
        WorkspaceId = workspaceId;
        CustomerId = customerId;
        ExpiresAt = token.ExpiresAt;
        Token = Secrets.Wrap(token.Token, asPlainText);
    }

    /// <summary>The workspace's id, as it was given. Never null or blank.</summary>
    public string WorkspaceId { get; }

    /// <summary>The caller's own id of the customer, as it was given. Never null or blank.</summary>
    public string CustomerId { get; }

    /// <summary>When the token expires, 1 or more: the field <c>expiresAt</c>, whose unit the API does not document.</summary>
    public long ExpiresAt { get; }

    /// <summary>
    /// The token itself: the field <c>token</c>. A SecureString, or a string if -AsPlainText was given. Views, jobs and Export-Clixml leave
    /// it out. Never null.
    /// </summary>
    public object Token { get; }

    /// <summary>Customer and workspace, in one line.</summary>
    public override string ToString() => $"link token of customer '{DisplayText.Of(CustomerId)}' in workspace '{DisplayText.Of(WorkspaceId)}'";
}
