using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Tracing;
using Oneloop.Completion;
using Oneloop.Connections;
using Oneloop.Errors;
using Oneloop.Formatting;
using Oneloop.Progress;
using Oneloop.Pump;
using Oneloop.Tracing;

namespace Oneloop.Commands;

/// <summary>Gets the billing of customers: of one, or of each that the pipeline names, in the order in which it names them.</summary>
[Cmdlet(VerbsCommon.Get, "OneloopCustomerBilling", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(CustomerBilling))]
public sealed class GetOneloopCustomerBillingCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly NumberWidths _widths = new();
    private AnsweredCustomers? _answered;
    private StreamTrace? _trace;
    private RunProgress? _progress;
    private OrderedPump<CustomerBillingRequest>? _pump;

    /// <summary>The workspace's id.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, HelpMessage = "The workspace's id, such as ws_acme.")]
    [Alias("workspace_id")]
    [ArgumentCompleter(typeof(WorkspaceIdCompleter))]
    [ValidateCustomerId]
    public string WorkspaceId { get; set; } = string.Empty;

    /// <summary>The meter's id in the customer's own system: any string; several are asked for one by one.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, HelpMessage = "The meter's id in the customer's own system, such as customer_123.")]
    [Alias("external_meter_id")]
    [ArgumentCompleter(typeof(ExternalMeterIdCompleter))]
    [ValidateCustomerId]
    public string[] ExternalMeterId { get; set; } = [];

    /// <summary>The most requests under way at once: 1 to 256. With 1, each result is written before the next input is taken.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 8;

    /// <summary>The connection to ask through. Left out: the default one of this runspace.</summary>
    [Parameter]
    [ValidateNotNull]
    [ConnectionTransformation]
    public OneloopConnection? Connection { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pump?.Dispose();
        _stop.Dispose();
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _trace = new StreamTrace(this);
        OneloopConnection connection = Connection ?? RunspaceConnections.Current.Default ?? ConnectFromEnvironment(_trace);
        if (connection.Client() is not { } client)
        {
            ThrowTerminatingError(BillingErrors.NotConnected($"The connection to {connection.BaseUri} has been ended."));
            return;
        }

        if (connection.Redactor() is { } redactor)
        {
            InvocationMask.Apply(MyInvocation, redactor);
        }

        client.TryAnew();
        _answered = connection.Answered;
        _progress = new RunProgress(this);
        _pump = new OrderedPump<CustomerBillingRequest>(
            client.SendAsync,
            ThrottleLimit,
            startsInline: ThrottleLimit == 1 || !MyInvocation.ExpectingInput,
            _stop.Token);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string externalMeterId in ExternalMeterId)
        {
            RequestTrace? trace = _trace!.WantsAny ? new RequestTrace(_trace.WantsDetails) : null;
            CustomerBillingRequest request = new(WorkspaceId, externalMeterId, trace);
            while (!_pump!.TryPut(request))
            {
                WriteNext();
            }

            if (ThrottleLimit == 1)
            {
                WriteNext();
            }
        }

        while (_pump!.TryTake(out CustomerBillingRequest? answered))
        {
            RunspaceViews.Load(this);
            Write(answered);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _pump!.Complete();
        while (WriteNext())
        {
        }

        _progress!.Complete();
    }

    /// <summary>Comes from another thread than the pipeline's, at any time.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    private OneloopConnection ConnectFromEnvironment(StreamTrace trace)
    {
        Token? token = Token.FromEnvironment();
        if (token is null)
        {
            ThrowTerminatingError(BillingErrors.NotConnected("This runspace is not connected to Oneloop."));
        }

        OneloopConnection connection;
        try
        {
            connection = new OneloopConnection(
                new OneloopClientOptions(OneloopClientOptions.ProductionAddress, token!.Value) { UserAgent = UserAgent.Of(SessionState) }, token);
        }
        catch (InvalidOptionException e)
        {
            ThrowTerminatingError(BillingErrors.BadSetting(e.Message, "Token"));
            throw;
        }

        RunspaceConnections.Current.SetDefault(connection);
        trace.Write($"Connected to {connection.BaseUri} with the token {token.Mask} from {token.Origin}.");
        return connection;
    }

    /// <summary>Waits for the next answer and writes it.</summary>
    /// <returns>False where none will come.</returns>
    private bool WriteNext()
    {
        // Now, since requests are under way: it costs the first run of a session no time of its own.
        RunspaceViews.Load(this);
        CustomerBillingRequest? answered;
        try
        {
            if (!_pump!.WaitTake(out answered))
            {
                return false;
            }
        }
        catch (OperationCanceledException) when (Stopping)
        {
            _progress!.Complete();
            throw new PipelineStoppedException();
        }

        Write(answered);
        return true;
    }

    /// <summary>Writes what came of a request. Whatever ends the pipeline here ends the requests under way, too.</summary>
    private void Write(CustomerBillingRequest answered)
    {
        CustomerReference customer = new(answered.WorkspaceId, answered.ExternalMeterId);
        bool goesOn = false;
        try
        {
            _trace!.Write(answered.Trace);
            switch (answered)
            {
                case { Fault: { } fault }:
                    ErrorRecord error = BillingErrors.From(fault, customer);
                    if (fault.Kind is FaultKind.Unauthorized or FaultKind.ClientClosed)
                    {
                        ThrowTerminatingError(error);
                    }

                    WriteError(error);
                    break;
                case { Billing: { } billing }:
                    _answered!.Add(customer);
                    WriteObject(new CustomerBilling(customer, billing, _widths));
                    break;
                default:
                    WriteError(BillingErrors.BillingNotFound(customer));
                    break;
            }

            _progress!.Count(failed: answered.Billing is null);
            goesOn = true;
        }
        finally
        {
            if (!goesOn)
            {
                _stop.Cancel();
                _progress!.Complete();
            }
        }
    }
}
