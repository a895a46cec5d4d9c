using System.Text.Json.Serialization;
using Oneloop.Client.Json;

namespace Oneloop.Client.Scopes;

/// <summary>A scope of a workspace as the API returns it: the schema <c>WorkspaceScope</c> of its OpenAPI document.</summary>
public sealed class WorkspaceScope
{
    /// <summary>The scope's id: the field <c>id</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Id { get; internal set; } = string.Empty;

    /// <summary>The scope's name: the field <c>name</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Name { get; internal set; } = string.Empty;

    /// <summary>What the scopes of API keys call it, such as <c>chat</c>: the field <c>representation</c>. Never null.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(NonNullStringConverter))]
    public string Representation { get; internal set; } = string.Empty;

    /// <summary>What it is for: the field <c>description</c>. Null: not said.</summary>
    [JsonInclude, JsonRequired]
    public string? Description { get; internal set; }

    /// <summary>When the scope was created: the field <c>createdAt</c>, with the offset from UTC it was written with.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>When the scope last changed: the field <c>updatedAt</c>, with the offset from UTC it was written with.</summary>
    [JsonInclude, JsonRequired, JsonConverter(typeof(TimestampConverter))]
    public DateTimeOffset UpdatedAt { get; internal set; }
}
