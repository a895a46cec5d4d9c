using System.Collections.ObjectModel;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;
using Oneloop.Errors;
using Oneloop.Exports;
using Oneloop.Formatting;

namespace Oneloop.Commands;

/// <summary>Reads the billing of customers from files of Export-OneloopBilling. Sends nothing.</summary>
[Cmdlet(VerbsData.Import, "OneloopBilling", DefaultParameterSetName = PathSet, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(CustomerBilling))]
public sealed class ImportOneloopBillingCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly BillingParser _parser = new(new NumberWidths());

    /// <summary>The files to read. Their extensions say in which format they are.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet, HelpMessage = "The file to read, such as billing.csv.")]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files to read, without wildcards.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet, HelpMessage = "The file to read, such as billing.csv.")]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP", "FullName")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Reads a CSV file that was written with -NoFormulaGuard.</summary>
    [Parameter]
    public SwitchParameter NoFormulaGuard { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string given in ParameterSetName == PathSet ? Path : LiteralPath)
        {
            foreach (string path in Resolve(given))
            {
                Import(path);
            }
        }
    }

    private Collection<string> Resolve(string given)
    {
        try
        {
            ProviderInfo provider;
            Collection<string> found = ParameterSetName == PathSet
                ? GetResolvedProviderPathFromPSPath(given, out provider)
                : [SessionState.Path.GetUnresolvedProviderPathFromPSPath(given, out provider, out _)];
            if (provider.ImplementingType == typeof(FileSystemProvider))
            {
                if (found.Count == 0)
                {
                    WriteError(OneloopErrors.FileNotFound(given, $"'{given}' finds no file."));
                }

                return found;
            }

            WriteError(OneloopErrors.InvalidPath(given, $"'{given}' is a path of {provider.Name}, not of the file system.", "Name a file."));
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSNotSupportedException)
        {
            WriteError(OneloopErrors.FileNotFound(given, e.Message));
        }

        return [];
    }

    private void Import(string path)
    {
        if (BillingFormat.Of(path)?.CreateReader is not { } create)
        {
            WriteError(OneloopErrors.InvalidPath(path, $"'{path}' has no extension of a format that can be read.", $"Use {BillingFormat.Extensions(toRead: true)}."));
            return;
        }

        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Read(path, create(stream, !NoFormulaGuard));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            WriteError(OneloopErrors.FileNotFound(path, $"'{path}' does not exist."));
        }
        catch (Exception e) when (ReplacedFile.IsFault(e))
        {
            WriteError(OneloopErrors.ReadFailed(path, e.Message));
        }
    }

    private void Read(string path, BillingFileReader reader)
    {
        if (reader.Open() is { } mismatch)
        {
            WriteError(OneloopErrors.InvalidFile(path, $"'{path}' is no file of Export-OneloopBilling. {mismatch}", "Name a file that Export-OneloopBilling wrote."));
            return;
        }

        RunspaceViews.Load(this);
        while (reader.Read(_parser.Values, out string? problem))
        {
            if (problem is null && _parser.Parse() is { } billing)
            {
                WriteObject(billing);
            }
            else
            {
                WriteError(OneloopErrors.InvalidFile(path, $"'{path}', line {reader.Line}: {problem ?? _parser.Problem}", "Correct the row, or write the file again."));
            }
        }
    }
}
