using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Oneloop.Completion;

/// <summary>Completes workspace ids from the customers that the connection has answered, and from its default workspace.</summary>
internal sealed class WorkspaceIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Of(
            Completions.Customers(fakeBoundParameters).Select(static customer => customer.WorkspaceId)
                .Append(Completions.DefaultWorkspaceId(fakeBoundParameters)).OfType<string>(),
            wordToComplete);
}
