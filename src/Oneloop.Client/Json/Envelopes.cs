using System.Text.Json.Serialization;
using Oneloop.Client.Billing;

namespace Oneloop.Client.Json;

// One file on purpose: the bodies of a 200 are one member around what a caller wants.

/// <summary><c>{"billing": …}</c>. Null: no billing is set up.</summary>
internal sealed record BillingEnvelope
{
    [JsonRequired]
    public CustomerBillingMeter? Billing { get; init; }
}
