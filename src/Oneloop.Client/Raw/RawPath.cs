using System.Buffers;

namespace Oneloop.Client.Raw;

/// <summary>Paths of the API as a caller writes them: below <c>/api/v1/</c>, with or without that before them.</summary>
public static class RawPath
{
    private const string Api = "api/v1/";
    private const string LinkToken = "link-token";

    // What RFC 3986 allows in a segment, the percent sign of what is encoded, and the slash.
    private static readonly SearchValues<char> s_allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@%/");

    /// <summary>Why a path cannot be sent as it is written. Null: it can.</summary>
    public static string? Problem(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Contains("://", StringComparison.Ordinal))
        {
            return "The path is an address: give what stands in it behind /api/v1/, and the address itself to Connect-Oneloop -BaseUri.";
        }

        if (path.AsSpan().IndexOfAny('?', '#') is >= 0 and int at)
        {
            return $"The path has '{path[at]}' in it: give a query by -Query, and encode such a character of an id as {Uri.HexEscape(path[at])}.";
        }

        if (path.AsSpan().IndexOfAnyExcept(s_allowed) >= 0 || HasLonePercent(path))
        {
            return "The path has a character in it that cannot be sent as it is: encode ids, as in [uri]::EscapeDataString($id).";
        }

        string[] segments = BelowApi(path).Split('/');
        return segments.Any(static segment => segment.Length == 0) ? "The path has an empty segment: an id in it may be empty."
            : segments.Any(static segment => Uri.UnescapeDataString(segment) is "." or "..") ? "The path has a segment of dots, which servers take for a step in the path."
            : null;
    }

    /// <summary>The path without what stands before the API's own.</summary>
    internal static string BelowApi(string path)
    {
        string relative = path.StartsWith('/') ? path[1..] : path;
        return relative.StartsWith(Api, StringComparison.OrdinalIgnoreCase) ? relative[Api.Length..] : relative;
    }

    /// <summary>The path with placeholders for secrets.</summary>
    internal static string Shown(string belowApi) => SecretAt(belowApi) is { } start ? $"{belowApi[..start]}{{token}}" : belowApi;

    /// <summary>The secrets in a path, encoded and as they are.</summary>
    internal static IEnumerable<string> Secrets(string belowApi) =>
        SecretAt(belowApi) is { } start ? [belowApi[start..], Uri.UnescapeDataString(belowApi[start..])] : [];

    /// <summary>Where the secret begins: behind a segment <c>link-token</c>, wherever and however it stands, since a server may still take it for that.</summary>
    private static int? SecretAt(string belowApi)
    {
        int start = 0;
        for (int end = belowApi.IndexOf('/', start); end >= 0; end = belowApi.IndexOf('/', start))
        {
            bool isSecret = Uri.UnescapeDataString(belowApi[start..end]).Equals(LinkToken, StringComparison.OrdinalIgnoreCase);
            start = end + 1;
            if (isSecret && start < belowApi.Length)
            {
                return start;
            }
        }

        return null;
    }

    private static bool HasLonePercent(string path)
    {
        for (int i = path.IndexOf('%', StringComparison.Ordinal); i >= 0; i = path.IndexOf('%', i + 1))
        {
            if (!Uri.IsHexEncoding(path, i))
            {
                return true;
            }
        }

        return false;
    }
}
