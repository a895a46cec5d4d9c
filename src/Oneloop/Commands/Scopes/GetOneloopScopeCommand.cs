using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Scopes;
using Oneloop.Completion;

namespace Oneloop.Commands;

/// <summary>Gets the scopes of workspaces.</summary>
[Cmdlet(VerbsCommon.Get, "OneloopScope", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(Scope))]
public sealed class GetOneloopScopeCommand : OneloopBulkCmdlet
{
    /// <summary>The workspace's id. The default one of the connection unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidatePathId]
    public string WorkspaceId { get; set; } = string.Empty;

    private protected override string Activity => "Getting scopes";

    private protected override long? ArgumentCount => MyInvocation.ExpectingInput ? null : 1;

    /// <inheritdoc/>
    protected override void ProcessRecord() => Submit(new ListScopesRequest(InWorkspace(WorkspaceId)));

    private protected override object Target(OneloopRequest request) => new WorkspaceReference(((ListScopesRequest)request).WorkspaceId);

    private protected override void WriteResult(OneloopRequest request)
    {
        var list = (ListScopesRequest)request;
        foreach (WorkspaceScope scope in list.Result!)
        {
            ActiveConnection.RecentScopes.Add(new ScopeReference(list.WorkspaceId, scope.Representation));
            WriteObject(new Scope(list.WorkspaceId, scope));
        }
    }
}
