using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.LinkTokens;
using Oneloop.Completion;

namespace Oneloop.Commands;

/// <summary>Creates a link token for a customer. The token itself comes this once.</summary>
[Cmdlet(VerbsCommon.New, "OneloopLinkToken", SupportsShouldProcess = true, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(LinkToken))]
public sealed class NewOneloopLinkTokenCommand : OneloopChangeCmdlet
{
    /// <summary>The workspace's id. The default one of the connection unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidatePathId]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>The caller's own id of the customer.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "Your own id of the customer, such as customer_123.")]
    [Alias("customer_id")]
    [ValidateId]
    public string CustomerId { get; set; } = string.Empty;

    /// <summary>The API's field externalBillingId.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateText]
    public string? ExternalBillingId { get; set; }

    /// <summary>Writes the token as a string, and not as SecureString.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() =>
        Change(new CreateLinkTokenRequest(InWorkspace(WorkspaceId), CustomerId) { ExternalBillingId = Given(ExternalBillingId) }, "Create link token");

    private protected override object Target(OneloopRequest request)
    {
        var create = (CreateLinkTokenRequest)request;
        return new LinkTokenReference(create.WorkspaceId, create.CustomerId);
    }

    private protected override string UnknownAdvice(OneloopRequest request) =>
        "A token may have been created. The API shows it nowhere: repeat the command to get another.";

    private protected override void WriteResult(OneloopRequest request)
    {
        var create = (CreateLinkTokenRequest)request;
        WriteObject(new LinkToken(create.WorkspaceId, create.CustomerId, create.Result!, AsPlainText));
    }
}
