namespace Oneloop.Client.Resilience;

/// <summary>
/// Tells from customers that failed in a row, with all their tries used up, that the service is down. The circuit breaker itself is
/// Polly's; that one opens by a share of failures in a time, which at a thousand requests a second and at one a minute means very
/// different things, so the counting is done here.
/// </summary>
internal sealed class OutageWatch
{
    /// <summary>
    /// So many customers in a row, with nothing answered in between, are an outage. More than the eight requests that are under way
    /// at once unless told otherwise: one bad moment, which fails all of those, is none yet. Few enough that a dead service is
    /// known after the second round.
    /// </summary>
    public const int CustomersInARow = 10;

    private int _inARow;
    private volatile OneloopException? _last;

    /// <summary>What the last customer failed for. Null before one did.</summary>
    public OneloopException? Last => _last;

    /// <summary>Takes note of a customer that was answered.</summary>
    public void Answered()
    {
        // Read first: the field is shared by all who are asking, and nearly always 0.
        if (Volatile.Read(ref _inARow) != 0)
        {
            Volatile.Write(ref _inARow, 0);
        }
    }

    /// <summary>Takes note of how a customer's request ended, all tries included.</summary>
    /// <returns>Whether the service is down, by all that is known.</returns>
    public bool IsDown(OneloopException? fault)
    {
        // An API that throttles, refuses or answers nonsense is not down.
        if (!RetryRules.IsOutage(fault))
        {
            Answered();
            return false;
        }

        _last = fault;
        return Interlocked.Increment(ref _inARow) >= CustomersInARow;
    }
}
