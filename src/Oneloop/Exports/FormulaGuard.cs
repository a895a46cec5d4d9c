namespace Oneloop.Exports;

/// <summary>
/// Keeps spreadsheets from running an id as a formula: an apostrophe comes before it. An id that looks like a guarded one gets another
/// apostrophe, so that taking one away gives back every id.
/// </summary>
internal static class FormulaGuard
{
    public const char Mark = '\'';

    // With the full-width forms, which some spreadsheets take for the others.
    private const string Starts = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>Whether a text begins as a formula does, after apostrophes or none.</summary>
    public static bool IsNeeded(string text)
    {
        int at = 0;
        while (at < text.Length && text[at] == Mark)
        {
            at++;
        }

        return at < text.Length && Starts.Contains(text[at]);
    }

    /// <summary>A guarded text as it was. Any other text as it is.</summary>
    public static string Remove(string text) => text.Length > 0 && text[0] == Mark && IsNeeded(text) ? text[1..] : text;
}
