namespace Oneloop;

/// <summary>A scope of a workspace. The properties stand in the order in which they are exported.</summary>
public sealed class Scope
{
    internal Scope(string workspaceId, Client.Scopes.WorkspaceScope scope)
    {
        WorkspaceId = workspaceId;
        ScopeId = scope.Id;
        Representation = scope.Representation;
        Name = scope.Name;
        Description = scope.Description;
        CreatedAt = scope.CreatedAt.LocalDateTime;
        UpdatedAt = scope.UpdatedAt.LocalDateTime;
    }

    /// <summary>The workspace's id, as it was asked for. Never null or blank. It binds to -WorkspaceId of the other cmdlets.</summary>
    public string WorkspaceId { get; }

    /// <summary>The scope's id: the field <c>id</c>. Never null.</summary>
    public string ScopeId { get; }

    /// <summary>What the scopes of API keys call it, such as <c>chat</c>: the field <c>representation</c>. Never null.</summary>
    public string Representation { get; }

    /// <summary>The scope's name: the field <c>name</c>. Never null.</summary>
    public string Name { get; }

    /// <summary>What it is for: the field <c>description</c>. Null: not said.</summary>
    public string? Description { get; }

    /// <summary>When the scope was created, in local time: the field <c>createdAt</c>.</summary>
    public DateTime CreatedAt { get; }

    /// <summary>When the scope last changed, in local time: the field <c>updatedAt</c>.</summary>
    public DateTime UpdatedAt { get; }

    /// <summary>Representation and name, in one line.</summary>
    public override string ToString() => $"scope '{DisplayText.Of(Representation)}' ({DisplayText.Of(Name)})";
}
