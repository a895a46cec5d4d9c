using System.Management.Automation;
using Oneloop.Errors;
using Oneloop.Formatting;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Adds up usage exactly, in all or by what the rows have in common. Sends nothing.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "OneloopUsage", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(UsageTotal))]
public sealed class MeasureOneloopUsageCommand : PSCmdlet
{
    private readonly UsageSums _sums = new();

    /// <summary>Usage: what Get-OneloopUsage writes, also as it comes out of a file or a job.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, HelpMessage = "What Get-OneloopUsage writes.")]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>What the rows of a sum have in common. One sum of all rows unless given.</summary>
    [Parameter(Position = 0)]
    public UsageGroup[] By { get; set; } = [];

    /// <inheritdoc/>
    protected override void BeginProcessing() => By = [.. By.Distinct()];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Of the pipeline, an array comes item by item.
        foreach (object? item in LanguagePrimitives.GetEnumerable(InputObject) ?? (object[])[InputObject])
        {
            Add(PSObject.AsPSObject(item ?? string.Empty));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        RunspaceViews.Load(this);
        foreach (UsageTotal total in _sums.InOrder(By))
        {
            WriteObject(total);
        }
    }

    private void Add(PSObject input)
    {
        if (UsageRow.Read(input) is not { } row)
        {
            WriteError(OneloopErrors.InvalidInput(
                new InputProblem(
                    "The input is no usage: it has no property Usage that is a whole number of credits.",
                    "Pipe what Get-OneloopUsage writes, or rows with the columns BillingId, Day, UsageName and Usage."),
                input));
            return;
        }

        try
        {
            _sums.Add(row, By);
        }
        catch (OverflowException)
        {
            WriteError(OneloopErrors.InvalidInput(
                new InputProblem("The sum is too large to be exact: this input is left out of it.", "Add up fewer rows, as with -By Month."), input));
        }
    }
}
