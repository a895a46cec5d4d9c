using System.Text.Json.Serialization;
using Oneloop.Client.Json;

namespace Oneloop.Client.Workspaces;

/// <summary>A workspace as the API returns it: the schema <c>Workspace</c> of its OpenAPI document.</summary>
public sealed class Workspace
{
    /// <summary>The workspace's id: the field <c>id</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Id { get; internal set; } = string.Empty;

    /// <summary>The workspace's name: the field <c>name</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Name { get; internal set; } = string.Empty;

    /// <summary>The id of the team that owns the workspace: the field <c>teamId</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string TeamId { get; internal set; } = string.Empty;

    /// <summary>What new keys begin with: the field <c>defaultKeyPrefix</c>. Null: no default.</summary>
    [JsonInclude, JsonRequired]
    public string? DefaultKeyPrefix { get; internal set; }

    /// <summary>The IP addresses that new keys may be used from: the field <c>defaultAllowedIPs</c>. Never null; may be empty.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringListConverter))]
    public IReadOnlyList<string> DefaultAllowedIPs { get; internal set; } = [];

    /// <summary>Requests a second that new keys may make, 1 or more: the field <c>defaultRateLimitPerSecond</c>. Null: no default.</summary>
    [JsonInclude, JsonRequired]
    public long? DefaultRateLimitPerSecond { get; internal set; }

    /// <summary>
    /// When new keys expire, 1 or more: the field <c>defaultExpiration</c>, whose unit the API does not document. Null: no default.
    /// </summary>
    [JsonInclude, JsonRequired]
    public long? DefaultExpiration { get; internal set; }

    /// <summary>When the workspace was created: the field <c>createdAt</c>, with the offset from UTC it was written with.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>When the workspace last changed: the field <c>updatedAt</c>, with the offset from UTC it was written with.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset UpdatedAt { get; internal set; }
}
