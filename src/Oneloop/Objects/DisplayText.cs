namespace Oneloop;

/// <summary>Makes foreign text safe to display.</summary>
internal static class DisplayText
{
    /// <summary>The text with U+FFFD in place of each control character, so that it stays in its line and moves no cursor.</summary>
    public static string Of(string text) =>
        string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? '\uFFFD' : source[i];
            }
        });
}
