using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Workspaces;

/// <summary>Lists the workspaces that the token may use: <c>GET /api/v1/workspace</c>. The API returns all of them at once.</summary>
public sealed class ListWorkspacesRequest : OneloopRequest<IReadOnlyList<Workspace>>
{
    // The API does not page: some 100,000 workspaces.
    private const int LongestList = 64 * 1024 * 1024;

    private static readonly Operation s_operation = new(HttpMethod.Get, "workspace", Retry.Always) { ResponseLimit = LongestList };

    internal override Operation Operation => s_operation;

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.WorkspaceListEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"workspace");

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Items(ResponseReader.Read(body, OneloopJsonContext.Default.WorkspaceListEnvelope).Workspaces, "workspaces");
}
