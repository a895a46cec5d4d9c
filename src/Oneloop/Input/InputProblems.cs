using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Oneloop.Input;

/// <summary>Words why a command, or what comes through its pipeline, names no customer.</summary>
internal static class InputProblems
{
    private const int MostColumns = 10;
    private const int LongestColumn = 40;
    private const string BothIds = "Get-OneloopCustomerBilling ws_acme customer_123";
    private const string WaysToNameWorkspace =
        "Add -WorkspaceId, as in -WorkspaceId ws_acme, or connect with a default workspace: Connect-Oneloop -WorkspaceId ws_acme";

    private static readonly string[] s_workspaceColumns = ["WorkspaceId", "workspace_id"];
    private static readonly string[] s_meterColumns = ["ExternalMeterId", "external_meter_id"];
    private static readonly char[] s_delimiters = [';', '\t', '|', ','];

    /// <summary>A command without pipeline input.</summary>
    /// <param name="typed">The ids that were typed.</param>
    /// <param name="isMeterTyped">Whether ExternalMeterId was typed, even if it is empty.</param>
    /// <param name="defaultWorkspaceId">The connection's default workspace; empty if it has none.</param>
    public static InputProblem OfCommand(CustomerIds typed, bool isMeterTyped, string defaultWorkspaceId)
    {
        string workspace = Quoted(typed.WorkspaceId);
        string isMissing = isMeterTyped ? "ExternalMeterId is empty" : "ExternalMeterId is missing";
        bool hasDefault = defaultWorkspaceId.Length > 0;
        return (typed.WorkspaceId.Length > 0, typed.ExternalMeterId.Length > 0) switch
        {
            (_, true) => OfNoWorkspace(),
            (true, false) when hasDefault => new(
                $"No meter is named: {workspace} is the WorkspaceId, and {isMissing}.",
                $"If {workspace} is a meter in the default workspace {Quoted(defaultWorkspaceId)}: "
                    + $"Get-OneloopCustomerBilling -ExternalMeterId {workspace}"),
            (true, false) => new(
                $"No meter is named: {workspace} is the WorkspaceId, and {isMissing}.",
                $"Give both ids, as in Get-OneloopCustomerBilling {workspace} customer_123"),
            (false, false) when hasDefault => new(
                $"No meter is named: {isMissing}.",
                $"Give the id of a meter in the default workspace {Quoted(defaultWorkspaceId)}, "
                    + "as in Get-OneloopCustomerBilling -ExternalMeterId customer_123"),
            _ => new(
                $"No customer is named: WorkspaceId is missing, and {isMissing}.",
                $"Give both ids, as in {BothIds}, or pipe objects that have them as properties."),
        };
    }

    /// <summary>A command that names no workspace, where the connection has no default one.</summary>
    public static InputProblem OfNoWorkspace() =>
        new("No workspace is named: WorkspaceId is missing, and the connection has no default one.", WaysToNameWorkspace);

    /// <summary>A command that is to change something and names nothing to change.</summary>
    /// <param name="parameters">The parameters of which it needs one, as a user would name them.</param>
    public static InputProblem OfNoChange(string parameters) =>
        new($"Nothing is to be changed: {parameters} are missing.", "Give at least one of them.");

    /// <summary>An input that adds nothing to what was typed.</summary>
    public static InputProblem OfUnusedInput() => new(
        "The pipeline input names no customer: -ExternalMeterId was given, and the input adds no WorkspaceId.",
        "Leave out -ExternalMeterId to take the ids from the pipeline, or pipe nothing.");

    /// <summary>An id that came by itself and cannot be sent.</summary>
    public static InputProblem OfId(string problem) =>
        new($"The pipeline input cannot be used as ExternalMeterId. {problem}", "Correct this id or leave it out.");

    /// <summary>An input without one of the ids, or without both.</summary>
    /// <param name="input">The input.</param>
    /// <param name="named">The ids that it and the command name.</param>
    public static InputProblem OfInput(PSObject? input, CustomerIds named) => input?.BaseObject switch
    {
        null => new("The pipeline input is $null.", $"Look at what stands before the pipe, or give both ids, as in {BothIds}"),
        IDictionary keys => new(
            $"The pipeline input is a {keys.GetType().Name}, whose keys are not properties.",
            "Make an object of it: "
                + "[pscustomobject] @{ WorkspaceId = 'ws_acme'; ExternalMeterId = 'customer_123' } | Get-OneloopCustomerBilling"),
        _ when named.ExternalMeterId.Length > 0 && PipedIds.Of(input).Length > 0 => new(
            "No workspace is named: the pipeline input is an ExternalMeterId alone, and the connection has no default workspace.",
            WaysToNameWorkspace),
        _ => OfProperties(input, lacksWorkspace: named.WorkspaceId.Length == 0, lacksMeter: named.ExternalMeterId.Length == 0),
    };

    /// <summary>The inputs after the first that named no customer.</summary>
    /// <param name="count">How many: 1 or more.</param>
    /// <param name="first">Why the first of them names none.</param>
    public static InputProblem OfRest(int count, InputProblem first) => first with
    {
        Message = count == 1
            ? $"One more input was skipped: {first.Message}"
            : $"{count} more inputs were skipped. The first of them: {first.Message}",
    };

    private static InputProblem OfProperties(PSObject input, bool lacksWorkspace, bool lacksMeter)
    {
        (string kind, string noun, string nouns) = input.BaseObject is PSCustomObject
            ? ("row", "column", "columns")
            : (input.BaseObject.GetType().FullName!, "property", "properties");
        string[] columns = [.. input.Properties.Select(static property => property.Name)];
        IEnumerable<string[]> lacking = (lacksWorkspace, lacksMeter) switch
        {
            (true, true) => [s_workspaceColumns, s_meterColumns],
            (true, false) => [s_workspaceColumns],
            _ => [s_meterColumns],
        };
        string lacks = string.Join(" and ", lacking.Select(Missing));
        string message = $"A {kind} of the pipeline input has {lacks}. {Listed(columns, noun, nouns)}";
        if (Delimiter(columns) is { } delimiter)
        {
            string shown = delimiter == '\t' ? "\"`t\"" : $"'{delimiter}'";
            return new(
                $"{message} It holds {shown}: is that the file's delimiter?",
                $"Read the file with its delimiter: Import-Csv customers.csv -Delimiter {shown} | Get-OneloopCustomerBilling");
        }

        string action = (lacksMeter, Has(s_meterColumns)) switch
        {
            (true, true) => "Fill in the id, or leave this input out.",
            (true, false) => $"Rename what holds the ids, or say which {noun} to take, as in -ExternalMeterId {{ $_.Meter }}",
            _ => $"{WaysToNameWorkspace}. Or say which {noun} to take, as in -WorkspaceId {{ $_.Workspace }}",
        };
        return new(message, action);

        bool Has(string[] names) => names.Any(name => columns.Contains(name, StringComparer.OrdinalIgnoreCase));

        string Missing(string[] names) => Has(names) ? $"an empty {names[0]}" : $"no {noun} {names[0]} (or {names[1]})";
    }

    private static string Listed(string[] columns, string noun, string nouns) => columns switch
    {
        [] => $"It has no {nouns}.",
        [string column] => $"Its only {noun} is '{Shown(column)}'.",
        _ => $"Its {nouns} are: {string.Join(", ", columns.Take(MostColumns).Select(Shown))}"
            + (columns.Length > MostColumns ? $" and {columns.Length - MostColumns} more." : "."),
    };

    /// <summary>The delimiter that a file seems to have, where Import-Csv took it for a part of a column's name.</summary>
    private static char? Delimiter(string[] columns) =>
        columns is [string column] && Array.FindIndex(s_delimiters, column.Contains) is >= 0 and int found ? s_delimiters[found] : null;

    private static string Shown(string column) =>
        column.Length > LongestColumn ? $"{OneLine(column[..LongestColumn])}…" : OneLine(column);

    private static string Quoted(string id) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(OneLine(id))}'";

    private static string OneLine(string text) => string.Concat(text.Select(static c => char.IsControl(c) ? '\uFFFD' : c));
}
