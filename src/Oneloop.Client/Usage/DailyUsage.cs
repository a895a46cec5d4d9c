using System.Text.Json.Serialization;
using Oneloop.Client.Json;

namespace Oneloop.Client.Usage;

/// <summary>What a billing used on one day under one name: the schema <c>DailyUsage</c> of the API's OpenAPI document.</summary>
public sealed class DailyUsage
{
    /// <summary>The id of the billing: the field <c>billingId</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string BillingId { get; internal set; } = string.Empty;

    /// <summary>The day: the field <c>day</c>, whose form and time zone the API does not document. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Day { get; internal set; } = string.Empty;

    /// <summary>Credits used, 0 or more, at most 28 digits: the field <c>totalBillingUsage</c>.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(CreditsConverter))]
    public decimal TotalBillingUsage { get; internal set; }

    /// <summary>The name that the usage was recorded under: the field <c>billingUsageName</c>. Null: none.</summary>
    [JsonInclude]
    public string? BillingUsageName { get; internal set; }
}
