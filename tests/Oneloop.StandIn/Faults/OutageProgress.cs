using System.Diagnostics;

namespace Oneloop.StandIn.Faults;

/// <summary>How far an outage has come.</summary>
internal sealed class OutageProgress(Outage outage)
{
    private readonly Lock _lock = new();
    private long _asked;
    private long? _began;

    public Outage Outage => outage;

    /// <summary>The answer to the next request; null before the outage and after it.</summary>
    public ScriptedAnswer? Next()
    {
        lock (_lock)
        {
            long affected = ++_asked - outage.AfterRequests;
            if (affected <= 0)
            {
                return null;
            }

            _began ??= Stopwatch.GetTimestamp();
            return affected > outage.Requests || Stopwatch.GetElapsedTime(_began.Value).TotalMilliseconds > outage.DurationMs
                ? null
                : outage.Answer;
        }
    }
}
