namespace Oneloop;

/// <summary>Names one scope. The TargetObject of the error if it could not be created: piped into Get-OneloopScope, it lists those of the workspace.</summary>
public sealed class ScopeReference
{
    internal ScopeReference(string workspaceId, string representation)
    {
        WorkspaceId = workspaceId;
        Representation = representation;
    }

    /// <summary>The workspace's id, as it was given. Never null or blank.</summary>
    public string WorkspaceId { get; }

    /// <summary>What the scopes of API keys call it, as it was given. Never null.</summary>
    public string Representation { get; }

    /// <summary>Representation and workspace, safe to display in one line.</summary>
    public override string ToString() => $"scope '{DisplayText.Of(Representation)}' in workspace '{DisplayText.Of(WorkspaceId)}'";
}
