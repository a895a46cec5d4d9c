namespace Oneloop.Input;

/// <summary>One workspace, and the meters in it to ask for.</summary>
/// <param name="WorkspaceId">The workspace's id; empty if none is named.</param>
/// <param name="ExternalMeterId">The meters' ids; empty if none is named.</param>
internal readonly record struct CustomerIds(string WorkspaceId, string[] ExternalMeterId)
{
    /// <summary>Whether both are named.</summary>
    public bool IsComplete => WorkspaceId.Length > 0 && ExternalMeterId.Length > 0;
}
