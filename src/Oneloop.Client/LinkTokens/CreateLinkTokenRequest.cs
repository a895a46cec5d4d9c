using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.LinkTokens;

/// <summary>Creates a link token for a customer: <c>POST /api/v1/link-token</c>.</summary>
/// <param name="workspaceId">The workspace's id: the field <c>workspaceId</c>. Not null or blank.</param>
/// <param name="customerId">The caller's own id of the customer: the field <c>customerId</c>. Not null or blank.</param>
/// <exception cref="ArgumentException">An id is null or blank.</exception>
public sealed class CreateLinkTokenRequest(string workspaceId, string customerId) : OneloopRequest<LinkToken>
{
    private static readonly Operation s_operation = new(HttpMethod.Post, "link-token", Retry.IfNotProcessed);

    /// <summary>The workspace's id. Not null or blank.</summary>
    public string WorkspaceId { get; } = NotBlank(workspaceId);

    /// <summary>The caller's own id of the customer. Not null or blank.</summary>
    public string CustomerId { get; } = NotBlank(customerId);

    /// <summary>The field <c>externalBillingId</c>. Null: not sent.</summary>
    public string? ExternalBillingId { get; init; }

    internal override Operation Operation => s_operation;

    internal override string Subject => $"a new link token for customer '{CustomerId}' in workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.LinkToken;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"link-token");

    internal override HttpContent CreateContent() => JsonBody.From(body =>
    {
        body.WriteString("customerId", CustomerId);
        body.WriteString("workspaceId", WorkspaceId);
        body.WriteOptional("externalBillingId", ExternalBillingId);
    });

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Read(body, OneloopJsonContext.Default.LinkToken);
}
