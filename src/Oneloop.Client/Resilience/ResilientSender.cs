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
    private readonly FaultFactory _faults;
    private readonly ThrottleGate _gate;
    private readonly OutageWatch _outage = new();
    private readonly CircuitBreakerManualControl _breakerControl = new();
    private readonly CircuitBreakerStateProvider _breakerState = new();
    private readonly ResiliencePipeline<Exchange> _breaker;
    private readonly ResiliencePipeline<Exchange> _retries;
    private readonly TimeLimits _limits;
    private readonly CancellationToken _closed;
    private readonly Func<Exchange, CancellationToken, ValueTask> _send;

    /// <summary>Creates a sender.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="faults">Puts transport faults into words.</param>
    /// <param name="send">Sends once, and sets the exchange's billing or its fault; throws what the transport throws.</param>
    /// <param name="closed">Ends all that is under way: the client is being closed.</param>
    public ResilientSender(
        OneloopClientOptions options, FaultFactory faults, Func<Exchange, CancellationToken, ValueTask> send, CancellationToken closed)
    {
        _options = options;
        _faults = faults;
        _send = send;
        _closed = closed;
        _limits = new TimeLimits(options.Timeout, options.TimeProvider, closed);
        _gate = new ThrottleGate(options.TimeProvider);
        _breaker = BuildBreaker();
        _retries = BuildRetries();
    }

    /// <summary>Sends, and sends again where that is worth it. Billing or fault are in the exchange then.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, or the client was closed.</exception>
    public async ValueTask SendAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (_breakerState.CircuitState != CircuitState.Closed)
        {
            await SendIfLetAsync(exchange, cancellationToken).ConfigureAwait(false);
            return;
        }

        await TryAsync(exchange, cancellationToken).ConfigureAwait(false);
        if (exchange.Fault is null)
        {
            _outage.Answered();
            return;
        }

        await RetryAsync(exchange, cancellationToken).ConfigureAwait(false);
        try
        {
            await _breaker.ExecuteAsync(static (ended, _) => ValueTask.FromResult(ended), exchange, CancellationToken.None).ConfigureAwait(false);
        }
        catch (BrokenCircuitException)
        {
            // Others that failed meanwhile have opened it; how this one ended it knows.
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

    private ResiliencePipeline<Exchange> BuildBreaker() => new ResiliencePipelineBuilder<Exchange> { TimeProvider = _options.TimeProvider }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Exchange>
        {
            // The watch decides alone: what it calls an outage opens the circuit, whatever share of the requests that is.
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { } exchange && _outage.IsDown(exchange.Fault)),
            FailureRatio = 0,
            // Polly's least.
            MinimumThroughput = 2,
            SamplingDuration = TimeSpan.FromDays(1),
            BreakDuration = s_pause,
            ManualControl = _breakerControl,
            StateProvider = _breakerState,
        })
        .Build();

    private ResiliencePipeline<Exchange> BuildRetries() => _options.MaximumRetryCount == 0
        ? ResiliencePipeline<Exchange>.Empty
        : new ResiliencePipelineBuilder<Exchange> { TimeProvider = _options.TimeProvider }
            .AddRetry(new RetryStrategyOptions<Exchange>
            {
                MaxRetryAttempts = _options.MaximumRetryCount,
                ShouldHandle = static args => ValueTask.FromResult(RetryRules.IsWorthARetry(args.Outcome.Result?.Fault)),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    RetryRules.Wait(args.Outcome.Result!.Fault!, args.AttemptNumber, _options.RetryInterval, _options.Random())),
                OnRetry = OnRetry,
            })
            .Build();

    /// <summary>Sends where the circuit is not closed: one may try when the pause is over, the others are told why not.</summary>
    private async ValueTask SendIfLetAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            await _breaker.ExecuteAsync(
                async (trial, token) =>
                {
                    await TryAsync(trial, token).ConfigureAwait(false);
                    await RetryAsync(trial, token).ConfigureAwait(false);
                    return trial;
                },
                exchange,
                cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            exchange.Fault = FaultFactory.NotTried(OutageWatch.CustomersInARow, _outage.Last, e.RetryAfter);
            exchange.Trace?.Add($"{exchange.Customer}: not tried: the service is down");
        }
    }

    /// <summary>Tries again where that is worth it: the retries see the try that was made as their first.</summary>
    private async ValueTask RetryAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (!RetryRules.IsWorthARetry(exchange.Fault))
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
                    await TryAsync(exchange, token).ConfigureAwait(false);
                }

                isTried = false;
                return exchange;
            },
            ended.Token).ConfigureAwait(false);
    }

    private ValueTask OnRetry(OnRetryArguments<Exchange> args)
    {
        Exchange exchange = args.Outcome.Result!;
        if (exchange.Fault!.StatusCode == 429)
        {
            _gate.Close(args.RetryDelay);
        }

        exchange.Trace?.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{exchange.Customer}: waiting {args.RetryDelay.TotalSeconds:0.###} s before try {exchange.Tries + 1} of {_options.MaximumRetryCount + 1}: {exchange.Fault.Message}"));
        return ValueTask.CompletedTask;
    }

    private async ValueTask TryAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        await _gate.PassAsync(exchange, cancellationToken).ConfigureAwait(false);
        exchange.Tries++;
        exchange.Fault = null;
        TimeLimit limit = _limits.Begin();
        try
        {
            using (limit.EndWith(cancellationToken))
            {
                await _send(exchange, limit.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !_closed.IsCancellationRequested)
        {
            exchange.Fault = e switch
            {
                OperationCanceledException when limit.IsOver => FaultFactory.FromTimeout(_options.Timeout),
                HttpRequestException or IOException or InvalidDataException => _faults.FromTransport(e, _options.BaseAddress),
                _ => null,
            };
            if (exchange.Fault is null)
            {
                throw;
            }
        }
        finally
        {
            _limits.End(limit);
        }

        if (exchange.Fault is { } fault)
        {
            fault.Tries = exchange.Tries;
        }
    }
}
