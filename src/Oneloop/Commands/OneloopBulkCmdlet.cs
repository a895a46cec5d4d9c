using System.Management.Automation;

namespace Oneloop.Commands;

/// <summary>What the cmdlets share that read many things in one run: how many requests at once, how many in all, and a summary.</summary>
public abstract class OneloopBulkCmdlet : OneloopCmdlet
{
    private protected OneloopBulkCmdlet()
    {
    }

    /// <summary>
    /// The most requests sent at once: 1 to 256. With 1, each result is written before the next input is taken. 0 unless given: the
    /// run finds its own number.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; }

    /// <summary>How many come through the pipeline, 1 or more: for the percentage and the time left of the progress bar, and nothing else.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long TotalCount { get; set; }

    /// <summary>The name of a variable, without $, that gets a <see cref="RunSummary"/> when the command ends.</summary>
    [Parameter]
    [ValidateVariableName]
    public string? SummaryVariable { get; set; }

    private protected sealed override int? MaxConcurrency => ThrottleLimit > 0 ? ThrottleLimit : null;

    private protected sealed override long? Total => TotalCount > 0 ? TotalCount : ArgumentCount;

    private protected sealed override string? SummaryTarget => SummaryVariable;

    /// <summary>How many the arguments name. Null: the pipeline names them, one by one.</summary>
    private protected abstract long? ArgumentCount { get; }
}
