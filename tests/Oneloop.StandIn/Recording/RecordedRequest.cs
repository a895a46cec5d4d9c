namespace Oneloop.StandIn.Recording;

/// <summary>A request as the stand-in received it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="RawQuery">The query as it came over the wire, with its question mark.</param>
/// <param name="WorkspaceId">The query parameter of that name, unescaped; null where it was missing.</param>
/// <param name="ExternalMeterId">The query parameter of that name, unescaped; null where it was missing.</param>
/// <param name="Headers">All headers, the Authorization with its token among them.</param>
public sealed record RecordedRequest(
    string Method,
    string Path,
    string RawQuery,
    string? WorkspaceId,
    string? ExternalMeterId,
    IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The protocol: "HTTP/1.1" or "HTTP/2".</summary>
    public string Protocol { get; init; } = string.Empty;

    /// <summary>The connection that it came over.</summary>
    public string ConnectionId { get; init; } = string.Empty;

    /// <summary>The body. Null where there was none.</summary>
    public string? Body { get; init; }

    /// <summary>What it got: the status, or a word such as "abort". "gone": the client did not wait for it.</summary>
    public string? Answer { get; internal set; }

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; } = DateTimeOffset.UtcNow;

    /// <summary>The bearer token; null where there was none.</summary>
    public string? Token =>
        Headers.TryGetValue("Authorization", out string? value) && value.StartsWith("Bearer ", StringComparison.Ordinal)
            ? value["Bearer ".Length..]
            : null;
}
