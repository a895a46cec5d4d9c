namespace Oneloop;

/// <summary>
/// Names one workspace. The TargetObject of every error about a workspace, so that it can be piped into Get-OneloopWorkspace again.
/// </summary>
public sealed class WorkspaceReference
{
    internal WorkspaceReference(string workspaceId) => WorkspaceId = workspaceId;

    /// <summary>The workspace's id, as it was asked for. Never null or blank.</summary>
    public string WorkspaceId { get; }

    /// <summary>The id, safe to display in one line.</summary>
    public override string ToString() => $"workspace '{DisplayText.Of(WorkspaceId)}'";
}
