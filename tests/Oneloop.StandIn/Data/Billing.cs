namespace Oneloop.StandIn.Data;

/// <summary>A billing in the form that the API writes: credits as strings of digits, timestamps in ISO 8601.</summary>
internal sealed record Billing
{
    public required string Id { get; init; }

    public required string TotalCredits { get; init; }

    public required string UsedCredits { get; init; }

    public required bool AllowOverages { get; init; }

    public required string? SpendCap { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }
}
