using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.ApiKeys;

/// <summary>Edits an API key: <c>PATCH /api/v1/workspace/{id}/api-key/{akid}</c>. What is null is not sent, and stays as it is.</summary>
/// <param name="workspaceId">The workspace's id: the path parameter <c>id</c>. Not null, blank or a dot segment.</param>
/// <param name="apiKeyId">The id of the API key: the path parameter <c>akid</c>. Not null, blank or a dot segment.</param>
/// <exception cref="ArgumentException">An id is null, blank or a dot segment.</exception>
public sealed class EditApiKeyRequest(string workspaceId, string apiKeyId) : OneloopRequest<ApiKey>
{
    private static readonly Operation s_operation = new(HttpMethod.Patch, "workspace/{id}/api-key/{akid}", Retry.Always);

    /// <summary>The workspace's id. Not null, blank or a dot segment.</summary>
    public string WorkspaceId { get; } = PathSegment(workspaceId);

    /// <summary>The id of the API key. Not null, blank or a dot segment.</summary>
    public string ApiKeyId { get; } = PathSegment(apiKeyId);

    /// <summary>The new name: the field <c>name</c>. Null: as it is.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the key can be used: the field <c>enabled</c>. Null: as it is.</summary>
    public bool? Enabled { get; init; }

    /// <summary>All that the key may do from now on: the field <c>scopes</c>. Null: as it is.</summary>
    public IReadOnlyList<ApiKeyScope>? Scopes { get; init; }

    internal override Operation Operation => s_operation;

    internal override string Subject => $"API key '{ApiKeyId}' in workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.ApiKeyEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"workspace/{WorkspaceId}/api-key/{ApiKeyId}");

    internal override HttpContent CreateContent() => JsonBody.From(body =>
    {
        body.WriteOptional("name", Name);
        body.WriteOptional("enabled", Enabled);
        body.WriteScopes("scopes", Scopes);
    });

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Item(ResponseReader.Read(body, OneloopJsonContext.Default.ApiKeyEnvelope).ApiKey, "apiKey");
}
