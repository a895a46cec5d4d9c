namespace Oneloop.Tests.Runtime;

/// <summary>A clock that each reading sets forward, by a step that may change.</summary>
internal sealed class SteppedTime(TimeSpan step) : TimeProvider
{
    private long _ticks;
    private long _step = step.Ticks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>What the next readings set it forward by.</summary>
    public void Step(TimeSpan step) => Volatile.Write(ref _step, step.Ticks);

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Add(ref _ticks, Volatile.Read(ref _step));
}
