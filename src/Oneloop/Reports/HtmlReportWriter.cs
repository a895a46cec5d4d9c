using System.Management.Automation;
using System.Text;
using Oneloop.Exports;

namespace Oneloop.Reports;

/// <summary>Writes a report on billings as one HTML file that needs nothing else.</summary>
/// <param name="stream">Where to. Not closed here.</param>
/// <param name="source">Where the billings come from.</param>
internal sealed class HtmlReportWriter(Stream stream, ReportSource source) : IReportWriter
{
    private readonly BillingReport _report = new();

    /// <inheritdoc/>
    public void Write(CustomerBilling billing) => _report.Add(billing);

    /// <inheritdoc/>
    public void WriteFailure(ErrorRecord failure)
    {
        // The name of the command that is added to an id says nothing here.
        string id = failure.FullyQualifiedErrorId.Split(',')[0];
        _report.AddFailure(id, $"{failure}", failure.TargetObject?.ToString());
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
}
