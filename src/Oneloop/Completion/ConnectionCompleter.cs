using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Oneloop.Completion;

/// <summary>Completes the variables in scope that hold a connection.</summary>
internal sealed class ConnectionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        string prefix = (wordToComplete ?? string.Empty).TrimStart('$');
        return [.. shell.AddCommand("Microsoft.PowerShell.Utility\\Get-Variable").Invoke()
            .Select(static variable => variable.BaseObject).OfType<PSVariable>()
            .Where(variable => Value(variable) is OneloopConnection && variable.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .OrderBy(static variable => variable.Name, StringComparer.OrdinalIgnoreCase)
            .Select(static variable => Result(variable))];
    }

    private static object? Value(PSVariable variable) => variable.Value is PSObject wrapped ? wrapped.BaseObject : variable.Value;

    private static CompletionResult Result(PSVariable variable)
    {
        string text = variable.Name.All(static c => char.IsLetterOrDigit(c) || c == '_') ? $"${variable.Name}" : $"${{{variable.Name}}}";
        return new CompletionResult(text, variable.Name, CompletionResultType.Variable, $"{Value(variable)}");
    }
}
