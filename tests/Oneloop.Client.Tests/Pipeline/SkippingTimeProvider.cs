namespace Oneloop.Client.Tests.Pipeline;

/// <summary>
/// A clock that skips waits: each is over at once, is written down, and moves the clock on. The limit of a try does not run, but
/// expires when a test says so.
/// </summary>
internal sealed class SkippingTimeProvider(TimeSpan limit) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];
    private readonly List<(SkippedTimer Timer, int Arming)> _limits = [];
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The waits up to now, in their order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
            {
                return [.. _waits];
            }
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _elapsed.Ticks;
        }
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        SkippedTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on.</summary>
    public void Advance(TimeSpan time)
    {
        lock (_lock)
        {
            _elapsed += time;
        }
    }

    /// <summary>Lets the limit of each try under way expire.</summary>
    public void ExpireLimits()
    {
        (SkippedTimer Timer, int Arming)[] limits;
        lock (_lock)
        {
            limits = [.. _limits];
            _limits.Clear();
        }

        foreach ((SkippedTimer timer, int arming) in limits)
        {
            timer.Fire(arming);
        }
    }

    private void Set(SkippedTimer timer, int arming, TimeSpan dueTime)
    {
        lock (_lock)
        {
            if (dueTime == limit)
            {
                _limits.Add((timer, arming));
                return;
            }

            _waits.Add(dueTime);
            _elapsed += dueTime;
        }

        ThreadPool.QueueUserWorkItem(_ => timer.Fire(arming));
    }

    private sealed class SkippedTimer(SkippingTimeProvider time, TimerCallback callback, object? state) : ITimer
    {
        private int _armings;

        // Which arming it is that will fire. 0: none.
        private int _armed;

        public void Fire(int arming)
        {
            if (Interlocked.CompareExchange(ref _armed, 0, arming) == arming)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int arming = dueTime == Timeout.InfiniteTimeSpan ? 0 : Interlocked.Increment(ref _armings);
            Volatile.Write(ref _armed, arming);
            if (arming != 0)
            {
                time.Set(this, arming, dueTime);
            }

            return true;
        }

        public void Dispose() => Volatile.Write(ref _armed, 0);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
