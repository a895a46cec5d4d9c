using System.Diagnostics;
using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Completion;
using Oneloop.Connections;
using Oneloop.Errors;
using Oneloop.Formatting;
using Oneloop.Input;
using Oneloop.Runtime;

namespace Oneloop.Commands;

/// <summary>
/// What all cmdlets that send requests share: the connection, the pump, progress, traces, errors, and an end at once on Ctrl+C. A
/// leaf submits requests and writes their results.
/// </summary>
/// <remarks>
/// Not generic over a type of Oneloop.Client, and leaves cast once: see <see cref="Loading.ModuleLoader"/>.
/// </remarks>
public abstract class OneloopCmdlet : PSCmdlet, IDisposable
{
    private const string NeverResponded = "The service has not responded on this connection yet, so the command ends.";

    private const int FailuresWithoutResponse = 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(RunMonitor.PauseMs);

    private readonly CancellationTokenSource _stop = new();
    private readonly RunTally _tally = new();
    private readonly long _start = Stopwatch.GetTimestamp();

    // A coarse clock: it is read for each request, and costs next to nothing to read.
    private readonly long _startMs = Environment.TickCount64;
    private OneloopConnection? _connection;
    private StreamTrace? _trace;
    private RunProgress? _progress;
    private RunMonitor? _monitor;
    private RunSummary? _summary;
    private OrderedPump<OneloopRequest>? _pump;
    private string? _errorId;

    private protected OneloopCmdlet()
    {
    }

    /// <summary>The connection to send requests through. The default one of this runspace unless given.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ConnectionTransformation]
    public OneloopConnection? Connection { get; set; }

    /// <summary>The connection that requests are sent through. Set from <see cref="BeginProcessing"/> on.</summary>
    private protected OneloopConnection ActiveConnection => _connection!;

    /// <summary>
    /// The most requests sent at once, 1 or more. With 1, each result is written before the next input is taken, so that nothing is
    /// sent ahead of the pipeline: a cmdlet that changes something must keep it. Null: the run finds its own number.
    /// </summary>
    private protected virtual int? MaxConcurrency => 1;

    /// <summary>What the progress bar says that the cmdlet is doing. Null: no progress is shown.</summary>
    private protected virtual string? Activity => null;

    /// <summary>How many requests the run will submit, for the progress bar. Null: that is not known.</summary>
    private protected virtual long? Total => null;

    /// <summary>The variable that gets the summary of the run. Null: none.</summary>
    private protected virtual string? SummaryTarget => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _pump?.Dispose();
        _stop.Dispose();
        try
        {
            // Here if the pipeline ended early, since this is called on each way out. Without a monitor, the run did not begin.
            if (_monitor is not null)
            {
                SetSummary();
            }
        }
        catch (SessionStateException)
        {
            // Whatever ended the pipeline is the error that counts.
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        // First of all: whatever fails from here on shows the command line.
        HideSecrets();
        ClearSummary();
        _trace = new StreamTrace(this);
        _connection = Connection ?? RunspaceConnections.Current.Default ?? ConnectFromEnvironment(_trace);
        if (_connection.Client() is not { } client)
        {
            ThrowTerminatingError(OneloopErrors.NotConnected($"The connection to {_connection.BaseUri} has been ended."));
            return;
        }

        if (_connection.Redactor() is { } redactor)
        {
            InvocationMask.Apply(MyInvocation, redactor);
        }

        Begin();
        client.ProbeNow();
        _progress = Activity is { } activity ? new RunProgress(this, activity, Total) : null;
        _monitor = new RunMonitor(client.State, _tally, _progress);
        bool startsInline = MaxConcurrency == 1 || !MyInvocation.ExpectingInput;
        _pump = MaxConcurrency is { } limit
            ? new OrderedPump<OneloopRequest>(client.SendAsync, limit, startsInline, _stop.Token)
            : new OrderedPump<OneloopRequest>(client.SendAsync, new AdaptiveConcurrency(), TimeProvider.System, startsInline, _stop.Token);
    }

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        _pump!.Complete();
        while (WriteNext())
        {
        }

        _progress?.Complete();
        End();
        SetSummary();
        if (_trace!.IsOn && (_tally.Asked > 1 || Summary().HeldSec > 0))
        {
            _trace.Write(Summary().ToString());
        }
    }

    /// <summary>Cancels the requests. Called on another thread than the pipeline's, at any time.</summary>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>Sends a request as soon as a worker is free, and writes the results that are ready, in input order.</summary>
    private protected void Submit(OneloopRequest request)
    {
        _tally.Ask();
        request.Trace = _trace!.NewRequestTrace();
        _trace.WriteLive();
        while (!_pump!.TryAdd(request))
        {
            WriteNext();
        }

        if (MaxConcurrency == 1)
        {
            WriteNext();
        }

        while (_pump.TryTake(out OneloopRequest? completed))
        {
            RunspaceViews.Load(this);
            Write(completed, waitedMs: 0);
        }
    }

    /// <summary>A workspace's id as it was given or, if it is empty, the default one of the connection. Ends the command if there is neither.</summary>
    private protected string InWorkspace(string workspaceId)
    {
        string? id = workspaceId.Length > 0 ? workspaceId : ActiveConnection.WorkspaceId;
        if (id is null)
        {
            ThrowTerminatingError(OneloopErrors.MissingParameter(InputProblems.OfNoWorkspace()));
        }

        return id!;
    }

    /// <summary>Takes secrets in the arguments out of what PowerShell shows of the command line. Called first; nothing else is known yet.</summary>
    private protected virtual void HideSecrets()
    {
    }

    /// <summary>Called once the connection is known, and before the first input is bound.</summary>
    private protected virtual void Begin()
    {
    }

    /// <summary>Called when all results are written.</summary>
    private protected virtual void End()
    {
    }

    /// <summary>What an error about a request names as its TargetObject. Null: nothing.</summary>
    private protected abstract object? Target(OneloopRequest request);

    /// <summary>Writes the result of a request that succeeded.</summary>
    private protected abstract void WriteResult(OneloopRequest request);

    /// <summary>Writes the error of a request that failed, which ends the pipeline if every further request would fail for the same reason.</summary>
    private protected virtual void WriteFault(OneloopRequest request, OneloopException fault)
    {
        bool neverResponded = IsNeverResponding(fault);
        ErrorRecord error = ErrorOf(request, fault, neverResponded ? NeverResponded : null);
        if (neverResponded || fault.Kind is FaultKind.Unauthorized or FaultKind.ClientClosed)
        {
            _errorId = error.FullyQualifiedErrorId;
            ThrowTerminatingError(error);
        }

        WriteFailure(error);
    }

    /// <summary>The error of a request that failed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fault">Why it failed.</param>
    /// <param name="consequence">What comes of it for the command, in a sentence. Null: nothing, the others go on.</param>
    private protected virtual ErrorRecord ErrorOf(OneloopRequest request, OneloopException fault, string? consequence) =>
        OneloopErrors.From(fault, Target(request), consequence);

    /// <summary>Writes an error about a request, and counts the request as failed.</summary>
    private protected void WriteFailure(ErrorRecord error)
    {
        // Before it is written, which adds the name of the command to it, and may end the pipeline.
        _errorId = error.FullyQualifiedErrorId;
        WriteError(error);
    }

    /// <summary>
    /// Whether a request failed because the service is not there, and it never was on this connection. Waiting for it does not help
    /// then, and every further request would fail as well: the address is wrong, say. What a gateway responds may concern the one
    /// customer alone, so several have to fail in that way.
    /// </summary>
    private bool IsNeverResponding(OneloopException fault) =>
        fault.IsOutage
        && (fault.StatusCode is null || fault.Proxy is not null || _tally.Done + 1 >= FailuresWithoutResponse)
        && ActiveConnection.OutageTimeoutSec > 0
        && ActiveConnection.Client()?.State().HasResponded == false;

    private OneloopConnection ConnectFromEnvironment(StreamTrace trace)
    {
        Token? token = Token.FromEnvironment();
        if (token is null)
        {
            ThrowTerminatingError(OneloopErrors.NotConnected("This runspace is not connected to Oneloop."));
        }

        OneloopConnection connection;
        try
        {
            connection = new OneloopConnection(
                new OneloopClientOptions(OneloopClientOptions.ProductionAddress, token!.Value) { UserAgent = UserAgent.Of(SessionState) }, token);
        }
        catch (InvalidOptionException e)
        {
            ThrowTerminatingError(OneloopErrors.BadSetting(e.Message, "Token", token!.Origin));
            throw;
        }

        RunspaceConnections.Current.SetDefault(connection);
        trace.Write($"Connected to {connection.BaseUri} with the token {token.Mask} from {token.Origin}.");
        return connection;
    }

    /// <summary>Waits for the next completed request and writes its outcome. Meanwhile, writes what there is to say about the wait.</summary>
    /// <returns>False if there is none left.</returns>
    private bool WriteNext()
    {
        // Here, while requests are being sent: the first run of a session spends no time of its own on it.
        RunspaceViews.Load(this);
        while (true)
        {
            long startMs = Environment.TickCount64;
            TakeResult result = Take(out OneloopRequest? completed);
            long waitedMs = Environment.TickCount64 - startMs;
            switch (result)
            {
                case TakeResult.Taken:
                    Write(completed!, waitedMs);
                    return true;
                case TakeResult.TimedOut:
                    WriteMeanwhile(waitedMs);
                    break;
                default:
                    return false;
            }
        }
    }

    private TakeResult Take(out OneloopRequest? completed)
    {
        try
        {
            return _pump!.Take(s_pause, out completed);
        }
        catch (OperationCanceledException) when (Stopping)
        {
            _progress?.Complete();
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Writes the outcome of a request. Whatever ends the pipeline here cancels the other requests, too.</summary>
    private void Write(OneloopRequest completed, long waitedMs)
    {
        bool goesOn = false;
        try
        {
            _trace!.Write(completed.Trace);
            WriteOutcome(completed);
            _monitor!.Look(Environment.TickCount64 - _startMs, waitedMs);
            goesOn = true;
        }
        finally
        {
            EndUnless(goesOn);
        }
    }

    private void WriteOutcome(OneloopRequest completed)
    {
        _errorId = null;
        try
        {
            if (completed.Fault is { } fault)
            {
                WriteFault(completed, fault);
            }
            else
            {
                WriteResult(completed);
            }
        }
        finally
        {
            _tally.Count(completed, _errorId);
        }
    }

    /// <summary>Writes what there is to say while no request completes.</summary>
    private void WriteMeanwhile(long waitedMs)
    {
        bool goesOn = false;
        try
        {
            _trace!.WriteLive();
            _monitor!.Look(Environment.TickCount64 - _startMs, waitedMs);
            goesOn = true;
        }
        finally
        {
            EndUnless(goesOn);
        }
    }

    private void EndUnless(bool goesOn)
    {
        if (!goesOn)
        {
            _stop.Cancel();
            _progress?.Complete();
        }
    }

    /// <summary>Takes the summary of an earlier run away, so that it does not pass for that of this one.</summary>
    private void ClearSummary()
    {
        if (SummaryTarget is not { } variable)
        {
            return;
        }

        try
        {
            // A trial: a variable may take nothing, or nothing but numbers.
            SessionState.PSVariable.Set(variable, new RunTally().Summarize(TimeSpan.Zero));
        }
        catch (RuntimeException e)
        {
            // Better said before the run than after it.
            ThrowTerminatingError(e.ErrorRecord);
        }

        try
        {
            SessionState.PSVariable.Set(variable, null);
        }
        catch (RuntimeException)
        {
            // It takes no null: it keeps the summary of nothing.
        }
    }

    /// <summary>Sets the variable, if one is asked for and not set yet.</summary>
    private void SetSummary()
    {
        if (SummaryTarget is { } variable && _summary is null)
        {
            SessionState.PSVariable.Set(variable, Summary());
        }
    }

    /// <summary>The summary of the run, made when it is first asked for, at the end: most runs need none.</summary>
    private RunSummary Summary()
    {
        if (_summary is null)
        {
            _monitor!.Complete();
            _summary = _tally.Summarize(Stopwatch.GetElapsedTime(_start));
        }

        return _summary;
    }
}
