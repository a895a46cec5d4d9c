namespace Oneloop.StandIn.Data;

/// <summary>The workspaces, in the order in which they were created.</summary>
internal sealed class WorkspaceStore(StoreClock clock, IdSource ids)
{
    /// <summary>In this workspace every meter id is a customer: for load, and for ids of any form. It is not listed.</summary>
    public const string Bulk = "ws_bulk";

    private readonly OrderedDictionary<string, Workspace> _workspaces = new(StringComparer.Ordinal);

    public IEnumerable<Workspace> Listed => _workspaces.Values.Where(workspace => workspace.Id != Bulk);

    public bool Has(string id) => _workspaces.ContainsKey(id);

    public Workspace? Find(string id) => _workspaces.GetValueOrDefault(id);

    /// <summary>Adds a workspace as it is, or with a changed state.</summary>
    public Workspace Set(Workspace workspace) => _workspaces[workspace.Id] = workspace;

    /// <summary>Creates a workspace; null: there is one of that name.</summary>
    public Workspace? Create(string name) => _workspaces.Values.Any(workspace => workspace.Name == name) ? null : Set(new Workspace
    {
        Id = ids.Next("ws"),
        Name = name,
        TeamId = "team_standin",
        CreatedAt = clock.Timestamp,
        UpdatedAt = clock.Timestamp,
    });
}
