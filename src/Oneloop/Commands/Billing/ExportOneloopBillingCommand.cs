using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;
using Oneloop.Connections;
using Oneloop.Errors;
using Oneloop.Exports;
using Oneloop.Formatting;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Writes the billing of customers into a file, which is replaced when the pipeline has ended well. Sends nothing.</summary>
[Cmdlet(VerbsData.Export, "OneloopBilling", SupportsShouldProcess = true, DefaultParameterSetName = PathSet, HelpUri = HelpLink.Documentation)]
[OutputType(typeof(CustomerBilling))]
public sealed class ExportOneloopBillingCommand : PSCmdlet, IDisposable
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private readonly BillingParser _parser = new(new NumberWidths());
    private FileInfo _target = null!;
    private string _extension = string.Empty;
    private ReplacedFile? _file;
    private IBillingWriter? _writer;
    private bool _isEmpty = true;
    private bool _hasUsage;

    /// <summary>The file to write. Its extension says in which format.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, HelpMessage = "The file to write, such as billing.csv.")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>The file to write, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, HelpMessage = "The file to write, such as billing.csv.")]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string LiteralPath { get; set; } = string.Empty;

    /// <summary>What Get-OneloopCustomerBilling writes, also as it comes out of a file or a job.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, HelpMessage = "What Get-OneloopCustomerBilling writes.")]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>Adds to what the file has, and does not replace it.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Fails if the file is there.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Replaces a file that is read-only, or one that has billings by one without.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes ids into a CSV file as they are, even if a spreadsheet runs them as formulas.</summary>
    [Parameter]
    public SwitchParameter NoFormulaGuard { get; set; }

    /// <summary>Passes on what is written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Whether there is a file that its user may not write.</summary>
    private bool IsProtected => _target.Exists && _target.IsReadOnly && !Force;

    /// <inheritdoc/>
    public void Dispose()
    {
        // On each way out: what is not complete by now is discarded.
        _writer?.Dispose();
        try
        {
            _file?.Dispose();
        }
        catch (Exception e) when (ReplacedFile.IsFault(e))
        {
            // Whatever ended the pipeline is the error that counts.
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        string path = ResolvePath();
        _extension = System.IO.Path.GetExtension(path);
        if (BillingFormat.Of(path) is not { } format)
        {
            throw End(OneloopErrors.InvalidPath(path, $"'{path}' has no extension of a known format.", $"Use {BillingFormat.Extensions(toRead: false)}."));
        }

        try
        {
            _target = new FileInfo(path);
            // The link stays: what is written goes where it leads.
            _target = _target.LinkTarget is null ? _target : (FileInfo)_target.ResolveLinkTarget(returnFinalTarget: true)!;
            Check(path, format);
            if (ShouldProcess(path, Append ? "Append billings" : "Write billings"))
            {
                Open(path, format);
            }
        }
        catch (Exception e) when (ReplacedFile.IsFault(e))
        {
            throw Failed(e);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject.BaseObject is not (IList and not IDictionary))
        {
            Process(InputObject);
            return;
        }

        // -InputObject $billing
        foreach (object? item in (IList)InputObject.BaseObject)
        {
            Process(PSObject.AsPSObject(item ?? string.Empty));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_writer is null)
        {
            return;
        }

        if (_isEmpty && _target.Exists && (Append || !Force))
        {
            if (!Append)
            {
                WriteError(OneloopErrors.NothingToExport(_target.FullName));
            }

            return;
        }

        try
        {
            _writer.Complete();
            _file!.Commit(canOverwrite: Append || !NoClobber);
        }
        catch (Exception e) when (ReplacedFile.IsFault(e))
        {
            throw Failed(e);
        }
    }

    private string ResolvePath()
    {
        string given = ParameterSetName == PathSet ? Path : LiteralPath;
        ProviderInfo provider;
        string path;
        try
        {
            path = SessionState.Path.GetUnresolvedProviderPathFromPSPath(given, out provider, out _);
            if (ParameterSetName == PathSet && WildcardPattern.ContainsWildcardCharacters(given) && !File.Exists(path))
            {
                // As with Export-Csv, a pattern names the one file that it finds.
                Collection<string> found = GetResolvedProviderPathFromPSPath(given, out provider);
                path = found.Count == 1 ? found[0]
                    : throw End(OneloopErrors.InvalidPath(given, $"'{given}' finds {found.Count} files.", "Name one file, or use -LiteralPath."));
            }
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or PSNotSupportedException)
        {
            throw End(OneloopErrors.FileNotFound(given, e.Message));
        }

        return provider.ImplementingType == typeof(FileSystemProvider) ? path
            : throw End(OneloopErrors.InvalidPath(given, $"'{given}' is a path of {provider.Name}, not of the file system.", "Name a file."));
    }

    private void Check(string path, BillingFormat format)
    {
        if (Directory.Exists(_target.FullName))
        {
            throw End(OneloopErrors.InvalidPath(path, $"'{path}' is a folder.", "Name a file in it."));
        }

        if (_target.Directory is not { Exists: true } folder)
        {
            throw End(OneloopErrors.FileNotFound(path, $"The folder of '{path}' does not exist."));
        }

        if (folder.FullName == "/dev")
        {
            throw End(OneloopErrors.InvalidPath(path, $"'{path}' is a device, which cannot be replaced.", "Name a file."));
        }

        if (Append && format.Resume is null)
        {
            throw End(OneloopErrors.InvalidPath(path, $"Nothing can be appended to a file with the extension {_extension}.", "Leave out -Append."));
        }

        if (_target.Exists && NoClobber && !Append)
        {
            throw End(OneloopErrors.FileExists(path));
        }

        if (IsProtected)
        {
            throw End(OneloopErrors.FileReadOnly(path));
        }
    }

    private void Open(string path, BillingFormat format)
    {
        _file = new ReplacedFile(_target);
        WriterStart start = WriterStart.Empty;
        if (Append && _target.Exists)
        {
            _file.CopyOld();
            start = format.Resume!(_file.Stream) ?? throw End(OneloopErrors.InvalidFile(
                path,
                $"'{path}' cannot be appended to: it is no {_extension} file of Export-OneloopBilling.",
                "Append to a file that this command wrote, or leave out -Append to replace it."));
        }

        ReportSource source = new(RunspaceConnections.Current.Default?.BaseUri, DateTimeOffset.Now, GetType().Assembly.GetName().Version!.ToString(3));
        _writer = format.CreateWriter(_file.Stream, new BillingWriterOptions(source, !NoFormulaGuard, start));
    }

    private void Process(PSObject input)
    {
        try
        {
            switch (input.BaseObject)
            {
                case ErrorRecord failure:
                    WriteFailure(failure);
                    break;
                case not CustomerBilling when input.TypeNames.Any(static name => name.EndsWith("Oneloop.DailyUsage", StringComparison.Ordinal)):
                    WriteUsage(input);
                    break;
                default:
                    WriteBilling(input);
                    break;
            }
        }
        catch (Exception e) when (ReplacedFile.IsFault(e))
        {
            throw Failed(e);
        }
    }

    private void WriteBilling(PSObject input)
    {
        if (_parser.Parse(input) is not { } billing)
        {
            WriteError(OneloopErrors.InvalidInput(
                new InputProblem($"{Name(input)} cannot be written: {_parser.Problem}", "Pipe what Get-OneloopCustomerBilling writes."), input));
            return;
        }

        _writer?.Write(billing);
        _isEmpty = false;
        if (PassThru)
        {
            WriteObject(input);
        }
    }

    private void WriteFailure(ErrorRecord failure)
    {
        // Under -WhatIf there is no writer to say whether it takes failures, so they stay errors.
        if (_writer is IReportWriter report)
        {
            report.WriteFailure(failure);
            _isEmpty = false;
            return;
        }

        // A copy: the record of the other command keeps the name of that command.
        WriteError(new ErrorRecord(failure, replaceParentContainsErrorRecordException: null));
    }

    private void WriteUsage(PSObject input)
    {
        if (_writer is IReportWriter report && input.BaseObject is DailyUsage usage)
        {
            report.WriteUsage(usage);
            _isEmpty = false;
            if (PassThru)
            {
                WriteObject(input);
            }
        }
        else if (!_hasUsage)
        {
            // One error for all rows: each of them would say the same.
            _hasUsage = true;
            WriteError(OneloopErrors.InvalidInput(
                new InputProblem($"Rows of usage are left out: a {_extension} file does not take them.", "Write usage with Export-Csv."), input));
        }
    }

    /// <summary>How a message names an input that was parsed last.</summary>
    private string Name(PSObject input) =>
        _parser.Values is [string workspaceId, string externalMeterId, ..]
            ? $"The billing of {new CustomerReference(workspaceId, externalMeterId)}"
            : $"The input, a {input.BaseObject.GetType().Name},";

    private RuntimeException Failed(Exception cause) => End(OneloopErrors.WriteFailed(_target.FullName, cause.Message));

    /// <summary>Ends the pipeline with an error. Returns nothing: it is thrown, so that the compiler knows that it ends here.</summary>
    private RuntimeException End(ErrorRecord error)
    {
        ThrowTerminatingError(error);
        return new RuntimeException();
    }
}
