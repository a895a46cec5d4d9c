using System.Text.Json.Serialization;
using Oneloop.Client.Json;

namespace Oneloop.Client.Billing;

/// <summary>A customer's billing as the API returns it: the schema <c>CustomerBillingMeter</c> of its OpenAPI document.</summary>
public sealed class CustomerBillingMeter
{
    /// <summary>The API's own id of this billing record: its field <c>id</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Id { get; internal set; } = string.Empty;

    /// <summary>Credits the customer may use, 0 or more, at most 28 digits: the field <c>totalCredits</c>.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(CreditsConverter))]
    public decimal TotalCredits { get; internal set; }

    /// <summary>Credits the customer has used, 0 or more, at most 28 digits: the field <c>usedCredits</c>.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(CreditsConverter))]
    public decimal UsedCredits { get; internal set; }

    /// <summary>Whether the customer may use more than <see cref="TotalCredits"/>: the field <c>allowOverages</c>.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(StrictBooleanConverter))]
    public bool AllowOverages { get; internal set; }

    /// <summary>The field <c>spendCap</c>, whose unit the API does not document; 0 or more, at most 28 digits. Null: no cap.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(CreditsConverter))]
    public decimal? SpendCap { get; internal set; }

    /// <summary>When the billing was set up: the field <c>createdAt</c>, with the offset from UTC it was written with.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>When the billing last changed: the field <c>updatedAt</c>, with the offset from UTC it was written with.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset UpdatedAt { get; internal set; }
}
