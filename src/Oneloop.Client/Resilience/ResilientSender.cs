using System.Globalization;
using Oneloop.Client.Http;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Oneloop.Client.Resilience;

/// <summary>
/// Sends a request as often as it is worth it: circuit breaker around retries around a time limit for each try, all of them Polly's,
/// by this module's rules.
/// </summary>
internal sealed class ResilientSender
{
    /// <summary>How long nothing is tried after the circuit opened; then one request decides.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(30);

    private readonly OneloopClientOptions _options;
    private readonly FaultFactory _faults;
    private readonly ThrottleGate _gate;
    private readonly OutageWatch _outage = new();
    private readonly CircuitBreakerManualControl _breaker = new();
    private readonly ResiliencePipeline<Exchange> _pipeline;
    private readonly ResiliencePipeline _timeout;
    private readonly Func<Exchange, CancellationToken, ValueTask<Exchange>> _try;
    private readonly Func<Exchange, CancellationToken, ValueTask> _send;

    /// <summary>Creates a sender.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="faults">Puts transport faults into words.</param>
    /// <param name="send">Sends once, and sets the exchange's billing or its fault; throws what the transport throws.</param>
    public ResilientSender(OneloopClientOptions options, FaultFactory faults, Func<Exchange, CancellationToken, ValueTask> send)
    {
        _options = options;
        _faults = faults;
        _send = send;
        _try = TryAsync;
        _gate = new ThrottleGate(options.TimeProvider);
        _timeout = new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = options.Timeout })
            .Build();
        _pipeline = Build();
    }

    /// <summary>Sends, and sends again where that is worth it. Billing or fault are in the exchange then.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async ValueTask SendAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            await _pipeline.ExecuteAsync(_try, exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (BrokenCircuitException e)
        {
            exchange.Fault = FaultFactory.NotTried(OutageWatch.CustomersInARow, _outage.Last, e.RetryAfter);
            exchange.Trace?.Add($"{exchange.Customer}: not tried: the service is down");
        }
    }

    /// <summary>Closes the circuit: whoever asks anew wants to know anew. The next two customers that fail open it again.</summary>
    public void TryAnew() => _breaker.CloseAsync().GetAwaiter().GetResult();

    private ResiliencePipeline<Exchange> Build()
    {
        ResiliencePipelineBuilder<Exchange> builder = new() { TimeProvider = _options.TimeProvider };
        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<Exchange>
        {
            // The watch decides alone: what it calls an outage opens the circuit, whatever share of the requests that is.
            ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { } exchange && _outage.IsDown(exchange.Fault)),
            FailureRatio = 0,
            // Polly's least.
            MinimumThroughput = 2,
            SamplingDuration = TimeSpan.FromDays(1),
            BreakDuration = s_pause,
            ManualControl = _breaker,
        });
        if (_options.MaximumRetryCount > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<Exchange>
            {
                MaxRetryAttempts = _options.MaximumRetryCount,
                ShouldHandle = static args => ValueTask.FromResult(RetryRules.IsWorthARetry(args.Outcome.Result?.Fault)),
                DelayGenerator = args => ValueTask.FromResult<TimeSpan?>(
                    RetryRules.Wait(args.Outcome.Result!.Fault!, args.AttemptNumber, _options.RetryInterval, _options.Random())),
                OnRetry = OnRetry,
            });
        }

        return builder.Build();
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

    private async ValueTask<Exchange> TryAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        await _gate.PassAsync(exchange, cancellationToken).ConfigureAwait(false);
        exchange.Tries++;
        exchange.Fault = null;
        try
        {
            await _timeout.ExecuteAsync(_send, exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException)
        {
            exchange.Fault = FaultFactory.FromTimeout(_options.Timeout);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            exchange.Fault = _faults.FromTransport(e, _options.BaseAddress);
        }

        if (exchange.Fault is { } fault)
        {
            fault.Tries = exchange.Tries;
        }

        return exchange;
    }
}
