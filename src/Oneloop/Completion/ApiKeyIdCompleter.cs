using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Oneloop.Completion;

/// <summary>
/// Completes ids of API keys from those that the connection has returned: of the workspace typed before, else of the default one, else
/// of all.
/// </summary>
internal sealed class ApiKeyIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        OneloopConnection? connection = Completions.Connection(fakeBoundParameters);
        string? workspaceId = Completions.Value(fakeBoundParameters, "WorkspaceId")?.ToString() ?? connection?.WorkspaceId;
        return Completions.Of(
            (connection?.RecentApiKeys.Snapshot() ?? [])
                .Where(key => workspaceId is null || key.WorkspaceId == workspaceId)
                .Select(static key => key.ApiKeyId),
            wordToComplete);
    }
}
