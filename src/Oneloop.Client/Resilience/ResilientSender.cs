using System.Globalization;
using Oneloop.Client.Http;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Oneloop.Client.Resilience;

/// <summary>
/// Sends a request as often as it is worth it, with a time limit for each try: circuit breaker and retries are Polly's, by this
/// module's rules. A request that is answered at the first try, as nearly all are, takes no way through them.
/// </summary>
internal sealed class ResilientSender
{
    /// <summary>How long nothing is tried after the circuit opened; then one request decides.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly OneloopClientOptions _options;
    private readonly ThrottleGate _gate;
    private readonly OutageWatch _outage = new();
    private readonly CircuitBreakerManualControl _breakerControl = new();
    private readonly CircuitBreakerStateProvider _breakerState = new();
    private readonly ResiliencePipeline<CustomerBillingRequest> _breaker;
    private readonly ResiliencePipeline<CustomerBillingRequest> _retries;
    private readonly SingleTry _try;
    private readonly CancellationToken _closed;

    /// <summary>Creates a sender.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="faults">Puts what went wrong into words.</param>
    /// <param name="http">Sends. Not disposed of here.</param>
    /// <param name="closed">Ends all that is under way: the client is being closed.</param>
    public ResilientSender(OneloopClientOptions options, FaultFactory faults, HttpMessageInvoker http, CancellationToken closed)
    {
        _options = options;
        _closed = closed;
        _gate = new ThrottleGate(options.TimeProvider);
        _try = new SingleTry(options, faults, http, _gate, closed);
        _breaker = BuildBreaker();
        _retries = BuildRetries();
    }

    /// <summary>Sends, and sends again where that is worth it. Billing or fault are in the request then.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled by <paramref name="cancellationToken"/>.</exception>
    public async Task SendAsync(CustomerBillingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            if (_breakerState.CircuitState != CircuitState.Closed)
            {
                await SendIfLetAsync(request, cancellationToken).ConfigureAwait(false);
                return;
            }

            await _try.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (request.Fault is null)
            {
                _outage.Answered();
                return;
            }

            await RetryAsync(request, cancellationToken).ConfigureAwait(false);
            await ReportAsync(request).ConfigureAwait(false);
        }
        catch (Exception) when (_closed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            request.Fault = FaultFactory.ClientClosed();
        }
    }

    /// <summary>Closes the circuit: whoever asks anew wants to know anew. The next two customers that fail open it again.</summary>
    public void TryAnew()
    {
        if (_breakerState.CircuitState != CircuitState.Closed)
        {
            _breakerControl.CloseAsync().GetAwaiter().GetResult();
        }
    }

    private ResiliencePipeline<CustomerBillingRequest> BuildBreaker() => new ResiliencePipelineBuilder<CustomerBillingRequest> { TimeProvider = _options.TimeProvider }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<CustomerBillingRequest>
        {
            // The watch decides alone: what it calls an outage opens the circuit, whatever share of the requests that is.
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { } request && _outage.IsDown(request.Fault)),
            FailureRatio = 0,
            // Polly's least.
            MinimumThroughput = 2,
            SamplingDuration = TimeSpan.FromDays(1),
            BreakDuration = s_pause,
            ManualControl = _breakerControl,
            StateProvider = _breakerState,
        })
        .Build();

    private ResiliencePipeline<CustomerBillingRequest> BuildRetries() => _options.MaximumRetryCount == 0
        ? ResiliencePipeline<CustomerBillingRequest>.Empty
        : new ResiliencePipelineBuilder<CustomerBillingRequest> { TimeProvider = _options.TimeProvider }
            .AddRetry(new RetryStrategyOptions<CustomerBillingRequest>
            {
                MaxRetryAttempts = _options.MaximumRetryCount,
                ShouldHandle = static args => ValueTask.FromResult(RetryRules.IsWorthARetry(args.Outcome.Result?.Fault)),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    RetryRules.Wait(args.Outcome.Result!.Fault!, args.AttemptNumber, _options.RetryInterval, _options.Random())),
                OnRetry = OnRetry,
            })
            .Build();

    /// <summary>Sends where the circuit is not closed: one may try when the pause is over, the others are told why not.</summary>
    private async ValueTask SendIfLetAsync(CustomerBillingRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await _breaker.ExecuteAsync(
                async (trial, token) =>
                {
                    await _try.SendAsync(trial, token).ConfigureAwait(false);
                    await RetryAsync(trial, token).ConfigureAwait(false);
                    return trial;
                },
                request,
                cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            request.Fault = FaultFactory.NotTried(OutageWatch.CustomersInARow, _outage.Last, e.RetryAfter);
            request.Trace?.Add($"{request.Customer}: not tried: the service is down");
        }
    }

    /// <summary>Tells the breaker how a request ended that did not pass through it.</summary>
    private async ValueTask ReportAsync(CustomerBillingRequest request)
    {
        try
        {
            await _breaker.ExecuteAsync(static (ended, _) => ValueTask.FromResult(ended), request, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokenCircuitException)
        {
            // Others that failed meanwhile have opened it; how this one ended it knows.
        }
    }

    /// <summary>Tries again where that is worth it: the retries see the try that was made as their first.</summary>
    private async ValueTask RetryAsync(CustomerBillingRequest request, CancellationToken cancellationToken)
    {
        if (!RetryRules.IsWorthARetry(request.Fault))
        {
            return;
        }

        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed);
        bool isTried = true;
        await _retries.ExecuteAsync(
            async token =>
            {
                if (!isTried)
                {
                    await _try.SendAsync(request, token).ConfigureAwait(false);
                }

                isTried = false;
                return request;
            },
            ended.Token).ConfigureAwait(false);
    }

    private ValueTask OnRetry(OnRetryArguments<CustomerBillingRequest> args)
    {
        CustomerBillingRequest request = args.Outcome.Result!;
        if (request.Fault!.StatusCode == 429)
        {
            _gate.Close(args.RetryDelay);
        }

        request.Trace?.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Customer}: waiting {args.RetryDelay.TotalSeconds:0.###} s before try {request.Tries + 1} of {_options.MaximumRetryCount + 1}: {request.Fault.Message}"));
        return ValueTask.CompletedTask;
    }
}
