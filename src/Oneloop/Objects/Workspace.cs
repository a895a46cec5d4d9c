namespace Oneloop;

/// <summary>A workspace. The properties stand in the order in which they are exported.</summary>
public sealed class Workspace
{
    internal Workspace(Client.Workspaces.Workspace workspace)
    {
        WorkspaceId = workspace.Id;
        Name = workspace.Name;
        TeamId = workspace.TeamId;
        DefaultKeyPrefix = workspace.DefaultKeyPrefix;
        DefaultAllowedIPs = new StringList(workspace.DefaultAllowedIPs);
        DefaultRateLimitPerSecond = workspace.DefaultRateLimitPerSecond;
        DefaultExpiration = workspace.DefaultExpiration;
        CreatedAt = workspace.CreatedAt.LocalDateTime;
        UpdatedAt = workspace.UpdatedAt.LocalDateTime;
    }

    /// <summary>The workspace's id: the field <c>id</c>. Never null. It binds to -WorkspaceId of the other cmdlets.</summary>
    public string WorkspaceId { get; }

    /// <summary>The workspace's name: the field <c>name</c>. Never null.</summary>
    public string Name { get; }

    /// <summary>The id of the team that owns the workspace: the field <c>teamId</c>. Never null.</summary>
    public string TeamId { get; }

    /// <summary>What new API keys begin with: the field <c>defaultKeyPrefix</c>. Null: no default.</summary>
    public string? DefaultKeyPrefix { get; }

    /// <summary>The IP addresses that new API keys may be used from: the field <c>defaultAllowedIPs</c>. Never null; may be empty.</summary>
    public StringList DefaultAllowedIPs { get; }

    /// <summary>Requests a second that new API keys may make, 1 or more: the field <c>defaultRateLimitPerSecond</c>. Null: no default.</summary>
    public long? DefaultRateLimitPerSecond { get; }

    /// <summary>
    /// When new API keys expire, 1 or more: the field <c>defaultExpiration</c>, whose unit the API does not document. Null: no default.
    /// </summary>
    public long? DefaultExpiration { get; }

    /// <summary>When the workspace was created, in local time: the field <c>createdAt</c>.</summary>
    public DateTime CreatedAt { get; }

    /// <summary>When the workspace last changed, in local time: the field <c>updatedAt</c>.</summary>
    public DateTime UpdatedAt { get; }

    /// <summary>Id and name, in one line.</summary>
    public override string ToString() => $"workspace '{DisplayText.Of(WorkspaceId)}' ({DisplayText.Of(Name)})";
}
