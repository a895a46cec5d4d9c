using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Billing;

/// <summary>Gets a customer's billing: <c>GET /api/v1/customer-billing</c>. The result is null if none is set up.</summary>
/// <param name="workspaceId">The workspace's id: the query parameter <c>workspaceId</c>. Not null or blank.</param>
/// <param name="externalMeterId">The meter's id in the customer's own system: <c>externalMeterId</c>. Not null or blank.</param>
/// <exception cref="ArgumentException">An id is null or blank.</exception>
public sealed class GetBillingRequest(string workspaceId, string externalMeterId) : OneloopRequest<CustomerBillingMeter>
{
    private static readonly Operation s_operation = new(HttpMethod.Get, "customer-billing", Retry.Always);

    /// <summary>The workspace's id. Not null or blank.</summary>
    public string WorkspaceId { get; } = NotBlank(workspaceId);

    /// <summary>The meter's id in the customer's own system: any string. Not null or blank.</summary>
    public string ExternalMeterId { get; } = NotBlank(externalMeterId);

    internal override Operation Operation => s_operation;

    internal override string Subject => $"meter '{ExternalMeterId}' in workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.BillingEnvelope;

    internal override Uri BuildUri(string root) =>
        RequestUri.From(root, $"customer-billing?workspaceId={WorkspaceId}&externalMeterId={ExternalMeterId}");

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = BillingReader.TryRead(body, out CustomerBillingMeter? billing)
            ? billing
            : ResponseReader.Read(body, OneloopJsonContext.Default.BillingEnvelope).Billing;
}
