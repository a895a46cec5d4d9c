using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.ApiKeys;

/// <summary>
/// Lists the API keys of a workspace: <c>GET /api/v1/workspace/{id}/api-key</c>. The API returns all of them at once, with those that
/// were deleted.
/// </summary>
/// <param name="workspaceId">The workspace's id: the path parameter <c>id</c>. Not null, blank or a dot segment.</param>
/// <exception cref="ArgumentException">The id is null, blank or a dot segment.</exception>
public sealed class ListApiKeysRequest(string workspaceId) : OneloopRequest<IReadOnlyList<ApiKey>>
{
    // The API does not page.
    private const int LongestList = 64 * 1024 * 1024;

    private static readonly Operation s_operation = new(HttpMethod.Get, "workspace/{id}/api-key", Retry.Always) { ResponseLimit = LongestList };

    /// <summary>The workspace's id. Not null, blank or a dot segment.</summary>
    public string WorkspaceId { get; } = PathSegment(workspaceId);

    internal override Operation Operation => s_operation;

    internal override string Subject => $"the API keys of workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.ApiKeyListEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"workspace/{WorkspaceId}/api-key");

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Items(ResponseReader.Read(body, OneloopJsonContext.Default.ApiKeyListEnvelope).ApiKeys, "apiKeys");
}
