namespace Oneloop.Client.Resilience;

/// <summary>The time limit of one try at a time: its token is cancelled when the time is over, or when the client is closed.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _onClosed;

    /// <summary>Begins the time of a first try.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="closed">Ends it: the client is being closed.</param>
    public TimeLimit(TimeSpan limit, TimeProvider time, CancellationToken closed)
    {
        _source = new CancellationTokenSource(limit, time);
        _onClosed = closed.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Cancelled when the try has to end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the try had to end.</summary>
    public bool IsOver => _source.IsCancellationRequested;

    /// <summary>Has the try end, too, when another token is cancelled, until that is disposed of.</summary>
    public CancellationTokenRegistration EndWith(CancellationToken token) =>
        token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);

    /// <summary>Begins the time of a later try.</summary>
    public void Begin(TimeSpan limit) => _source.CancelAfter(limit);

    /// <summary>Stops the time.</summary>
    /// <returns>False where it was over, or about to be: this limit cannot be used again.</returns>
    public bool TryReset() => _source.TryReset();

    /// <inheritdoc/>
    public void Dispose()
    {
        // First the way in, which waits for whoever is on it.
        _onClosed.Dispose();
        _source.Dispose();
    }
}
