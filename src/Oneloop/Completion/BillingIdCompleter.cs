using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Oneloop.Completion;

/// <summary>Completes the ids of the billings that the connection has returned: as such, with their usage, or as those of API keys.</summary>
internal sealed class BillingIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Of(Completions.Connection(fakeBoundParameters)?.RecentBillings.Snapshot() ?? [], wordToComplete);
}
