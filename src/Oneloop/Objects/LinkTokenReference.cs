namespace Oneloop;

/// <summary>Names the customer that a link token was to be created for. The TargetObject of the error if that failed.</summary>
public sealed class LinkTokenReference
{
    internal LinkTokenReference(string workspaceId, string customerId)
    {
        WorkspaceId = workspaceId;
        CustomerId = customerId;
    }

    /// <summary>The workspace's id, as it was given. Never null or blank.</summary>
    public string WorkspaceId { get; }

    /// <summary>The caller's own id of the customer, as it was given. Never null or blank.</summary>
    public string CustomerId { get; }

    /// <summary>Both ids, safe to display in one line.</summary>
    public override string ToString() => $"link token of customer '{DisplayText.Of(CustomerId)}' in workspace '{DisplayText.Of(WorkspaceId)}'";
}
