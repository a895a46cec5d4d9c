using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.ApiKeys;

/// <summary>
/// Asks whether a customer's key is valid: <c>POST /api/v1/api-key/verify</c>. The state of the key is in the result's status. It is
/// a change: it can record usage and count towards a rate limit.
/// </summary>
/// <param name="key">The key itself, a secret: the field <c>key</c>. Not null or blank.</param>
/// <exception cref="ArgumentException">The key is null or blank.</exception>
public sealed class VerifyApiKeyRequest(string key) : OneloopRequest<ApiKeyVerification>
{
    private static readonly Operation s_operation = new(HttpMethod.Post, "api-key/verify", Retry.IfNotProcessed);

    private readonly string _key = NotBlank(key);

    /// <summary>What the key is to be valid for: the field <c>requestedScopes</c>. May be empty.</summary>
    public IReadOnlyList<ApiKeyScope> RequestedScopes { get; init; } = [];

    /// <summary>The route that the key is used for: the field <c>route</c>. Null: not sent.</summary>
    public string? Route { get; init; }

    /// <summary>Credits to record as used if the key is valid, 0 or more, whole: the field <c>billing.usage</c>. Null: not sent.</summary>
    public decimal? Usage { get; init; }

    /// <summary>A label of the usage: the field <c>billing.usageName</c>. Null: not sent.</summary>
    public string? UsageName { get; init; }

    /// <summary>The id of the rate limit to count towards: the field <c>rateLimitConfig.id</c>. Null: none, and no limit is sent.</summary>
    public string? RateLimitId { get; init; }

    /// <summary>Requests that the rate limit allows, 1 or more: the field <c>rateLimitConfig.limit</c>.</summary>
    public long RateLimit { get; init; } = 1;

    internal override string Secret => _key;

    internal override Operation Operation => s_operation;

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.ApiKeyVerification;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"api-key/verify");

    internal override HttpContent CreateContent() => JsonBody.From(body =>
    {
        body.WriteString("key", _key);
        body.WriteScopes("requestedScopes", RequestedScopes);
        body.WriteOptional("route", Route);
        if (Usage is not null || UsageName is not null)
        {
            body.WriteStartObject("billing");
            body.WriteCredits("usage", Usage);
            body.WriteOptional("usageName", UsageName);
            body.WriteEndObject();
        }

        if (RateLimitId is not null)
        {
            body.WriteStartObject("rateLimitConfig");
            body.WriteString("id", RateLimitId);
            body.WriteNumber("limit", RateLimit);
            body.WriteEndObject();
        }
    });

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Read(body, OneloopJsonContext.Default.ApiKeyVerification);
}
