using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Oneloop.Completion;

/// <summary>Completes scopes of API keys, with all rights and with the right to read, from the scopes that the connection has returned.</summary>
internal sealed class ScopeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        OneloopConnection? connection = Completions.Connection(fakeBoundParameters);
        string? workspaceId = Completions.Value(fakeBoundParameters, "WorkspaceId")?.ToString() ?? connection?.WorkspaceId;
        return Completions.Of(
            (connection?.RecentScopes.Snapshot() ?? [])
                .Where(scope => workspaceId is null || scope.WorkspaceId == workspaceId)
                .SelectMany(static scope => new[] { $"{scope.Representation}:crud", $"{scope.Representation}:r" }),
            wordToComplete);
    }
}
