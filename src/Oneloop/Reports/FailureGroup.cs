namespace Oneloop.Reports;

/// <summary>The failures of one kind.</summary>
/// <param name="id">Their error id.</param>
/// <param name="message">The message of the first.</param>
internal sealed class FailureGroup(string id, string message)
{
    private readonly List<string> _targets = [];

    /// <summary>Their error id.</summary>
    public string Id => id;

    /// <summary>The message of the first.</summary>
    public string Message => message;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>What the first of them were about, <see cref="BillingReport.MostNamed"/> at most.</summary>
    public IReadOnlyList<string> Targets => _targets;

    /// <summary>Adds one.</summary>
    /// <param name="target">What it was about. Null: nothing in particular.</param>
    public void Add(string? target)
    {
        Count++;
        if (target is not null && _targets.Count < BillingReport.MostNamed)
        {
            _targets.Add(target);
        }
    }
}
