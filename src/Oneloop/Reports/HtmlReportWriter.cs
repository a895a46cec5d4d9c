using System.Management.Automation;
using System.Text;
using Oneloop.Exports;

namespace Oneloop.Reports;

/// <summary>Writes a report on billings as one HTML file that needs nothing else.</summary>
/// <param name="stream">Where to. Not closed here.</param>
/// <param name="source">Where the billings come from.</param>
internal sealed class HtmlReportWriter(Stream stream, ReportSource source) : IReportWriter
{
    /// <summary>Begins the type name of an object that comes from a job or a file.</summary>
    private const string Copy = "Deserialized.";

    private readonly BillingReport _report = new();

    /// <inheritdoc/>
    public void Write(CustomerBilling billing) => _report.Add(billing);

    /// <inheritdoc/>
    public void WriteFailure(ErrorRecord failure)
    {
        // The name of the command that is added to an id says nothing here.
        string id = failure.FullyQualifiedErrorId.Split(',')[0];
        PSObject? target = TargetOf(failure);
        _report.AddFailure(id, $"{failure}", target?.ToString(), target is null ? null : CustomerOf(target));
    }

    /// <inheritdoc/>
    public void WriteUsage(DailyUsage usage) => _report.AddUsage(usage.Day, usage.Usage);

    /// <inheritdoc/>
    public void Complete()
    {
        using StreamWriter writer = new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: -1, leaveOpen: true) { NewLine = "\n" };
        new HtmlReport(writer, _report, source).Write();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The stream is the caller's.
    }

    /// <summary>
    /// What a failure is about, if it is a reference of this module. Null: nothing, or something else, such as a row of a file, which
    /// may have columns that nobody meant to pass on.
    /// </summary>
    private static PSObject? TargetOf(ErrorRecord failure) =>
        failure.TargetObject is { } value
        && PSObject.AsPSObject(value) is { TypeNames: [string type, ..] } target
        && (type.StartsWith("Oneloop.", StringComparison.Ordinal) || type.StartsWith($"{Copy}Oneloop.", StringComparison.Ordinal))
            ? target
            : null;

    /// <summary>The customer, also of an error that comes from a job or a file.</summary>
    private static CustomerReference? CustomerOf(PSObject target) =>
        target.BaseObject as CustomerReference
        ?? (target.TypeNames[0] == $"{Copy}Oneloop.CustomerReference"
            && target.Properties["WorkspaceId"]?.Value is string workspaceId
            && target.Properties["ExternalMeterId"]?.Value is string externalMeterId
            ? new CustomerReference(workspaceId, externalMeterId)
            : null);
}
