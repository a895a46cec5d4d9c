using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Workspaces;
using Oneloop.Errors;

namespace Oneloop.Commands;

/// <summary>Creates workspaces.</summary>
[Cmdlet(VerbsCommon.New, "OneloopWorkspace", SupportsShouldProcess = true, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(Workspace))]
public sealed class NewOneloopWorkspaceCommand : OneloopChangeCmdlet
{
    /// <summary>The names of the workspaces.</summary>
    [Parameter(
        Mandatory = true,
        Position = 0,
        ValueFromPipelineByPropertyName = true,
        HelpMessage = "The name of the workspace, such as Northwind Chat.")]
    [ValidateName]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Change(new CreateWorkspaceRequest(name), "Create workspace");
        }
    }

    private protected override object Target(OneloopRequest request) => new NewWorkspaceReference(((CreateWorkspaceRequest)request).Name);

    private protected override string UnknownAdvice(OneloopRequest request) =>
        CheckWith($"Get-OneloopWorkspace | Where-Object Name -EQ {CommandText.Quote(((CreateWorkspaceRequest)request).Name)}");

    private protected override void WriteResult(OneloopRequest request)
    {
        Client.Workspaces.Workspace workspace = ((CreateWorkspaceRequest)request).Result!;
        ActiveConnection.RecentWorkspaces.Add(workspace.Id);
        WriteObject(new Workspace(workspace));
    }
}
