using System.Text.Json.Serialization;
using Oneloop.Client.ApiKeys;
using Oneloop.Client.Billing;
using Oneloop.Client.Scopes;
using Oneloop.Client.Usage;
using Oneloop.Client.Workspaces;

namespace Oneloop.Client.Json;

// One file on purpose: the bodies of a 200 are one member around what a caller wants.

/// <summary><c>{"billing": …}</c>. Null: no billing is set up.</summary>
internal sealed class BillingEnvelope
{
    [JsonRequired]
    public CustomerBillingMeter? Billing { get; init; }
}

/// <summary><c>{"workspace": …}</c>.</summary>
internal sealed class WorkspaceEnvelope
{
    [JsonRequired]
    public Workspace? Workspace { get; init; }
}

/// <summary><c>{"workspaces": […]}</c>.</summary>
internal sealed class WorkspaceListEnvelope
{
    [JsonRequired]
    public IReadOnlyList<Workspace?>? Workspaces { get; init; }
}

/// <summary><c>{"apiKey": …}</c>.</summary>
internal sealed class ApiKeyEnvelope
{
    [JsonRequired]
    public ApiKey? ApiKey { get; init; }
}

/// <summary><c>{"apiKey": …}</c>.</summary>
internal sealed class ApiKeyWithSecretEnvelope
{
    [JsonRequired]
    public ApiKeyWithSecret? ApiKey { get; init; }
}

/// <summary><c>{"apiKeys": […]}</c>.</summary>
internal sealed class ApiKeyListEnvelope
{
    [JsonRequired]
    public IReadOnlyList<ApiKey?>? ApiKeys { get; init; }
}

/// <summary><c>{"scope": …}</c>.</summary>
internal sealed class ScopeEnvelope
{
    [JsonRequired]
    public WorkspaceScope? Scope { get; init; }
}

/// <summary><c>{"scopes": […]}</c>.</summary>
internal sealed class ScopeListEnvelope
{
    [JsonRequired]
    public IReadOnlyList<WorkspaceScope?>? Scopes { get; init; }
}

/// <summary><c>{"data": […]}</c>.</summary>
internal sealed class UsageEnvelope
{
    [JsonRequired]
    public IReadOnlyList<DailyUsage?>? Data { get; init; }
}

/// <summary><c>{}</c>: an object without documented members.</summary>
internal sealed class EmptyResponse;
