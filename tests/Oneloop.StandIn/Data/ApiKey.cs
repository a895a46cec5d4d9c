using System.Text.Json;

namespace Oneloop.StandIn.Data;

/// <summary>An API key of a customer as the stand-in keeps it: the key itself by its hash only.</summary>
internal sealed record ApiKey
{
    public required string Id { get; init; }

    public required string WorkspaceId { get; init; }

    public required string Name { get; init; }

    public required string Hash { get; init; }

    public required string MaskedKey { get; init; }

    public string? Prefix { get; init; }

    public decimal? ExpiresAt { get; init; }

    public required IReadOnlyList<KeyScope> Scopes { get; init; }

    public bool Enabled { get; init; } = true;

    public bool Deleted { get; init; }

    public string? CustomerId { get; init; }

    public string? ExternalMeterId { get; init; }

    public JsonElement? Metadata { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    public string? LastUsedAt { get; init; }
}
