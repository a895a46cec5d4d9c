using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Billing;

/// <summary>Sets up a customer's billing: <c>POST /api/v1/customer-billing</c>. Null members are not sent: the API decides.</summary>
/// <param name="workspaceId">The workspace's id: the field <c>workspaceId</c>. Not null or blank.</param>
/// <param name="externalMeterId">The meter's id in the customer's own system: <c>externalMeterId</c>. Not null or blank.</param>
/// <exception cref="ArgumentException">An id is null or blank.</exception>
public sealed class CreateBillingRequest(string workspaceId, string externalMeterId) : OneloopRequest<CustomerBillingMeter>
{
    private static readonly Operation s_operation = new(HttpMethod.Post, "customer-billing", Retry.IfNotProcessed);

    /// <summary>The workspace's id. Not null or blank.</summary>
    public string WorkspaceId { get; } = NotBlank(workspaceId);

    /// <summary>The meter's id in the customer's own system: any string. Not null or blank.</summary>
    public string ExternalMeterId { get; } = NotBlank(externalMeterId);

    /// <summary>Credits that the customer may use, a whole number of 0 or more, at most 28 digits: the field <c>totalCredits</c>.</summary>
    public decimal? TotalCredits { get; init; }

    /// <summary>Whether the customer may use more than that: the field <c>allowOverages</c>.</summary>
    public bool? AllowOverages { get; init; }

    /// <summary>The field <c>spendCap</c>, whose unit the API does not document: a whole number of 0 or more, at most 28 digits.</summary>
    public decimal? SpendCap { get; init; }

    internal override Operation Operation => s_operation;

    internal override string Subject => $"meter '{ExternalMeterId}' in workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.BillingEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"customer-billing");

    internal override HttpContent CreateContent() => JsonBody.From(body =>
    {
        body.WriteString("workspaceId", WorkspaceId);
        body.WriteString("externalMeterId", ExternalMeterId);
        body.WriteCredits("totalCredits", TotalCredits);
        body.WriteOptional("allowOverages", AllowOverages);
        body.WriteCredits("spendCap", SpendCap);
    });

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Item(ResponseReader.Read(body, OneloopJsonContext.Default.BillingEnvelope).Billing, "billing");
}
