namespace Oneloop.Exports;

/// <summary>How billings are written.</summary>
/// <param name="Source">Where they come from.</param>
/// <param name="HasFormulaGuard">Whether ids that a spreadsheet would run as formulas are written as data.</param>
/// <param name="Start">What the file has before the first billing.</param>
internal sealed record BillingWriterOptions(ReportSource Source, bool HasFormulaGuard = true, WriterStart Start = WriterStart.Empty);
