namespace Oneloop.Benchmarks;

/// <summary>The body of a good answer.</summary>
internal sealed class Answer
{
    public Billing? Billing { get; set; }
}
