namespace Oneloop.Client.Pacing;

/// <summary>A request that waits at the <see cref="RequestGate"/>. The gate calls it under its lock.</summary>
/// <param name="request">The request.</param>
internal abstract class GateWaiter(OneloopRequest request)
{
    /// <summary>The request.</summary>
    public OneloopRequest Request { get; } = request;

    /// <summary>Whether it does not wait any more: its wait was cancelled.</summary>
    public abstract bool IsGone { get; }

    /// <summary>Ends the wait.</summary>
    /// <param name="isSent">Whether the request may be sent. False: it has its fault.</param>
    /// <returns>False if the wait was cancelled before.</returns>
    public abstract bool TryRelease(bool isSent);
}
