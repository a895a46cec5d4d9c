namespace Oneloop.Client;

/// <summary>What holds back the requests of a client at a moment, see <see cref="OneloopClient.State"/>.</summary>
public sealed class ConnectionState
{
    /// <summary>The most requests a second that are sent, above 0, while requests wait for it. Null: it holds nothing back.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>The most requests in flight, 1 or more, because the API refuses more, while requests wait for it. Null: it holds nothing back.</summary>
    public int? ConcurrencyLimit { get; init; }

    /// <summary>How much longer nothing is sent because a 429 asked for it with Retry-After. Zero: nothing has to wait.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>For how long the service has not responded. Null: it responds, or was not asked yet.</summary>
    public TimeSpan? DownFor { get; init; }

    /// <summary>Whether the service has responded since the client was created.</summary>
    public bool HasResponded { get; init; }
}
