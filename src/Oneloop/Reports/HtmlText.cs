using System.Text;

namespace Oneloop.Reports;

/// <summary>Text in HTML. The one place where foreign text is made part of a page: nothing in it can become markup.</summary>
internal static class HtmlText
{
    /// <summary>The text for the content of an element, or for an attribute in double quotes. What has no form in HTML becomes U+FFFD.</summary>
    public static string Of(string text)
    {
        StringBuilder result = new(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                result.Append(c).Append(text[++i]);
                continue;
            }

            _ = c switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                '"' => result.Append("&quot;"),
                '\'' => result.Append("&#39;"),
                _ when char.IsControl(c) || char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF' => result.Append('\uFFFD'),
                _ => result.Append(c),
            };
        }

        return result.ToString();
    }

    /// <summary>An id: text of any script, which does not change the direction of what stands around it.</summary>
    public static string Id(string text) => $"<bdi>{Of(text)}</bdi>";
}
