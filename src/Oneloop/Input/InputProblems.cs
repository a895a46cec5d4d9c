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
    /// <param name="isMeterTyped">Whether ExternalMeterId was typed, be it empty.</param>
    /// <param name="defaultWorkspaceId">The connection's default workspace; empty if it has none.</param>
    public static InputProblem OfCommand(CustomerIds typed, bool isMeterTyped, string defaultWorkspaceId)
    {
        if (typed.ExternalMeterId.Length > 0)
        {
            return new("No workspace is named: WorkspaceId is missing, and the connection has no default one.", WaysToNameWorkspace);
        }

        string isMissing = isMeterTyped ? "ExternalMeterId is empty" : "ExternalMeterId is missing";
        if (typed.WorkspaceId.Length == 0)
        {
            return defaultWorkspaceId.Length == 0
                ? new($"No customer is named: WorkspaceId is missing, and {isMissing}.", $"Give both ids, as in {BothIds}, or pipe objects that have them as properties.")
                : new($"No meter is named: {isMissing}.", $"Give the id of a meter in the default workspace {Quoted(defaultWorkspaceId)}, as in Get-OneloopCustomerBilling -ExternalMeterId customer_123");
        }

        string workspace = Quoted(typed.WorkspaceId);
        return new(
            $"No meter is named: {workspace} is the WorkspaceId, and {isMissing}.",
            defaultWorkspaceId.Length == 0
                ? $"Give both ids, as in Get-OneloopCustomerBilling {workspace} customer_123"
                : $"If {workspace} is a meter in the default workspace {Quoted(defaultWorkspaceId)}: Get-OneloopCustomerBilling -ExternalMeterId {workspace}");
    }

    /// <summary>An input that adds nothing to what was typed.</summary>
    public static InputProblem OfUnusedInput() => new(
        "The pipeline input names no customer: -ExternalMeterId was given, and the input adds no WorkspaceId.",
        "Leave out -ExternalMeterId to take the ids from the pipeline, or pipe nothing.");

    /// <summary>An id that came by itself and cannot be sent.</summary>
    public static InputProblem OfId(string problem) => new($"The pipeline input cannot be used as ExternalMeterId. {problem}", "Correct this id or leave it out.");

    /// <summary>An input without one of the ids, or without both.</summary>
    /// <param name="input">The input.</param>
    /// <param name="named">The ids that it and the command name.</param>
    public static InputProblem OfInput(PSObject? input, CustomerIds named)
    {
        if (input is null)
        {
            return new("The pipeline input is $null.", $"Look at what stands before the pipe, or give both ids, as in {BothIds}");
        }

        if (input.BaseObject is IDictionary)
        {
            return new(
                $"The pipeline input is a {input.BaseObject.GetType().Name}, whose keys are not properties.",
                "Make an object of it: [pscustomobject] @{ WorkspaceId = 'ws_acme'; ExternalMeterId = 'customer_123' } | Get-OneloopCustomerBilling");
        }

        if (named.ExternalMeterId.Length > 0 && PipedIds.Of(input).Length > 0)
        {
            return new("No workspace is named: the pipeline input is an ExternalMeterId alone, and the connection has no default workspace.", WaysToNameWorkspace);
        }

        return OfProperties(input, lacksWorkspace: named.WorkspaceId.Length == 0, lacksMeter: named.ExternalMeterId.Length == 0);
    }

    /// <summary>The inputs after the first that named no customer.</summary>
    /// <param name="count">How many: 1 or more.</param>
    /// <param name="first">Why the first of them names none.</param>
    public static InputProblem OfRest(int count, InputProblem first) => first with
    {
        Message = count == 1 ? $"One more input was skipped: {first.Message}" : $"{count} more inputs were skipped. The first of them: {first.Message}",
    };

    private static InputProblem OfProperties(PSObject input, bool lacksWorkspace, bool lacksMeter)
    {
        bool isRow = input.BaseObject is PSCustomObject;
        string noun = isRow ? "column" : "property";
        string[] columns = [.. input.Properties.Select(static property => property.Name)];
        string lacks = string.Join(
            " and ",
            new[] { lacksWorkspace ? Missing(s_workspaceColumns) : null, lacksMeter ? Missing(s_meterColumns) : null }.Where(static text => text is not null));
        string message = $"{(isRow ? "A row" : $"A {input.BaseObject.GetType().FullName}")} of the pipeline input has {lacks}. {Listed(columns, isRow)}";
        if (Delimiter(columns) is { } delimiter)
        {
            string shown = delimiter == '\t' ? "\"`t\"" : $"'{delimiter}'";
            return new($"{message} It holds {shown}: is that the file's delimiter?", $"Read the file with its delimiter: Import-Csv customers.csv -Delimiter {shown} | Get-OneloopCustomerBilling");
        }

        return new(message, Action());

        bool Has(string[] names) => names.Any(name => columns.Contains(name, StringComparer.OrdinalIgnoreCase));

        string Missing(string[] names) => Has(names) ? $"an empty {names[0]}" : $"no {noun} {names[0]} (or {names[1]})";

        string Action() => (lacksMeter, Has(s_meterColumns)) switch
        {
            (true, true) => "Fill in the id, or leave this input out.",
            (true, false) => $"Rename what holds the ids, or say which {noun} to take, as in -ExternalMeterId {{ $_.Meter }}",
            _ => $"{WaysToNameWorkspace}. Or say which {noun} to take, as in -WorkspaceId {{ $_.Workspace }}",
        };
    }

    private static string Listed(string[] columns, bool isRow)
    {
        string all = string.Join(", ", columns.Take(MostColumns).Select(Shown));
        return (columns.Length, isRow) switch
        {
            (0, _) => $"It has no {(isRow ? "columns" : "properties")}.",
            (1, true) => $"Its only column is '{all}'.",
            (1, false) => $"Its only property is {all}.",
            _ => $"Its {(isRow ? "columns" : "properties")} are: {all}{(columns.Length > MostColumns ? $" and {columns.Length - MostColumns} more" : string.Empty)}.",
        };
    }

    /// <summary>The delimiter that a file seems to have, where Import-Csv took it for a part of the columns' names.</summary>
    private static char? Delimiter(string[] columns) =>
        columns is [string column] && Array.FindIndex(s_delimiters, column.Contains) is >= 0 and int found ? s_delimiters[found] : null;

    private static string Shown(string column)
    {
        string oneLine = string.Concat(column.Select(static c => char.IsControl(c) ? '\uFFFD' : c));
        return oneLine.Length > LongestColumn ? $"{oneLine[..LongestColumn]}…" : oneLine;
    }

    private static string Quoted(string id) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(id)}'";
}
