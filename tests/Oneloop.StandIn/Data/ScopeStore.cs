namespace Oneloop.StandIn.Data;

/// <summary>The scopes of each workspace, in the order in which they were created.</summary>
internal sealed class ScopeStore(StoreClock clock, IdSource ids)
{
    private readonly Dictionary<string, List<Scope>> _byWorkspace = new(StringComparer.Ordinal);

    public IReadOnlyList<Scope> Of(string workspaceId) => _byWorkspace.GetValueOrDefault(workspaceId) ?? [];

    public void Add(string workspaceId, Scope scope)
    {
        if (!_byWorkspace.TryGetValue(workspaceId, out List<Scope>? scopes))
        {
            _byWorkspace[workspaceId] = scopes = [];
        }

        scopes.Add(scope);
    }

    /// <summary>Creates a scope; null: the workspace has one of that representation.</summary>
    public Scope? Create(string workspaceId, string name, string representation, string? description)
    {
        if (Of(workspaceId).Any(scope => scope.Representation == representation))
        {
            return null;
        }

        Scope created = new()
        {
            Id = ids.Next("scope"),
            Name = name,
            Representation = representation,
            Description = description,
            CreatedAt = clock.Timestamp,
            UpdatedAt = clock.Timestamp,
        };
        Add(workspaceId, created);
        return created;
    }
}
