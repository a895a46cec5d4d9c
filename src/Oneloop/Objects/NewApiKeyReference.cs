namespace Oneloop;

/// <summary>
/// Names an API key that was to be created. The TargetObject of the error if that failed: piped into Get-OneloopApiKey, it lists the keys
/// of the workspace.
/// </summary>
public sealed class NewApiKeyReference
{
    internal NewApiKeyReference(string workspaceId, string customerId, string name)
    {
        WorkspaceId = workspaceId;
        CustomerId = customerId;
        Name = name;
    }

    /// <summary>The workspace's id, as it was given. Never null or blank.</summary>
    public string WorkspaceId { get; }

    /// <summary>The caller's own id of the customer, as it was given. Never null or blank.</summary>
    public string CustomerId { get; }

    /// <summary>The name of the key, as it was given. Never null.</summary>
    public string Name { get; }

    /// <summary>Name and ids, safe to display in one line.</summary>
    public override string ToString() =>
        $"API key '{DisplayText.Of(Name)}' of customer '{DisplayText.Of(CustomerId)}' in workspace '{DisplayText.Of(WorkspaceId)}'";
}
