using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Oneloop.Client;

namespace Oneloop.Completion;

/// <summary>Completes the production address and those that this runspace has connected to.</summary>
internal sealed class BaseUriCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Completions.Of(
            (Completions.Connections?.Addresses ?? []).Append(OneloopClientOptions.ProductionAddress).Select(static address => address.AbsoluteUri),
            wordToComplete);
}
