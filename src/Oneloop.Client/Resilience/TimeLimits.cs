using System.Collections.Concurrent;

namespace Oneloop.Client.Resilience;

/// <summary>
/// The time limits of the tries under way. They are used again by later tries: nearly none runs out, and to make one, with its timer
/// and its watch over the client's end, costs each request more than to wind one up.
/// </summary>
/// <param name="limit">How long a try may take.</param>
/// <param name="time">The clock.</param>
/// <param name="closed">Ends all tries: the client is being closed.</param>
internal sealed class TimeLimits(TimeSpan limit, TimeProvider time, CancellationToken closed)
{
    private readonly ConcurrentQueue<TimeLimit> _unused = [];

    /// <summary>Begins the time of a try.</summary>
    public TimeLimit Begin()
    {
        if (!_unused.TryDequeue(out TimeLimit? used))
        {
            return new TimeLimit(limit, time, closed);
        }

        used.Begin(limit);
        return used;
    }

    /// <summary>Ends the time of a try. Nobody may hold its token any more.</summary>
    public void End(TimeLimit begun)
    {
        if (begun.TryReset())
        {
            _unused.Enqueue(begun);
        }
        else
        {
            begun.Dispose();
        }
    }
}
