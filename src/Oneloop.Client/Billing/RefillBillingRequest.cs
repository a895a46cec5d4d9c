using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Billing;

/// <summary>
/// Refills a customer's credits: <c>POST /api/v1/customer-billing/refill</c>. The API does not document whether that adds to the total
/// or resets what is used: the result says.
/// </summary>
/// <param name="workspaceId">The workspace's id: the field <c>workspaceId</c>. Not null or blank.</param>
/// <param name="externalMeterId">The meter's id in the customer's own system: <c>externalMeterId</c>. Not null or blank.</param>
/// <param name="credits">Credits, 1 to 2^53 - 1: the field <c>refill</c>.</param>
/// <exception cref="ArgumentException">An id is null or blank, or the credits are out of range.</exception>
public sealed class RefillBillingRequest(string workspaceId, string externalMeterId, long credits) : OneloopRequest<CustomerBillingMeter>
{
    /// <summary>The most credits of one refill: the largest JSON number that every program reads exactly.</summary>
    public const long MostCredits = 9_007_199_254_740_991;

    private static readonly Operation s_operation = new(HttpMethod.Post, "customer-billing/refill", Retry.IfNotProcessed);

    /// <summary>The workspace's id. Not null or blank.</summary>
    public string WorkspaceId { get; } = NotBlank(workspaceId);

    /// <summary>The meter's id in the customer's own system: any string. Not null or blank.</summary>
    public string ExternalMeterId { get; } = NotBlank(externalMeterId);

    /// <summary>Credits, 1 to <see cref="MostCredits"/>.</summary>
    public long Credits { get; } = credits is >= 1 and <= MostCredits ? credits : throw new ArgumentOutOfRangeException(nameof(credits));

    internal override Operation Operation => s_operation;

    internal override string Subject => $"meter '{ExternalMeterId}' in workspace '{WorkspaceId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.BillingEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"customer-billing/refill");

    internal override HttpContent CreateContent() => JsonBody.From(body =>
    {
        body.WriteString("workspaceId", WorkspaceId);
        body.WriteString("externalMeterId", ExternalMeterId);
        body.WriteNumber("refill", Credits);
    });

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Item(ResponseReader.Read(body, OneloopJsonContext.Default.BillingEnvelope).Billing, "billing");
}
