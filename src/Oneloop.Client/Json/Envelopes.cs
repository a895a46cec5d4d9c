using System.Text.Json.Serialization;
using Oneloop.Client.Billing;
using Oneloop.Client.Workspaces;

namespace Oneloop.Client.Json;

// One file on purpose: the bodies of a 200 are one member around what a caller wants.

/// <summary><c>{"billing": …}</c>. Null: no billing is set up.</summary>
internal sealed record BillingEnvelope
{
    [JsonRequired]
    public CustomerBillingMeter? Billing { get; init; }
}

/// <summary><c>{"workspace": …}</c>.</summary>
internal sealed record WorkspaceEnvelope
{
    [JsonRequired]
    public Workspace? Workspace { get; init; }
}

/// <summary><c>{"workspaces": […]}</c>.</summary>
internal sealed record WorkspaceListEnvelope
{
    [JsonRequired]
    public IReadOnlyList<Workspace?>? Workspaces { get; init; }
}
