using System.Text.Json.Serialization;

namespace Oneloop.Client.ApiKeys;

/// <summary>What is left of a rate limit: the schema <c>RateLimit</c> of the API's OpenAPI document.</summary>
public sealed class ApiKeyRateLimit
{
    /// <summary>Requests left: the field <c>remaining</c>.</summary>
    [JsonInclude, JsonRequired]
    public long Remaining { get; internal set; }

    /// <summary>When the limit starts anew: the field <c>resetAt</c>, whose unit the API does not document.</summary>
    [JsonInclude, JsonRequired]
    public long ResetAt { get; internal set; }
}
