namespace Oneloop.Client.Resilience;

/// <summary>What is worth another try, and when.</summary>
internal static class RetryRules
{
    /// <summary>The longest wait that is chosen here, before Retry-After.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>A Retry-After longer than this is not waited for but reported.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(120);

    /// <summary>Whether the next try may go better: asking is safe to repeat, so it only has to be a fault that passes.</summary>
    public static bool IsTransient(OneloopException? fault) => fault switch
    {
        { Kind: FaultKind.ConnectionFailed } => IsTransient(fault.Cause, fault.StatusCode),
        { Kind: FaultKind.Timeout or FaultKind.Throttled } => true,
        { Kind: FaultKind.ServerError, StatusCode: 500 or 502 or 503 or 504 } => true,
        _ => false,
    };

    /// <summary>
    /// Whether a request that failed so counts towards an outage: the service was not reached, or failed in a way that may pass. A
    /// connection that can never come about counts as well, since it spares every later customer the attempt.
    /// </summary>
    public static bool IsOutage(OneloopException? fault) =>
        fault is { Kind: FaultKind.ConnectionFailed } || (fault is not { Kind: FaultKind.Throttled } && IsTransient(fault));

    /// <summary>Whether to try again.</summary>
    public static bool IsWorthARetry(OneloopException? fault) =>
        IsTransient(fault) && !(fault!.RetryAfter > LongestRetryAfter);

    /// <summary>How long to wait before the next try: exponential with full jitter, but no less than Retry-After asks for.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="retry">Which retry this is, from 0.</param>
    /// <param name="interval">The longest wait before the first retry.</param>
    /// <param name="random">A random number, 0 to 1.</param>
    public static TimeSpan Wait(OneloopException fault, int retry, TimeSpan interval, double random)
    {
        double longest = Math.Min(interval.TotalSeconds * Math.Pow(2, retry), LongestWait.TotalSeconds);
        TimeSpan wait = TimeSpan.FromSeconds(longest * random);
        return fault.RetryAfter > wait ? fault.RetryAfter.Value : wait;
    }

    private static bool IsTransient(FaultCause cause, int? status) => cause switch
    {
        FaultCause.Unspecified or FaultCause.ProxyUnreachable => true,
        // What stands behind the proxy may come back; its rules stay.
        FaultCause.ProxyRefused => status is null or 408 or 429 or 500 or 502 or 503 or 504,
        _ => false,
    };
}
