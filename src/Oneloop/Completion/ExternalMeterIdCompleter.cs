using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Oneloop.Completion;

/// <summary>
/// Completes meter ids from the customers that the connection has returned: of the workspace typed before, else of the default one,
/// else of all.
/// </summary>
internal sealed class ExternalMeterIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string? workspaceId = Completions.Value(fakeBoundParameters, "WorkspaceId")?.ToString()
            ?? Completions.Connection(fakeBoundParameters)?.WorkspaceId;
        return Completions.Of(
            (Completions.Connection(fakeBoundParameters)?.RecentCustomers.Snapshot() ?? [])
                .Where(customer => workspaceId is null || customer.WorkspaceId == workspaceId)
                .Select(static customer => customer.ExternalMeterId),
            wordToComplete);
    }
}
