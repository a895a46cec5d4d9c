namespace Oneloop.Client.Pipeline;

/// <summary>The timeout of one attempt at a time. Its token is cancelled when the time is up, or when the client is closed.</summary>
internal sealed class AttemptTimeout : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _onClosed;

    /// <summary>Starts the timeout of a first attempt.</summary>
    /// <param name="timeout">How long the attempt may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="closed">Cancels the attempt: the client is being closed.</param>
    public AttemptTimeout(TimeSpan timeout, TimeProvider time, CancellationToken closed)
    {
        _source = new CancellationTokenSource(timeout, time);
        _onClosed = closed.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    /// <summary>Cancelled when the attempt has to end.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether the attempt had to end.</summary>
    public bool IsOver => _source.IsCancellationRequested;

    /// <summary>Cancels the attempt when another token is cancelled, until the registration is disposed of.</summary>
    public CancellationTokenRegistration CancelWith(CancellationToken token) =>
        token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);

    /// <summary>Starts the timeout of a later attempt.</summary>
    public void Restart(TimeSpan timeout) => _source.CancelAfter(timeout);

    /// <summary>Stops the timeout.</summary>
    /// <returns>False if the time is up, or about to be: this timeout cannot be used again.</returns>
    public bool TryReset() => _source.TryReset();

    /// <inheritdoc/>
    public void Dispose()
    {
        // First the registration, whose disposal waits for a callback that is running.
        _onClosed.Dispose();
        _source.Dispose();
    }
}
