using System.Text.Json.Serialization;
using Oneloop.Client.Json;

namespace Oneloop.Client;

/// <summary>A customer's billing as the API answers it: the schema <c>CustomerBillingMeter</c> of its OpenAPI document.</summary>
public sealed record CustomerBillingMeter
{
    /// <summary>The API's own id of this billing record: its field <c>id</c>. Never null.</summary>
    [JsonConverter(typeof(RequiredTextConverter))]
    public required string Id { get; init; }

    /// <summary>Credits the customer may use, 0 or more, at most 28 digits: the field <c>totalCredits</c>.</summary>
    [JsonConverter(typeof(CreditsConverter))]
    public required decimal TotalCredits { get; init; }

    /// <summary>Credits the customer has used, 0 or more, at most 28 digits: the field <c>usedCredits</c>.</summary>
    [JsonConverter(typeof(CreditsConverter))]
    public required decimal UsedCredits { get; init; }

    /// <summary>Whether the customer may use more than <see cref="TotalCredits"/>: the field <c>allowOverages</c>.</summary>
    [JsonConverter(typeof(FlagConverter))]
    public required bool AllowOverages { get; init; }

    /// <summary>The field <c>spendCap</c>, whose unit the API does not document; 0 or more, at most 28 digits. Null: no cap.</summary>
    [JsonConverter(typeof(CreditsConverter))]
    public required decimal? SpendCap { get; init; }

    /// <summary>When the billing was set up: the field <c>createdAt</c>, with the offset from UTC it was written with.</summary>
    [JsonConverter(typeof(TimestampConverter))]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the billing last changed: the field <c>updatedAt</c>, with the offset from UTC it was written with.</summary>
    [JsonConverter(typeof(TimestampConverter))]
    public required DateTimeOffset UpdatedAt { get; init; }
}
