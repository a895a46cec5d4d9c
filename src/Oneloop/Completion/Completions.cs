using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using Oneloop.Connections;

namespace Oneloop.Completion;

/// <summary>What the completers share. None of them sends a request, and none throws: a key pressed on the way to a command may not fail.</summary>
internal static partial class Completions
{
    /// <summary>The connections of the runspace whose user is typing. Null where there is no runspace.</summary>
    public static RunspaceConnections? Connections => Runspace.DefaultRunspace is null ? null : RunspaceConnections.Current;

    /// <summary>The customers known to the connection that the command being typed would use.</summary>
    /// <param name="typed">The parameters typed so far, as far as their values are known.</param>
    public static IEnumerable<CustomerReference> Customers(IDictionary typed) => Connection(typed)?.Answered.Snapshot() ?? [];

    /// <summary>The default workspace of that connection. Null if it has none.</summary>
    /// <param name="typed">The parameters typed so far.</param>
    public static string? DefaultWorkspaceId(IDictionary typed) => Connection(typed)?.WorkspaceId;

    /// <summary>The value typed for a parameter; null where it is not typed, or not known before the command runs.</summary>
    public static object? Value(IDictionary? typed, string parameter) =>
        typed?[parameter] is PSObject wrapped ? wrapped.BaseObject : typed?[parameter];

    /// <summary>Those of the values that go on from what was typed, in alphabetical order, each written so that it arrives as it is.</summary>
    /// <param name="values">The values, which may repeat.</param>
    /// <param name="word">What was typed, with the quote it may begin with. It is taken literally: ids may hold wildcards.</param>
    public static IEnumerable<CompletionResult> Of(IEnumerable<string> values, string? word)
    {
        string prefix = Unquoted(word ?? string.Empty, out bool quoted);
        return values
            .Where(value => value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && !value.Any(char.IsControl))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.OrdinalIgnoreCase)
            .Select(value => new CompletionResult(
                quoted || !BareWord().IsMatch(value) ? $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'" : value,
                value,
                CompletionResultType.ParameterValue,
                value));
    }

    private static OneloopConnection? Connection(IDictionary typed) =>
        Value(typed, "Connection") as OneloopConnection ?? Connections?.Default;

    private static string Unquoted(string word, out bool quoted)
    {
        quoted = word.Length > 0 && word[0] is '\'' or '"';
        if (!quoted)
        {
            return word;
        }

        string quote = word[..1];
        string content = word.Length > 1 && word.EndsWith(word[0]) ? word[1..^1] : word[1..];
        return content.Replace(quote + quote, quote, StringComparison.Ordinal);
    }

    // A word that PowerShell passes on as it is, also as one of several: one that begins with a digit could be taken for a number.
    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{N}_.:/-]*\z")]
    private static partial Regex BareWord();
}
