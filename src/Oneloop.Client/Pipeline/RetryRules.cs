namespace Oneloop.Client.Pipeline;

/// <summary>Which faults are retried, and after which delay.</summary>
internal static class RetryRules
{
    /// <summary>The longest delay that is chosen here; Retry-After may ask for a longer one.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <summary>Whether a fault may pass.</summary>
    public static bool IsTransient(OneloopException? fault) => fault switch
    {
        { Kind: FaultKind.ConnectionFailed } => IsTransient(fault.Cause, fault.StatusCode),
        { Kind: FaultKind.Timeout or FaultKind.Throttled } => true,
        { Kind: FaultKind.ServerError, StatusCode: 500 or 502 or 503 or 504 } => true,
        _ => false,
    };

    /// <summary>
    /// Whether a fault shows that the service is down: it was not reached, did not respond in time, or something in front of it said
    /// so. A connection that can never be established counts as well. A 500 does not: the service responds.
    /// </summary>
    public static bool IsOutage(OneloopException fault) => fault switch
    {
        { Kind: FaultKind.ConnectionFailed or FaultKind.Timeout } => true,
        { Kind: FaultKind.ServerError, StatusCode: 502 or 503 or 504 } => true,
        _ => false,
    };

    /// <summary>Whether the server may have acted on a failed request of an operation that must not be repeated then.</summary>
    public static bool IsOutcomeUnknown(Operation operation, OneloopException fault) => operation.Retry switch
    {
        Retry.Always => false,
        _ => fault switch
        {
            { IsUnsent: true } => false,
            // A refusal says that nothing was done; a 408 says only that the server gave up waiting.
            { StatusCode: >= 400 and <= 499 and not 408 } => false,
            _ => true,
        },
    };

    /// <summary>The delay before the next attempt: exponential with full jitter, but no less than Retry-After asks for.</summary>
    /// <param name="fault">What went wrong.</param>
    /// <param name="retry">Which retry this is, from 0.</param>
    /// <param name="interval">The longest delay before the first retry.</param>
    /// <param name="random">A random number, 0 to 1.</param>
    public static TimeSpan Delay(OneloopException fault, int retry, TimeSpan interval, double random)
    {
        double longest = Math.Min(interval.TotalSeconds * Math.Pow(2, retry), LongestDelay.TotalSeconds);
        TimeSpan delay = TimeSpan.FromSeconds(longest * random);
        return fault.RetryAfter > delay ? fault.RetryAfter.Value : delay;
    }

    private static bool IsTransient(FaultCause cause, int? status) => cause switch
    {
        FaultCause.Unspecified or FaultCause.ProxyUnreachable => true,
        // What is behind the proxy may come back; the proxy's rules stay.
        FaultCause.ProxyRefused => status is null or 408 or 429 or 500 or 502 or 503 or 504,
        _ => false,
    };
}
