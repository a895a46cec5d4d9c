namespace Oneloop.Client.Pipeline;

/// <summary>Delays every request of a connection while one of them waits to be retried after a 429.</summary>
internal sealed class ThrottleGate(TimeProvider time)
{
    private long _openAt = long.MinValue;

    /// <summary>Closes the gate for a time from now, unless it is closed for longer already.</summary>
    public void Close(TimeSpan wait)
    {
        long openAt = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
        long known;
        while ((known = Volatile.Read(ref _openAt)) < openAt && Interlocked.CompareExchange(ref _openAt, openAt, known) != known)
        {
        }
    }

    /// <summary>Waits until the gate is open.</summary>
    /// <exception cref="OperationCanceledException">The request was cancelled, or the client was closed.</exception>
    public async ValueTask WaitAsync(OneloopRequest request, CancellationToken closed, CancellationToken cancellationToken)
    {
        while (Remaining() is var wait && wait > TimeSpan.Zero)
        {
            request.Trace?.Add(FormattableString.Invariant(
                $"{request.Label}: waiting {wait.TotalSeconds:0.###} s, because the API asked another request of this connection to wait (HTTP 429)"));
            using CancellationTokenSource cancelling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closed);
            await Task.Delay(wait, time, cancelling.Token).ConfigureAwait(false);
        }
    }

    /// <summary>How long the gate stays closed, in whole milliseconds, the resolution of timers; 0 or less if it is open.</summary>
    private TimeSpan Remaining()
    {
        long openAt = Volatile.Read(ref _openAt);
        // The clock is read once: it advances between two readings, and a delay of -1 ms would never end.
        return openAt == long.MinValue
            ? TimeSpan.Zero
            : TimeSpan.FromMilliseconds(Math.Ceiling(time.GetElapsedTime(time.GetTimestamp(), openAt).TotalMilliseconds));
    }
}
