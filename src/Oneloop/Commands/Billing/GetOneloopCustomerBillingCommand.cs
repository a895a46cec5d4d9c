using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Billing;
using Oneloop.Completion;
using Oneloop.Errors;
using Oneloop.Formatting;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Gets the billing of customers: of one, or of each that the pipeline names, in the order in which it names them.</summary>
[Cmdlet(VerbsCommon.Get, "OneloopCustomerBilling", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(CustomerBilling))]
public sealed class GetOneloopCustomerBillingCommand : OneloopBulkCmdlet
{
    private readonly NumberWidths _widths = new();
    private CustomerInput? _input;

    // Neither id is mandatory for the binder, which knows no default workspace and cannot word its error by the input: see CustomerInput.

    /// <summary>The workspace's id. The default one of the connection unless given.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidateId]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>The meter's id in the customer's own system: any string; several are asked for one by one.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("external_meter_id")]
    [ArgumentCompleter(typeof(ExternalMeterIdCompleter))]
    [ValidateId]
    public string[] ExternalMeterId { get; set; } = [];

    // Not hidden by DontShow, since completion then hides -ErrorAction and all other common parameters as well.

    /// <summary>The pipeline input: meter ids by themselves, or objects that have ids as properties.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    private protected override string Activity => "Getting customer billing";

    private protected override long? ArgumentCount => MyInvocation.ExpectingInput ? null : ExternalMeterId.Length;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!_input!.TryRead(new CustomerIds(WorkspaceId, ExternalMeterId), InputObject, out CustomerIds named, out ErrorRecord? unusable))
        {
            WriteErrorIfAny(unusable);
            return;
        }

        foreach (string externalMeterId in named.ExternalMeterId)
        {
            Submit(new GetBillingRequest(named.WorkspaceId, externalMeterId));
        }
    }

    private protected override void Begin()
    {
        _input = new CustomerInput(MyInvocation, new CustomerIds(WorkspaceId, ExternalMeterId), ActiveConnection);
        if (_input.MissingParameter is { } missing)
        {
            ThrowTerminatingError(missing);
        }
    }

    private protected override void End() => WriteErrorIfAny(_input!.Rest());

    private protected override object Target(OneloopRequest request) => CustomerReference.Of((GetBillingRequest)request);

    private protected override void WriteResult(OneloopRequest request)
    {
        var get = (GetBillingRequest)request;
        CustomerReference customer = CustomerReference.Of(get);
        if (get.Result is { } meter)
        {
            ActiveConnection.RecentCustomers.Add(customer);
            ActiveConnection.RecentBillings.Add(meter.Id);
            WriteObject(new CustomerBilling(customer, meter, _widths));
        }
        else
        {
            WriteFailure(OneloopErrors.BillingNotFound(customer));
        }
    }

    private void WriteErrorIfAny(ErrorRecord? error)
    {
        if (error is not null)
        {
            WriteError(error);
        }
    }
}
