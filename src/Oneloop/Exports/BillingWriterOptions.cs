namespace Oneloop.Exports;

/// <summary>How billings are written.</summary>
/// <param name="source">Where they come from.</param>
/// <param name="hasFormulaGuard">Whether ids that a spreadsheet would run as formulas are written as data.</param>
/// <param name="start">What the file has before the first billing.</param>
internal sealed class BillingWriterOptions(ReportSource source, bool hasFormulaGuard = true, WriterStart start = WriterStart.Empty)
{
    /// <summary>Where the billings come from.</summary>
    public ReportSource Source => source;

    /// <summary>Whether ids that a spreadsheet would run as formulas are written as data.</summary>
    public bool HasFormulaGuard => hasFormulaGuard;

    /// <summary>What the file has before the first billing.</summary>
    public WriterStart Start => start;
}
