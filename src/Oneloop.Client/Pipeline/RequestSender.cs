using System.Globalization;
using Oneloop.Client.Http;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Oneloop.Client.Pipeline;

/// <summary>
/// Sends a request with retries and a circuit breaker, which are Polly's, by the rules of this client. A request that succeeds on the
/// first attempt bypasses both pipelines.
/// </summary>
internal sealed class RequestSender
{
    /// <summary>How long the circuit stays open before one request probes the service.</summary>
    private static readonly TimeSpan s_break = TimeSpan.FromSeconds(30);

    private readonly OneloopClientOptions _options;
    private readonly ThrottleGate _gate;
    private readonly ConsecutiveFailures _failures = new();
    private readonly CircuitBreakerManualControl _breakerControl = new();
    private readonly CircuitBreakerStateProvider _breakerState = new();
    private readonly ResiliencePipeline<OneloopRequest> _breaker;
    private readonly ResiliencePipeline<OneloopRequest> _retries;
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
        _gate = new ThrottleGate(options.TimeProvider);
        _attempt = new RequestAttempt(options, faults, http, _gate, closed);
        _breaker = BuildBreaker();
        _retries = BuildRetries();
    }

    /// <summary>Sends, and retries if that may help. Sets the request's result or its fault.</summary>
    /// <exception cref="OperationCanceledException">The request was cancelled by <paramref name="cancellationToken"/>.</exception>
    public async Task SendAsync(OneloopRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (_breakerState.CircuitState != CircuitState.Closed)
            {
                await SendThroughBreakerAsync(request, cancellationToken).ConfigureAwait(false);
                return;
            }

            await _attempt.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (request.Fault is null)
            {
                _failures.RecordSuccess();
                return;
            }

            await RetryAsync(request, cancellationToken).ConfigureAwait(false);
            await ReportAsync(request).ConfigureAwait(false);
        }
        catch (Exception) when (_closed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            OneloopException closed = FaultFactory.ClientClosed();
            // The attempt that was cancelled may have reached the server.
            closed.OutcomeUnknown = request.Attempts > 0 && RetryRules.IsOutcomeUnknown(request.Operation, closed);
            request.Fault = closed;
        }
    }

    /// <summary>Closes the circuit, so that a new command probes the service at once. Two further failures reopen it.</summary>
    public void ResetCircuit()
    {
        if (_breakerState.CircuitState != CircuitState.Closed)
        {
            _breakerControl.CloseAsync().GetAwaiter().GetResult();
        }
    }

    /// <summary>What holds back requests now.</summary>
    public ConnectionState State() => new() { HasResponded = _failures.Last is null };

    private ResiliencePipeline<OneloopRequest> BuildBreaker() => new ResiliencePipelineBuilder<OneloopRequest> { TimeProvider = _options.TimeProvider }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<OneloopRequest>
        {
            // The count of consecutive failures decides alone: it opens the circuit, whatever share of the requests that is.
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { } request && _failures.RecordOutcome(request.Fault)),
            FailureRatio = 0,
            // Polly's minimum.
            MinimumThroughput = 2,
            SamplingDuration = TimeSpan.FromDays(1),
            BreakDuration = s_break,
            ManualControl = _breakerControl,
            StateProvider = _breakerState,
        })
        .Build();

    private ResiliencePipeline<OneloopRequest> BuildRetries() => _options.MaximumRetryCount == 0
        ? ResiliencePipeline<OneloopRequest>.Empty
        : new ResiliencePipelineBuilder<OneloopRequest> { TimeProvider = _options.TimeProvider }
            .AddRetry(new RetryStrategyOptions<OneloopRequest>
            {
                MaxRetryAttempts = _options.MaximumRetryCount,
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Result is { } request && RetryRules.ShouldRetry(request)),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    RetryRules.Delay(args.Outcome.Result!.Fault!, args.AttemptNumber, _options.RetryInterval, _options.Random())),
                OnRetry = OnRetry,
            })
            .Build();

    /// <summary>Sends while the circuit is open or half-open: one probe after the break, every other request fails fast.</summary>
    private async ValueTask SendThroughBreakerAsync(OneloopRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _breaker.ExecuteAsync(
                async (probe, token) =>
                {
                    await _attempt.SendAsync(probe, token).ConfigureAwait(false);
                    await RetryAsync(probe, token).ConfigureAwait(false);
                    return probe;
                },
                request,
                cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            request.Fault = FaultFactory.NotSent(ConsecutiveFailures.Limit, _failures.Last, e.RetryAfter);
            request.Trace?.Add($"{request.Label}: not sent: the service is down");
        }
    }

    /// <summary>Shows the breaker the outcome of a request that did not pass through it.</summary>
    private async ValueTask ReportAsync(OneloopRequest request)
    {
        try
        {
            await _breaker.ExecuteAsync(static (completed, _) => ValueTask.FromResult(completed), request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokenCircuitException)
        {
            // Other failures have opened the circuit meanwhile; this request keeps its own outcome.
        }
    }

    /// <summary>Retries if that may help: the retry pipeline sees the attempt already made as its first.</summary>
    private async ValueTask RetryAsync(OneloopRequest request, CancellationToken cancellationToken)
    {
        if (!RetryRules.ShouldRetry(request))
        {
            return;
        }

        using CancellationTokenSource cancelling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed);
        bool isFirst = true;
        await _retries.ExecuteAsync(
            async token =>
            {
                if (!isFirst)
                {
                    await _attempt.SendAsync(request, token).ConfigureAwait(false);
                }

                isFirst = false;
                return request;
            },
            cancelling.Token).ConfigureAwait(false);
    }

    private ValueTask OnRetry(OnRetryArguments<OneloopRequest> args)
    {
        OneloopRequest request = args.Outcome.Result!;
        if (request.Fault!.StatusCode == 429)
        {
            // In whole milliseconds, as timers count, so that this request finds the gate open after its own delay.
            _gate.Close(TimeSpan.FromMilliseconds(Math.Floor(args.RetryDelay.TotalMilliseconds)));
        }

        request.Trace?.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Label}: waiting {args.RetryDelay.TotalSeconds:0.###} s before attempt {request.Attempts + 1} of {_options.MaximumRetryCount + 1}: {request.Fault.Message}"));
        return ValueTask.CompletedTask;
    }
}
