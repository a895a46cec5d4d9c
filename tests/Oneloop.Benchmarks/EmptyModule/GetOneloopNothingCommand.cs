using System.Management.Automation;

namespace Oneloop.EmptyModule;

/// <summary>Takes the records that Get-OneloopCustomerBilling takes, and writes an object for each without asking anybody.</summary>
[Cmdlet(VerbsCommon.Get, "OneloopNothing")]
[OutputType(typeof(EmptyRecord))]
public sealed class GetOneloopNothingCommand : PSCmdlet
{
    /// <summary>The workspace's id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>The meter's id.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    public string[] ExternalMeterId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string externalMeterId in ExternalMeterId)
        {
            WriteObject(new EmptyRecord(WorkspaceId, externalMeterId));
        }
    }
}
