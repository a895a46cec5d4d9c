using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Workspaces;

/// <summary>Gets one workspace: <c>GET /api/v1/workspace/{id}</c>.</summary>
/// <param name="workspaceId">The workspace's id: the path parameter <c>id</c>. Not null, blank or a dot segment.</param>
/// <exception cref="ArgumentException">The id is null, blank or a dot segment.</exception>
public sealed class GetWorkspaceRequest(string workspaceId) : OneloopRequest<Workspace>
{
    private static readonly Operation s_operation = new(HttpMethod.Get, "workspace/{id}", Retry.Always);

    /// <summary>The workspace's id. Not null, blank or a dot segment.</summary>
    public string WorkspaceId { get; } = PathSegment(workspaceId);

    internal override Operation Operation => s_operation;

    internal override string Subject => $"workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.WorkspaceEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"workspace/{WorkspaceId}");

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Item(ResponseReader.Read(body, OneloopJsonContext.Default.WorkspaceEnvelope).Workspace, "workspace");
}
