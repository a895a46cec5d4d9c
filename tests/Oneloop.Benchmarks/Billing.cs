namespace Oneloop.Benchmarks;

/// <summary>The billing of a customer, with the types that the module gives its fields.</summary>
internal sealed class Billing
{
    public string Id { get; set; } = string.Empty;

    public decimal TotalCredits { get; set; }

    public decimal UsedCredits { get; set; }

    public bool AllowOverages { get; set; }

    public decimal? SpendCap { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}
