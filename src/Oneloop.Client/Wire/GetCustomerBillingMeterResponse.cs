using System.Text.Json.Serialization;

namespace Oneloop.Client.Wire;

/// <summary>The body of a 200: <c>{"billing": …}</c>.</summary>
internal sealed record GetCustomerBillingMeterResponse
{
    /// <summary>The field <c>billing</c>. Null: this customer has no billing set up.</summary>
    [JsonRequired]
    public CustomerBillingMeter? Billing { get; set; }
}
