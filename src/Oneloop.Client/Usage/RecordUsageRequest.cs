using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Usage;

/// <summary>
/// Records usage of a customer's API key: <c>POST /api/v1/api-key/record-usage</c>. The API returns an object without documented
/// members, so the result is null.
/// </summary>
/// <param name="key">The customer's API key, a secret: the field <c>key</c>. Not null or blank.</param>
/// <exception cref="ArgumentException">The key is null or blank.</exception>
public sealed class RecordUsageRequest(string key) : OneloopRequest<object>
{
    private static readonly Operation s_operation = new(HttpMethod.Post, "api-key/record-usage", Retry.IfNotProcessed);

    private readonly string _key = NotBlank(key);

    /// <summary>Credits used, a whole number of 0 or more, at most 28 digits: the field <c>usage</c>. Null: the API decides.</summary>
    public decimal? Usage { get; init; }

    /// <summary>The name to record the usage under: the field <c>usageName</c>. Null: none.</summary>
    public string? UsageName { get; init; }

    internal override Operation Operation => s_operation;

    internal override string Secret => _key;

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.EmptyResponse;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"api-key/record-usage");

    internal override HttpContent CreateContent() => JsonBody.From(body =>
    {
        body.WriteString("key", _key);
        body.WriteCredits("usage", Usage);
        body.WriteOptional("usageName", UsageName);
    });

    internal override void ReadResult(ReadOnlySpan<byte> body) => ResponseReader.Read(body, OneloopJsonContext.Default.EmptyResponse);
}
