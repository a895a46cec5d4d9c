namespace Oneloop.StandIn.Data;

/// <summary>A scope that a workspace has, in the form that the API writes.</summary>
internal sealed record Scope
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Representation { get; init; }

    public string? Description { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }
}
