namespace Oneloop.Client.Pipeline;

/// <summary>
/// Counts consecutive requests that failed after all retries, and decides when the circuit opens. The circuit breaker itself is
/// Polly's; that one opens by a share of failures in a time, which means very different things at a thousand requests a second and
/// at one a minute.
/// </summary>
internal sealed class ConsecutiveFailures
{
    /// <summary>
    /// So many consecutive failures are an outage. More than the eight requests that are sent at once by default, since one bad
    /// moment fails all of those; few enough that a dead service is known after the second round.
    /// </summary>
    public const int Limit = 10;

    private int _count;
    private volatile OneloopException? _last;

    /// <summary>The fault of the last request that failed. Null before one did.</summary>
    public OneloopException? Last => _last;

    /// <summary>Records a request that succeeded, or that failed for a reason that rules out an outage.</summary>
    public void RecordSuccess()
    {
        // Read first: all workers share the field, and it is nearly always 0.
        if (Volatile.Read(ref _count) != 0)
        {
            Volatile.Write(ref _count, 0);
        }
    }

    /// <summary>Records how a request ended, all retries included.</summary>
    /// <returns>Whether the failures now add up to an outage.</returns>
    public bool RecordOutcome(OneloopException? fault)
    {
        // An API that throttles, refuses or responds with nonsense is not down.
        if (!RetryRules.IsOutage(fault))
        {
            RecordSuccess();
            return false;
        }

        _last = fault;
        return Interlocked.Increment(ref _count) >= Limit;
    }
}
