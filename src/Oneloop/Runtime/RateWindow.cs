namespace Oneloop.Runtime;

/// <summary>How fast a count has grown over the last five seconds.</summary>
internal sealed class RateWindow
{
    private const long WindowMs = 5000;

    // Oldest first: the last count from before the window, which is where it begins, and those within it.
    private readonly Queue<(long Ms, long Count)> _counts = new([(0, 0)]);
    private (long Ms, long Count) _newest;

    /// <summary>Growth a second. 0 if no time has passed.</summary>
    public double PerSecond
    {
        get
        {
            (long ms, long count) = _counts.Peek();
            return _newest.Ms == ms ? 0 : (_newest.Count - count) * 1000.0 / (_newest.Ms - ms);
        }
    }

    /// <summary>Adds what the count is now.</summary>
    /// <param name="ms">Milliseconds since the start, when the count was 0; not less than before.</param>
    /// <param name="count">The count.</param>
    public void Add(long ms, long count)
    {
        _newest = (ms, count);
        _counts.Enqueue(_newest);
        while (_counts.Count > 2 && _counts.ElementAt(1).Ms <= ms - WindowMs)
        {
            _counts.Dequeue();
        }
    }
}
