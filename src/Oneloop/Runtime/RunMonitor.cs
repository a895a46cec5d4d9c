using Oneloop.Client;

namespace Oneloop.Runtime;

/// <summary>
/// Looks at the state of the connection at most five times a second, blames it for the time that the pipeline thread has waited since,
/// and has the progress shown.
/// </summary>
/// <param name="state">Gets the state.</param>
/// <param name="tally">Takes the waits.</param>
/// <param name="progress">Shows the progress. Null: none is shown.</param>
internal sealed class RunMonitor(Func<ConnectionState> state, RunTally tally, RunProgress? progress)
{
    /// <summary>How long the pipeline thread may wait before it looks.</summary>
    public const long PauseMs = 200;

    private long _lookedAt;
    private long _waitedMs;

    /// <summary>What holds back most in a state.</summary>
    public static WaitCause Cause(ConnectionState state) => state switch
    {
        { DownFor: not null } => WaitCause.Outage,
        { RetryAfter: var wait } when wait > TimeSpan.Zero => WaitCause.RetryAfter,
        { RequestsPerSecond: not null } or { ConcurrencyLimit: not null } => WaitCause.Pace,
        _ => WaitCause.None,
    };

    /// <summary>Looks if it is time to. Cheap if not.</summary>
    /// <param name="ms">Milliseconds since the start of the run.</param>
    /// <param name="waitedMs">How long the pipeline thread has just waited, in milliseconds.</param>
    public void Look(long ms, long waitedMs)
    {
        _waitedMs += waitedMs;
        if (ms - _lookedAt >= PauseMs)
        {
            _lookedAt = ms;
            ConnectionState now = Blame();
            progress?.Show(ms, tally, now);
        }
    }

    /// <summary>Counts the wait since the last look. Call it at the end of the run.</summary>
    public void Complete() => Blame();

    private ConnectionState Blame()
    {
        ConnectionState now = state();
        tally.Wait(Cause(now), _waitedMs);
        _waitedMs = 0;
        return now;
    }
}
