using System.Globalization;
using Oneloop.Client.Http;
using Oneloop.Client.Pacing;

namespace Oneloop.Client.Pipeline;

/// <summary>Sends a request, and again as long as that may help.</summary>
internal sealed class RequestSender : IDisposable
{
    /// <summary>So many refusals in a row are waited out at the pace of all; a request that is refused more often also waits by itself.</summary>
    private const int RefusalsWithoutDelay = 3;

    /// <summary>So long a Retry-After is waited for by a request that asks whether the service is there.</summary>
    private static readonly TimeSpan s_longestWaitOfCheck = TimeSpan.FromSeconds(5);

    private readonly OneloopClientOptions _options;
    private readonly RequestGate _gate;
    private readonly RequestAttempt _attempt;
    private readonly CancellationToken _closed;

    /// <summary>Creates a sender.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="faults">Describes what went wrong.</param>
    /// <param name="http">Sends. Not disposed of here.</param>
    /// <param name="closed">Cancels all requests: the client is being closed.</param>
    public RequestSender(OneloopClientOptions options, FaultFactory faults, HttpMessageInvoker http, CancellationToken closed)
    {
        _options = options;
        _closed = closed;
        _gate = new RequestGate(options);
        _attempt = new RequestAttempt(options, faults, http, _gate, closed);
    }

    /// <summary>Sends, and retries if that may help. Sets the request's result or its fault.</summary>
    /// <exception cref="OperationCanceledException">The request was cancelled by <paramref name="cancellationToken"/>.</exception>
    public async Task SendAsync(OneloopRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (await _attempt.SendAsync(request, cancellationToken).ConfigureAwait(false) && request.Fault is not null)
            {
                await RetryAsync(request, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception) when (_closed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            OneloopException closed = FaultFactory.ClientClosed();
            // An attempt that was cancelled may have reached the server. While the request waits between attempts, it has the fault of the last.
            closed.OutcomeUnknown = request.Attempts > 0 && request.Fault is null && RetryRules.IsOutcomeUnknown(request.Operation, closed);
            request.Fault = closed;
        }
    }

    /// <summary>Makes a probe due at once if the service is down, for a new command.</summary>
    public void ProbeNow() => _gate.ProbeNow();

    /// <summary>What holds back requests now.</summary>
    public ConnectionState State() => _gate.State();

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>The gate that all attempts pass.</summary>
    internal RequestGate Gate => _gate;

    /// <summary>The delay of a failed request before it passes the gate again. Null: it has failed.</summary>
    internal TimeSpan? NextDelay(OneloopRequest request)
    {
        OneloopException fault = request.Fault!;
        bool isOutage = RetryRules.IsOutage(fault);
        if (fault.OutcomeUnknown)
        {
            if (isOutage)
            {
                // The next change is not sent before the service has responded: one in doubt is enough.
                _gate.RecordFailedRequest(request);
            }

            return null;
        }

        if (fault.RetryAfter > (request.IsSentAtOnce ? s_longestWaitOfCheck : _gate.LongestWait))
        {
            return null;
        }

        bool isPatient = _options.OutageTimeout > TimeSpan.Zero && !request.IsSentAtOnce;
        if (isPatient && fault.StatusCode == 429 && fault.Kind == FaultKind.Throttled)
        {
            return _gate.IsPatienceForRefusalsOver() ? null : DelayOfRefused(request);
        }

        if (isPatient && isOutage && _gate.IsDown)
        {
            request.Trace?.Publish($"{request.Label}: the service does not respond; sent again when it does: {fault.Message}");
            request.StartAnew();
            return TimeSpan.Zero;
        }

        // Once a limit is known, a 503 says that too much was sent, and is no fault of this request; unless it is refused all the time.
        if (isPatient && request.WasRefused && request.Refusals < 5 * (_options.MaximumRetryCount + 1) && _gate.HasLimit())
        {
            return DelayOfRefused(request);
        }

        if ((RetryRules.IsTransient(fault) || (isPatient && isOutage && _gate.HasResponded)) && request.Retries < _options.MaximumRetryCount)
        {
            TimeSpan delay = RetryRules.Delay(fault, request.Retries++, _options.RetryInterval, _options.Random());
            request.Trace?.Publish(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Label}: waiting {delay.TotalSeconds:0.###} s before retry {request.Retries} of {_options.MaximumRetryCount}: {fault.Message}"));
            return delay;
        }

        if (!isOutage)
        {
            return null;
        }

        TimeSpan? again = _gate.RecordFailedRequest(request);
        if (!isPatient)
        {
            return null;
        }

        if (again > TimeSpan.Zero)
        {
            request.Trace?.Publish(string.Create(
                CultureInfo.InvariantCulture,
                $"{request.Label}: waiting {again.Value.TotalSeconds:0.###} s to see whether the service responds to others: {fault.Message}"));
        }

        return again;
    }

    /// <summary>Sends a request that failed again, as long as that may help. Apart, so that one that succeeds at once has no state of it.</summary>
    private async Task RetryAsync(OneloopRequest request, CancellationToken cancellationToken)
    {
        using CancellationTokenSource cancelling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed);
        while (request.Fault is not null && NextDelay(request) is { } delay)
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, _options.TimeProvider, cancelling.Token).ConfigureAwait(false);
            }

            if (!await _attempt.SendAsync(request, cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private TimeSpan DelayOfRefused(OneloopRequest request)
    {
        TimeSpan delay = request.Refusals <= RefusalsWithoutDelay
            ? TimeSpan.Zero
            : RetryRules.Delay(request.Fault!, request.Refusals - RefusalsWithoutDelay, _options.RetryInterval, _options.Random());
        if (request.Trace is { } trace)
        {
            ConnectionState state = _gate.State();
            string pace = state.RetryAfter > TimeSpan.Zero ? $", after the {state.RetryAfter.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s that the API asks for"
                : state.RequestsPerSecond is { } rate ? string.Create(CultureInfo.InvariantCulture, $", at {rate:0.#} requests a second")
                : string.Empty;
            string wait = delay > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $" after {delay.TotalSeconds:0.###} s") : string.Empty;
            trace.Publish($"{request.Label}: refused (HTTP {request.Fault!.StatusCode}), sent again{wait}{pace}");
        }

        return delay;
    }
}
