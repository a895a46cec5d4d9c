using Oneloop.Client;

namespace Oneloop.Runtime;

/// <summary>What a run has asked for and got so far. Counted on the pipeline thread alone.</summary>
internal sealed class RunTally
{
    private readonly SortedDictionary<string, long> _failedById = new(StringComparer.Ordinal);
    private readonly long[] _waitedMs = new long[Enum.GetValues<WaitCause>().Length];
    private long _succeeded;
    private long _requests;
    private long _retries;
    private long _refused;
    private long _bytes;

    /// <summary>How many were asked for, also those that have not completed.</summary>
    public long Asked { get; private set; }

    /// <summary>How many failed.</summary>
    public long Failed { get; private set; }

    /// <summary>How many have completed.</summary>
    public long Done => _succeeded + Failed;

    /// <summary>How long the pipeline thread waited while something held back the requests, in milliseconds.</summary>
    public long HeldMs => _waitedMs[(int)WaitCause.RetryAfter] + _waitedMs[(int)WaitCause.Pace] + _waitedMs[(int)WaitCause.Outage];

    /// <summary>Counts one more that is asked for.</summary>
    public void Ask() => Asked++;

    /// <summary>Counts a completed request.</summary>
    public void Count(OneloopRequest completed, string? errorId)
    {
        // The refusal that it failed with was not followed by another attempt.
        int ended = completed.Fault is { Kind: FaultKind.Throttled, StatusCode: 429 } && completed.Refusals > 0 ? 1 : 0;
        Count(errorId, completed.Attempts, completed.Refusals, completed.Refusals - ended, completed.BytesReceived);
    }

    /// <summary>Counts a completed request.</summary>
    /// <param name="errorId">The id of its error. Null: it succeeded.</param>
    /// <param name="attempts">How often it was sent.</param>
    /// <param name="refusals">How often the API refused it because of a limit.</param>
    /// <param name="sentAgain">How often it was sent again after that.</param>
    /// <param name="bytes">The bytes of its responses.</param>
    public void Count(string? errorId, int attempts, int refusals, int sentAgain, long bytes)
    {
        if (errorId is null)
        {
            _succeeded++;
        }
        else
        {
            Failed++;
            _failedById[errorId] = _failedById.GetValueOrDefault(errorId) + 1;
        }

        _requests += attempts;
        // What was sent again after a refusal is counted by itself.
        _retries += Math.Max(0, attempts - 1 - sentAgain);
        _refused += refusals;
        _bytes += bytes;
    }

    /// <summary>Counts a time that the pipeline thread waited.</summary>
    public void Wait(WaitCause cause, long ms) => _waitedMs[(int)cause] += ms;

    /// <summary>All that was counted.</summary>
    public RunSummary Summarize(TimeSpan duration) => new(new ErrorCounts(_failedById))
    {
        TotalCount = Asked,
        SucceededCount = _succeeded,
        FailedCount = Failed,
        RequestCount = _requests,
        RetryCount = _retries,
        RefusedCount = _refused,
        RetryAfterSec = Waited(WaitCause.RetryAfter),
        PaceSec = Waited(WaitCause.Pace),
        OutageSec = Waited(WaitCause.Outage),
        DurationSec = Math.Round(duration.TotalSeconds, 3),
        PerSecond = duration > TimeSpan.Zero ? Math.Round(Done / duration.TotalSeconds, 1) : 0,
        BytesReceived = _bytes,
    };

    private double Waited(WaitCause cause) => Math.Round(_waitedMs[(int)cause] / 1000.0, 1);
}
