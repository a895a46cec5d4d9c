namespace Oneloop.Client.Tests.Nginx;

/// <summary>What an nginx refuses. A limit that is not set is so high that it never refuses.</summary>
public sealed record NginxLimits
{
    /// <summary>The requests a second, of all connections together. What is above is refused with 429.</summary>
    public int Rate { get; init; } = 1_000_000;

    /// <summary>How many requests may be ahead of that rate; they are not delayed. 1 or more.</summary>
    public int Burst { get; init; } = 1_000_000;

    /// <summary>The seconds that a 429 asks for in its Retry-After header. Null: it has none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The requests that may be under way at a time, up to 65,535. What is above is refused with <see cref="ConnectionStatus"/>.</summary>
    public int Connections { get; init; } = 60_000;

    /// <summary>The status that refuses what is above <see cref="Connections"/>: 503, as nginx has it, or 429.</summary>
    public int ConnectionStatus { get; init; } = 503;
}
