namespace Oneloop.StandIn.Data;

/// <summary>A workspace in the form that the API writes.</summary>
internal sealed record Workspace
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string TeamId { get; init; }

    public string? DefaultKeyPrefix { get; init; }

    public IReadOnlyList<string> DefaultAllowedIPs { get; init; } = [];

    public decimal? DefaultRateLimitPerSecond { get; init; }

    public decimal? DefaultExpiration { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }
}
