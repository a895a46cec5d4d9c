using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Usage;

/// <summary>Gets what a billing used, one row a day and name: <c>GET /api/v1/usage/{bid}</c>. The API returns all rows at once.</summary>
/// <param name="billingId">The billing's id: the path parameter <c>bid</c>. Not null, blank or a dot segment.</param>
/// <exception cref="ArgumentException">The id is null, blank or a dot segment.</exception>
public sealed class GetUsageRequest(string billingId) : OneloopRequest<IReadOnlyList<DailyUsage>>
{
    // The API does not page: some 500,000 rows.
    private const int LongestList = 64 * 1024 * 1024;

    private static readonly Operation s_operation = new(HttpMethod.Get, "usage/{bid}", Retry.Always) { ResponseLimit = LongestList };

    /// <summary>The billing's id. Not null, blank or a dot segment.</summary>
    public string BillingId { get; } = PathSegment(billingId);

    internal override Operation Operation => s_operation;

    internal override string Subject => $"billing '{BillingId}'";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.UsageEnvelope;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"usage/{BillingId}");

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Items(ResponseReader.Read(body, OneloopJsonContext.Default.UsageEnvelope).Data, "data");
}
