using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Workspaces;
using Oneloop.Completion;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Gets workspaces: all that the token may use, or those that are named, in the order in which they are named.</summary>
[Cmdlet(VerbsCommon.Get, "OneloopWorkspace", DefaultParameterSetName = ListSet, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(Workspace))]
public sealed class GetOneloopWorkspaceCommand : OneloopBulkCmdlet
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    /// <summary>The ids of the workspaces. All that the token may use unless given.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ParameterSetName = IdSet,
        ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The workspace's id, such as ws_acme.")]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [WorkspaceIdInput]
    [ValidatePathId]
    public string[] WorkspaceId { get; set; } = [];

    private protected override string Activity => "Getting workspaces";

    private protected override long? ArgumentCount => MyInvocation.ExpectingInput ? null : ParameterSetName == ListSet ? 1 : WorkspaceId.Length;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ListSet)
        {
            Submit(new ListWorkspacesRequest());
        }

        foreach (string workspaceId in WorkspaceId)
        {
            Submit(new GetWorkspaceRequest(workspaceId));
        }
    }

    private protected override object? Target(OneloopRequest request) =>
        request is GetWorkspaceRequest get ? new WorkspaceReference(get.WorkspaceId) : null;

    private protected override void WriteResult(OneloopRequest request)
    {
        IReadOnlyList<Client.Workspaces.Workspace> workspaces =
            request is GetWorkspaceRequest get ? [get.Result!] : ((ListWorkspacesRequest)request).Result!;
        foreach (Client.Workspaces.Workspace workspace in workspaces)
        {
            ActiveConnection.RecentWorkspaces.Add(workspace.Id);
            WriteObject(new Workspace(workspace));
        }
    }
}
