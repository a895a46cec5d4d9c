using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Scopes;

/// <summary>Lists the scopes of a workspace: <c>GET /api/v1/workspace/{id}/scopes</c>. The API returns all of them at once.</summary>
/// <param name="workspaceId">The workspace's id: the path parameter <c>id</c>. Not null, blank or a dot segment.</param>
/// <exception cref="ArgumentException">The id is null, blank or a dot segment.</exception>
public sealed class ListScopesRequest(string workspaceId) : OneloopRequest<IReadOnlyList<WorkspaceScope>>
{
    // The API does not page.
    private const int LongestList = 64 * 1024 * 1024;

    private static readonly Operation s_operation = new(HttpMethod.Get, "workspace/{id}/scopes", Retry.Always) { ResponseLimit = LongestList };

    /// <summary>The workspace's id. Not null, blank or a dot segment.</summary>
    public string WorkspaceId { get; } = PathSegment(workspaceId);

    internal override Operation Operation => s_operation;

    internal override string Subject => $"the scopes of workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.ScopeListEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"workspace/{WorkspaceId}/scopes");

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Items(ResponseReader.Read(body, OneloopJsonContext.Default.ScopeListEnvelope).Scopes, "scopes");
}
