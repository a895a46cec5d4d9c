using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Scopes;

/// <summary>Creates a scope in a workspace: <c>POST /api/v1/workspace/{id}/scope</c>.</summary>
/// <param name="workspaceId">The workspace's id: the path parameter <c>id</c>. Not null, blank or a dot segment.</param>
/// <param name="name">The scope's name: the field <c>name</c>. Not null.</param>
/// <param name="representation">What the scopes of API keys call it: the field <c>representation</c>. Not null.</param>
/// <exception cref="ArgumentException">The id is null, blank or a dot segment.</exception>
public sealed class CreateScopeRequest(string workspaceId, string name, string representation) : OneloopRequest<WorkspaceScope>
{
    private static readonly Operation s_operation = new(HttpMethod.Post, "workspace/{id}/scope", Retry.IfNotProcessed);

    /// <summary>The workspace's id. Not null, blank or a dot segment.</summary>
    public string WorkspaceId { get; } = PathSegment(workspaceId);

    /// <summary>The scope's name.</summary>
    public string Name { get; } = name;

    /// <summary>What the scopes of API keys call it.</summary>
    public string Representation { get; } = representation;

    /// <summary>What it is for: the field <c>description</c>. Null: not sent.</summary>
    public string? Description { get; init; }

    internal override Operation Operation => s_operation;

    internal override string Subject => $"a new scope '{Representation}' in workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.ScopeEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"workspace/{WorkspaceId}/scope");

    internal override HttpContent CreateContent() => JsonBody.From(body =>
    {
        body.WriteString("name", Name);
        body.WriteString("representation", Representation);
        body.WriteOptional("description", Description);
    });

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Item(ResponseReader.Read(body, OneloopJsonContext.Default.ScopeEnvelope).Scope, "scope");
}
