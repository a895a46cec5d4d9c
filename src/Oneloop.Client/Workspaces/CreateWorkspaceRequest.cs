using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Workspaces;

/// <summary>Creates a workspace: <c>POST /api/v1/workspace</c>.</summary>
/// <param name="name">The workspace's name: the field <c>name</c>. Not null or blank.</param>
/// <exception cref="ArgumentException">The name is null or blank.</exception>
public sealed class CreateWorkspaceRequest(string name) : OneloopRequest<Workspace>
{
    private static readonly Operation s_operation = new(HttpMethod.Post, "workspace", Retry.IfNotProcessed);

    /// <summary>The workspace's name. Not null or blank.</summary>
    public string Name { get; } = NotBlank(name);

    internal override Operation Operation => s_operation;

    internal override string Subject => $"a new workspace '{Name}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.WorkspaceEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"workspace");

    internal override HttpContent CreateContent() => JsonBody.From(body => body.WriteString("name", Name));

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Item(ResponseReader.Read(body, OneloopJsonContext.Default.WorkspaceEnvelope).Workspace, "workspace");
}
