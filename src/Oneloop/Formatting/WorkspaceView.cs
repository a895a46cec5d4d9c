using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>
/// The cells of the table of workspaces, without control characters: their names are free text that others have written. As those of
/// <see cref="CreditsView"/>, they are hidden properties.
/// </summary>
public static class WorkspaceView
{
    /// <summary>The cell of the column WorkspaceId.</summary>
    /// <param name="workspace">A workspace, or the copy of one.</param>
    public static string WorkspaceId(PSObject workspace) => Read(workspace, nameof(Workspace.WorkspaceId));

    /// <summary>The cell of the column Name.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string Name(PSObject workspace) => Read(workspace, nameof(Workspace.Name));

    /// <summary>The cell of the column TeamId.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string TeamId(PSObject workspace) => Read(workspace, nameof(Workspace.TeamId));

    private static string Read(PSObject workspace, string name) => CellText.OneLine(workspace.Properties[name]?.Value?.ToString() ?? string.Empty);
}
