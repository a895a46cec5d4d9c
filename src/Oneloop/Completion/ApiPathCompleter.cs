using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Oneloop.Connections;

namespace Oneloop.Completion;

/// <summary>Completes the paths of the API, with the ids that the connection has returned.</summary>
internal sealed class ApiPathCompleter : IArgumentCompleter
{
    private static readonly string[] s_fixed =
        ["customer-billing", "customer-billing/refill", "api-key", "api-key/verify", "api-key/record-usage", "workspace", "link-token"];

    private static readonly string[] s_ofWorkspace = [string.Empty, "/api-key", "/scope", "/scopes"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        OneloopConnection? connection = Completions.Connection(fakeBoundParameters);
        return Completions.Of(
            s_fixed
                .Concat(Ids(connection?.RecentBillings).Select(static id => $"usage/{id}"))
                .Concat(Ids(connection?.RecentWorkspaces).SelectMany(static id => s_ofWorkspace.Select(rest => $"workspace/{id}{rest}"))),
            wordToComplete);
    }

    private static IEnumerable<string> Ids(RecentItems<string>? items) => (items?.Snapshot() ?? []).Select(Uri.EscapeDataString);
}
