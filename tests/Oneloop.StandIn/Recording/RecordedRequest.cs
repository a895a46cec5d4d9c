namespace Oneloop.StandIn.Recording;

/// <summary>A request as the stand-in received it.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path, without the query.</param>
/// <param name="RawQuery">The query as it came over the wire, with its question mark.</param>
/// <param name="WorkspaceId">The workspace's id from the query, unescaped, from the body, or from the path; null: there was none.</param>
/// <param name="ExternalMeterId">The meter's id from the query, unescaped, or from the body; null: there was none.</param>
/// <param name="Headers">All headers, the Authorization with its token among them.</param>
public sealed record RecordedRequest(
    string Method,
    string Path,
    string RawQuery,
    string? WorkspaceId,
    string? ExternalMeterId,
    IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The operationId of the contract; null: there is no such path, or it does not take the method.</summary>
    public string? Operation { get; init; }

    /// <summary>Whether the operation was carried out, whatever the client got to see of it.</summary>
    public bool Processed { get; internal set; }

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

    /// <summary>The operation and what it got. Headers, path and body hold secrets, and test runs print what did not match.</summary>
    public override string ToString() => $"{Operation ?? "no operation"}: {Answer}";
}
