using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Scopes;
using Oneloop.Completion;
using Oneloop.Errors;

namespace Oneloop.Commands;

/// <summary>Creates a scope in a workspace.</summary>
[Cmdlet(VerbsCommon.New, "OneloopScope", SupportsShouldProcess = true, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(Scope))]
public sealed class NewOneloopScopeCommand : OneloopChangeCmdlet
{
    /// <summary>The workspace's id. The default one of the connection unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidatePathId]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>What the scopes of API keys call it, such as chat.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "What the scopes of API keys call it, such as chat.")]
    [ValidateName]
    public string Representation { get; set; } = string.Empty;

    /// <summary>The scope's name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, HelpMessage = "The scope's name, such as Chat.")]
    [ValidateName]
    public string Name { get; set; } = string.Empty;

    /// <summary>What it is for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateText]
    public string? Description { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Change(new CreateScopeRequest(InWorkspace(WorkspaceId), Name, Representation) { Description = Given(Description) }, "Create scope");

    private protected override object Target(OneloopRequest request)
    {
        var create = (CreateScopeRequest)request;
        return new ScopeReference(create.WorkspaceId, create.Representation);
    }

    private protected override string UnknownAdvice(OneloopRequest request)
    {
        var create = (CreateScopeRequest)request;
        return CheckWith(
            $"Get-OneloopScope {CommandText.Quote(create.WorkspaceId)} | Where-Object Representation -EQ {CommandText.Quote(create.Representation)}");
    }

    private protected override void WriteResult(OneloopRequest request)
    {
        var create = (CreateScopeRequest)request;
        ActiveConnection.RecentScopes.Add(new ScopeReference(create.WorkspaceId, create.Result!.Representation));
        WriteObject(new Scope(create.WorkspaceId, create.Result));
    }
}
