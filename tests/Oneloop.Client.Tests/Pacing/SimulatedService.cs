namespace Oneloop.Client.Tests.Pacing;

/// <summary>A service that is asked at a time in seconds: null for a response, or why there is none.</summary>
internal abstract class SimulatedService
{
    /// <summary>How long a response takes, in seconds.</summary>
    public double Latency { get; init; } = 0.02;

    /// <summary>Arrival of a request.</summary>
    public abstract OneloopException? Arrive(double now);

    /// <summary>Arrival of a request for a customer.</summary>
    public virtual OneloopException? Arrive(double now, int customer) => Arrive(now);

    /// <summary>The response has left.</summary>
    public virtual void Leave()
    {
    }

    /// <summary>Why a response that is under way does not come. Null: it comes.</summary>
    public virtual OneloopException? Break(double now) => null;

    protected static OneloopException Failure(int status) => status == 0
        ? new(FaultKind.ConnectionFailed, "refused") { IsUnsent = true }
        : new(FaultKind.ServerError, "failed") { StatusCode = status };

    protected static OneloopException Refusal(int status = 429, double? retryAfter = null) =>
        new(status == 429 ? FaultKind.Throttled : FaultKind.ServerError, "refused")
        {
            StatusCode = status,
            RetryAfter = retryAfter is { } wait ? TimeSpan.FromSeconds(wait) : null,
        };
}

/// <summary>nginx's limit_req: a leaky bucket; its rate may depend on the time.</summary>
internal sealed class RateLimitedService(Func<double, double> rate, double burst = 20, double? retryAfter = null, int status = 429) : SimulatedService
{
    private double _excess;
    private double _last;

    public override OneloopException? Arrive(double now)
    {
        double excess = Math.Max(0, _excess - (rate(now) * (now - _last)) + 1);
        if (excess > burst + 1)
        {
            return Refusal(status, retryAfter);
        }

        (_excess, _last) = (excess, now);
        return null;
    }
}

/// <summary>A sliding window: so many requests in so many seconds.</summary>
internal sealed class WindowedService(int requests, double seconds) : SimulatedService
{
    private readonly Queue<double> _accepted = [];

    public override OneloopException? Arrive(double now)
    {
        while (_accepted.TryPeek(out double first) && first <= now - seconds)
        {
            _accepted.Dequeue();
        }

        if (_accepted.Count >= requests)
        {
            return Refusal();
        }

        _accepted.Enqueue(now);
        return null;
    }
}

/// <summary>nginx's limit_conn: so many requests at once.</summary>
internal sealed class ConcurrencyLimitedService(int limit, int status) : SimulatedService
{
    private int _inFlight;

    public override OneloopException? Arrive(double now)
    {
        if (_inFlight >= limit)
        {
            return Refusal(status);
        }

        _inFlight++;
        return null;
    }

    public override void Leave() => _inFlight--;
}

/// <summary>A service that is down at times: it refuses connections, or responds with a status.</summary>
internal sealed class FlakyService(Func<double, bool> isDown, int status = 0) : SimulatedService
{
    public override OneloopException? Arrive(double now) => isDown(now) ? Failure(status) : null;

    public override OneloopException? Break(double now) => Arrive(now);
}

/// <summary>A service that takes requests and does not respond at times.</summary>
internal sealed class HangingService(Func<double, bool> hangs) : SimulatedService
{
    public override OneloopException? Arrive(double now) => hangs(now) ? new(FaultKind.Timeout, "hangs") : null;
}

/// <summary>A service that asks all to wait from one time to another, and then has a limit.</summary>
internal sealed class ClosedService(double from, double to, double rate) : SimulatedService
{
    private readonly RateLimitedService _open = new(_ => rate);

    public override OneloopException? Arrive(double now) => now >= from && now < to ? Refusal(retryAfter: to - now) : _open.Arrive(now);
}

/// <summary>A service that asks to wait for long, for one customer alone.</summary>
internal sealed class LongWaitService(int customerToWait, double retryAfter) : SimulatedService
{
    public override OneloopException? Arrive(double now) => null;

    public override OneloopException? Arrive(double now, int customer) => customer == customerToWait ? Refusal(retryAfter: retryAfter) : null;
}

/// <summary>A service that always fails for some customers.</summary>
internal sealed class BrokenRecordsService(Func<int, bool> isBroken) : SimulatedService
{
    public override OneloopException? Arrive(double now) => null;

    public override OneloopException? Arrive(double now, int customer) => isBroken(customer) ? Failure(503) : null;
}
