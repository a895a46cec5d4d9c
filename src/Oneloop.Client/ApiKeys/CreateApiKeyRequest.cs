using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.ApiKeys;

/// <summary>Creates an API key for a customer, which the API shows this once: <c>POST /api/v1/api-key</c>.</summary>
/// <param name="workspaceId">The workspace's id: the field <c>workspaceId</c>. Not null or blank.</param>
/// <param name="customerId">The caller's own id of the customer: the field <c>customerId</c>. Not null or blank.</param>
/// <param name="name">The name of the key: the field <c>name</c>. Not null.</param>
/// <exception cref="ArgumentException">An id is null or blank.</exception>
public sealed class CreateApiKeyRequest(string workspaceId, string customerId, string name) : OneloopRequest<ApiKeyWithSecret>
{
    private static readonly Operation s_operation = new(HttpMethod.Post, "api-key", Retry.IfNotProcessed);

    /// <summary>The workspace's id. Not null or blank.</summary>
    public string WorkspaceId { get; } = NotBlank(workspaceId);

    /// <summary>The caller's own id of the customer. Not null or blank.</summary>
    public string CustomerId { get; } = NotBlank(customerId);

    /// <summary>The name of the key.</summary>
    public string Name { get; } = name;

    /// <summary>What the key may do: the field <c>scopes</c>. May be empty.</summary>
    public IReadOnlyList<ApiKeyScope> Scopes { get; init; } = [];

    /// <summary>Whether the key can be used: the field <c>enabled</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What the key begins with: the field <c>prefix</c>. Null: what the API chooses.</summary>
    public string? Prefix { get; init; }

    /// <summary>When the key expires, 1 or more: the field <c>expiresAt</c>, whose unit the API does not document. Null: not sent.</summary>
    public long? ExpiresAt { get; init; }

    /// <summary>The id of the meter that the key's usage goes to: the field <c>externalMeterId</c>. Null: not sent.</summary>
    public string? ExternalMeterId { get; init; }

    /// <summary>An object to keep with the key: the field <c>metadata</c>. Null: not sent.</summary>
    public JsonElement? Metadata { get; init; }

    internal override Operation Operation => s_operation;

    internal override string Subject => $"a new API key for customer '{CustomerId}' in workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.ApiKeyWithSecretEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"api-key");

    internal override HttpContent CreateContent() => JsonBody.From(body =>
    {
        body.WriteString("name", Name);
        body.WriteString("workspaceId", WorkspaceId);
        body.WriteScopes("scopes", Scopes);
        body.WriteBoolean("enabled", Enabled);
        body.WriteString("customerId", CustomerId);
        body.WriteOptional("prefix", Prefix);
        body.WriteOptional("expiresAt", ExpiresAt);
        body.WriteOptional("externalMeterId", ExternalMeterId);
        if (Metadata is { } metadata)
        {
            body.WritePropertyName("metadata");
            metadata.WriteTo(body);
        }
    });

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Item(ResponseReader.Read(body, OneloopJsonContext.Default.ApiKeyWithSecretEnvelope).ApiKey, "apiKey");
}
