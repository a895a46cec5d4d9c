using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Billing;
using Oneloop.Completion;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Sets up the billing of customers: of one, or of each that the pipeline names, one after the other.</summary>
[Cmdlet(VerbsCommon.New, "OneloopCustomerBilling", SupportsShouldProcess = true, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(CustomerBilling))]
public sealed class NewOneloopCustomerBillingCommand : OneloopChangeCmdlet
{
    /// <summary>The workspace's id. The default one of the connection unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidateId]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>The meter's id in the customer's own system: any string.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "The meter's id in your own system, such as customer_123.")]
    [Alias("external_meter_id")]
    [ArgumentCompleter(typeof(ExternalMeterIdCompleter))]
    [ValidateId]
    public string ExternalMeterId { get; set; } = string.Empty;

    /// <summary>Credits that the customer may use: a whole number, 0 or more, at most 28 digits. The API decides unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("total_credits")]
    [CreditsInput]
    public decimal? TotalCredits { get; set; }

    /// <summary>Whether the customer may use more than that. The API decides unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("allow_overages")]
    [SwitchInput]
    public SwitchParameter AllowOverages { get; set; }

    /// <summary>The spend cap: a whole number, 0 or more, at most 28 digits, whose unit the API does not document. No cap unless given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("spend_cap")]
    [CreditsInput]
    public decimal? SpendCap { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Change(
        new CreateBillingRequest(InWorkspace(WorkspaceId), ExternalMeterId)
        {
            TotalCredits = TotalCredits,
            AllowOverages = MyInvocation.BoundParameters.ContainsKey(nameof(AllowOverages)) ? AllowOverages.ToBool() : null,
            SpendCap = SpendCap,
        },
        "Set up billing");

    private protected override object Target(OneloopRequest request) => Customer(request);

    private protected override string UnknownAdvice(OneloopRequest request) => CheckWith(Customer(request).GetCommand);

    private protected override void WriteResult(OneloopRequest request)
    {
        CustomerBillingMeter meter = ((CreateBillingRequest)request).Result!;
        CustomerReference customer = Customer(request);
        ActiveConnection.RecentCustomers.Add(customer);
        ActiveConnection.RecentBillings.Add(meter.Id);
        WriteObject(new CustomerBilling(customer, meter));
    }

    private static CustomerReference Customer(OneloopRequest request)
    {
        var create = (CreateBillingRequest)request;
        return new CustomerReference(create.WorkspaceId, create.ExternalMeterId);
    }
}
