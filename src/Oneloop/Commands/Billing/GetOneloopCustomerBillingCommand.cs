using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Billing;
using Oneloop.Completion;
using Oneloop.Errors;

namespace Oneloop.Commands;

/// <summary>Gets the billing of customers: of one, or of each that the pipeline names, in the order in which it names them.</summary>
[Cmdlet(VerbsCommon.Get, "OneloopCustomerBilling", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(CustomerBilling))]
public sealed class GetOneloopCustomerBillingCommand : OneloopCmdlet
{
    /// <summary>The workspace's id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "The workspace's id, such as ws_acme.")]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidateId]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>The meter's id in the customer's own system: any string; several are asked for one by one.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "The meter's id in the customer's own system, such as customer_123.")]
    [Alias("external_meter_id")]
    [ArgumentCompleter(typeof(ExternalMeterIdCompleter))]
    [ValidateId]
    public string[] ExternalMeterId { get; set; } = [];

    /// <summary>The most requests sent at once: 1 to 256. With 1, each result is written before the next input is taken.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    private protected override int MaxConcurrency => ThrottleLimit;

    private protected override string Activity => "Getting customer billing";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string externalMeterId in ExternalMeterId)
        {
            Submit(new GetBillingRequest(WorkspaceId, externalMeterId));
        }
    }

    private protected override object Target(OneloopRequest request) => CustomerReference.Of((GetBillingRequest)request);

    private protected override void WriteResult(OneloopRequest request)
    {
        var get = (GetBillingRequest)request;
        CustomerReference customer = CustomerReference.Of(get);
        if (get.Result is { } meter)
        {
            ActiveConnection.RecentCustomers.Add(customer);
            WriteObject(new CustomerBilling(customer, meter));
        }
        else
        {
            WriteFailure(OneloopErrors.BillingNotFound(customer));
        }
    }
}
