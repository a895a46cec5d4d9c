using System.Globalization;
using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Billing;
using Oneloop.Completion;
using Oneloop.Formatting;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Refills the credits of customers: of one, or of each that the pipeline names, one after the other.</summary>
[Cmdlet(VerbsCommon.Add, "OneloopCustomerCredit", SupportsShouldProcess = true, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(CustomerBilling))]
public sealed class AddOneloopCustomerCreditCommand : OneloopChangeCmdlet
{
    private readonly NumberWidths _widths = new();

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

    /// <summary>Credits: a whole number, 1 to 9007199254740991. The API does not document whether they are added to the total.</summary>
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true, HelpMessage = "A whole number of credits, 1 or more.")]
    [CreditsInput(Minimum = 1, Maximum = 9_007_199_254_740_991)]
    public decimal Credits { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Change(
        new RefillBillingRequest(InWorkspace(WorkspaceId), ExternalMeterId, (long)Credits),
        string.Create(CultureInfo.InvariantCulture, $"Refill {Credits} credits"));

    private protected override object Target(OneloopRequest request) => Customer(request);

    private protected override string UnknownAdvice(OneloopRequest request) => CheckWith(Customer(request).GetCommand);

    private protected override void WriteResult(OneloopRequest request)
    {
        CustomerBillingMeter meter = ((RefillBillingRequest)request).Result!;
        CustomerReference customer = Customer(request);
        ActiveConnection.RecentCustomers.Add(customer);
        ActiveConnection.RecentBillings.Add(meter.Id);
        WriteObject(new CustomerBilling(customer, meter, _widths));
    }

    private static CustomerReference Customer(OneloopRequest request)
    {
        var refill = (RefillBillingRequest)request;
        return new CustomerReference(refill.WorkspaceId, refill.ExternalMeterId);
    }
}
