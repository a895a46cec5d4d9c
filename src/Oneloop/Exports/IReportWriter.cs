using System.Management.Automation;

namespace Oneloop.Exports;

/// <summary>Writes a report: also of failures and of usage.</summary>
internal interface IReportWriter : IBillingWriter
{
    /// <summary>Writes the error record of a request.</summary>
    public void WriteFailure(ErrorRecord failure);

    /// <summary>Writes a row of Get-OneloopUsage.</summary>
    public void WriteUsage(DailyUsage usage);
}
