using System.Collections.Concurrent;

namespace Oneloop.Client.Pipeline;

/// <summary>
/// Pools the timeouts of attempts. Few time out, and restarting one is cheaper than allocating it with its timer and its
/// registration.
/// </summary>
/// <param name="timeout">How long an attempt may take.</param>
/// <param name="time">The clock.</param>
/// <param name="closed">Cancels all attempts: the client is being closed.</param>
internal sealed class AttemptTimeoutPool(TimeSpan timeout, TimeProvider time, CancellationToken closed)
{
    private readonly ConcurrentQueue<AttemptTimeout> _pool = [];

    /// <summary>Starts the timeout of an attempt.</summary>
    public AttemptTimeout Rent()
    {
        if (!_pool.TryDequeue(out AttemptTimeout? pooled))
        {
            return new AttemptTimeout(timeout, time, closed);
        }

        pooled.Restart(timeout);
        return pooled;
    }

    /// <summary>Stops the timeout of an attempt. Its token must not be used any more.</summary>
    public void Return(AttemptTimeout rented)
    {
        if (rented.TryReset())
        {
            _pool.Enqueue(rented);
        }
        else
        {
            rented.Dispose();
        }
    }
}
