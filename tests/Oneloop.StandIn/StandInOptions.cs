namespace Oneloop.StandIn;

/// <summary>How the stand-in runs.</summary>
public sealed record StandInOptions
{
    /// <summary>The loopback port to listen on. 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>The tokens that are accepted. None: any but those that begin with "revoked".</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];
}
