using System.Collections.Frozen;
using System.Net.Http.Headers;

namespace Oneloop.Client.Pipeline;

/// <summary>Writes headers into a trace that can be handed on: values of those on a list, of all others the name alone.</summary>
internal static class HeaderLog
{
    private static readonly FrozenSet<string> s_shown = FrozenSet.ToFrozenSet(
        [
            "Accept", "Accept-Encoding", "User-Agent",
            "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Retry-After", "Server", "Transfer-Encoding", "Via",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Adds a line for each header.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="mark">What the lines begin with.</param>
    /// <param name="headers">The headers.</param>
    /// <param name="quote">Makes a foreign text fit to be shown.</param>
    public static void Write(RequestTrace trace, string mark, HttpHeaders headers, Func<string, string> quote)
    {
        foreach ((string name, HeaderStringValues values) in headers.NonValidated)
        {
            trace.AddDetail(s_shown.Contains(name) ? $"{mark} {name}: {quote(values.ToString())}" : $"{mark} {quote(name)}: (not shown)");
        }
    }
}
