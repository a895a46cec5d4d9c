using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Oneloop.Completion;

/// <summary>
/// Completes workspace ids from the workspaces, customers, API keys and scopes that the connection has returned, and from its default
/// workspace.
/// </summary>
internal sealed class WorkspaceIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Connection(fakeBoundParameters) is { } connection
            ? Completions.Of(
                connection.RecentCustomers.Snapshot().Select(static customer => customer.WorkspaceId)
                    .Concat(connection.RecentApiKeys.Snapshot().Select(static key => key.WorkspaceId))
                    .Concat(connection.RecentScopes.Snapshot().Select(static scope => scope.WorkspaceId))
                    .Concat(connection.RecentWorkspaces.Snapshot())
                    .Append(connection.WorkspaceId)
                    .OfType<string>(),
                wordToComplete)
            : [];
}
