using System.Text;

namespace Oneloop.Client;

/// <summary>
/// Redacts a token from any text: the whole token, its percent-encoded form, and any longer piece of it, such as a server's
/// shortened echo.
/// </summary>
public sealed class TokenRedactor
{
    /// <summary>What stands in a text where the token stood.</summary>
    public const string Mask = "****";

    /// <summary>A piece of the token this long, in characters, is taken out even where the rest of it is missing.</summary>
    private const int ShortestPiece = 10;

    /// <summary>A token shorter than this may be an ordinary part of a word: it is a token only where it stands by itself.</summary>
    private const int ShortestInWords = 4;

    private readonly string _token;
    private readonly string _escaped;

    /// <summary>Creates a redactor for one token.</summary>
    /// <param name="token">The token. Not null; an empty one redacts nothing.</param>
    public TokenRedactor(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        _token = token;
        _escaped = Uri.EscapeDataString(token);
    }

    /// <summary>The text without the token.</summary>
    /// <param name="text">Any text. Not null.</param>
    /// <returns>The text with <see cref="Mask"/> in the token's place; the same instance where the token does not stand in it.</returns>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string redacted = Redact(text, _token);
        return _escaped == _token ? redacted : Redact(redacted, _escaped);
    }

    private static string Redact(string text, string secret)
    {
        if (!MayHold(text, secret))
        {
            return text;
        }

        StringBuilder? redacted = null;
        int copied = 0;
        int at = 0;
        while (at < text.Length)
        {
            int length = LengthOfSecret(text, at, secret);
            if (length == 0)
            {
                at++;
                continue;
            }

            redacted ??= new StringBuilder(text.Length);
            redacted.Append(text, copied, at - copied).Append(Mask);
            at += length;
            copied = at;
        }

        return redacted is null ? text : redacted.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>
    /// Whether the text may contain the secret. Looking closer costs a comparison for each pair of characters; every piece that is
    /// redacted contains one of these shorter ones whole.
    /// </summary>
    private static bool MayHold(string text, string secret)
    {
        const int Step = ShortestPiece / 2;
        const int Length = ShortestPiece - Step + 1;
        if (secret.Length < Length)
        {
            return secret.Length > 0 && text.Contains(secret, StringComparison.Ordinal);
        }

        for (int start = 0; start + Length <= secret.Length; start += Step)
        {
            if (text.AsSpan().IndexOf(secret.AsSpan(start, Length), StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How many characters from <paramref name="at"/> on give the secret, or a longer piece of it, away.</summary>
    private static int LengthOfSecret(string text, int at, string secret)
    {
        if (secret.Length < ShortestInWords)
        {
            bool stands = secret.Length > 0
                && string.CompareOrdinal(text, at, secret, 0, secret.Length) == 0
                && !IsWordAt(text, at - 1)
                && !IsWordAt(text, at + secret.Length);
            return stands ? secret.Length : 0;
        }

        int shortest = Math.Min(ShortestPiece, secret.Length);
        if (at + shortest > text.Length)
        {
            return 0;
        }

        int longest = 0;
        ReadOnlySpan<char> rest = text.AsSpan(at);
        for (int start = 0; start + shortest <= secret.Length; start++)
        {
            longest = Math.Max(longest, rest.CommonPrefixLength(secret.AsSpan(start)));
        }

        return longest >= shortest ? longest : 0;
    }

    private static bool IsWordAt(string text, int index) =>
        index >= 0 && index < text.Length && char.IsLetterOrDigit(text[index]);
}
