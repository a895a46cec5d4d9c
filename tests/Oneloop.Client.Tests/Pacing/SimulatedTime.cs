namespace Oneloop.Client.Tests.Pacing;

/// <summary>A clock that jumps from event to event, all on one thread: a simulation of minutes takes milliseconds, and repeats exactly.</summary>
internal sealed class SimulatedTime : TimeProvider
{
    private readonly PriorityQueue<Action, (double At, long Number)> _events = new();
    private long _number;

    /// <summary>The time, in seconds.</summary>
    public double Now { get; private set; }

    public override long TimestampFrequency => 10_000_000;

    public override long GetTimestamp() => (long)Math.Round(Now * TimestampFrequency);

    /// <summary>Does something after a time in seconds.</summary>
    public void After(double seconds, Action action) => _events.Enqueue(action, (Now + seconds, _number++));

    /// <summary>Does what is due, until there is nothing left or a condition holds.</summary>
    public void RunUntil(Func<bool> isDone)
    {
        while (!isDone() && _events.TryDequeue(out Action? action, out (double At, long Number) due))
        {
            Now = due.At;
            action();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SimulatedTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimulatedTimer(SimulatedTime time, TimerCallback callback, object? state) : ITimer
    {
        private int _version;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int version = ++_version;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                time.After(dueTime.TotalSeconds, () =>
                {
                    if (version == _version)
                    {
                        callback(state);
                    }
                });
            }

            return true;
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
