using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Workspaces;

/// <summary>
/// Sets the defaults for new API keys of a workspace: <c>PATCH /api/v1/workspace/{id}</c>. All four are sent, nulls too: to change one,
/// read the others first.
/// </summary>
/// <param name="workspaceId">The workspace's id: the path parameter <c>id</c>. Not null, blank or a dot segment.</param>
/// <exception cref="ArgumentException">The id is null, blank or a dot segment.</exception>
public sealed class UpdateWorkspaceRequest(string workspaceId) : OneloopRequest<Workspace>
{
    private static readonly Operation s_operation = new(HttpMethod.Patch, "workspace/{id}", Retry.Always);

    /// <summary>The workspace's id. Not null, blank or a dot segment.</summary>
    public string WorkspaceId { get; } = PathSegment(workspaceId);

    /// <summary>What new keys begin with: the field <c>defaultKeyPrefix</c>. Null: no default.</summary>
    public required string? DefaultKeyPrefix { get; init; }

    /// <summary>The IP addresses that new keys may be used from: the field <c>defaultAllowedIPs</c>. May be empty.</summary>
    public required IReadOnlyList<string> DefaultAllowedIPs { get; init; }

    /// <summary>Requests a second that new keys may make, 1 or more: the field <c>defaultRateLimitPerSecond</c>. Null: no default.</summary>
    public required long? DefaultRateLimitPerSecond { get; init; }

    /// <summary>
    /// When new keys expire, 1 or more: the field <c>defaultExpiration</c>, whose unit the API does not document. Null: no default.
    /// </summary>
    public required long? DefaultExpiration { get; init; }

    internal override Operation Operation => s_operation;

    internal override string Subject => $"workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.WorkspaceEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"workspace/{WorkspaceId}");

    internal override HttpContent CreateContent() => JsonBody.From(body =>
    {
        // The contract requires all four.
        body.WriteString("defaultKeyPrefix", DefaultKeyPrefix);
        body.WritePropertyName("defaultAllowedIPs");
        JsonSerializer.Serialize(body, DefaultAllowedIPs, OneloopJsonContext.Default.IReadOnlyListString);
        body.WriteNullable("defaultRateLimitPerSecond", DefaultRateLimitPerSecond);
        body.WriteNullable("defaultExpiration", DefaultExpiration);
    });

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Item(ResponseReader.Read(body, OneloopJsonContext.Default.WorkspaceEnvelope).Workspace, "workspace");
}
