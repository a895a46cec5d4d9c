using System.Text;

namespace Oneloop.StandIn.Proxy;

/// <summary>What comes before the body of a request: its first line and its headers.</summary>
internal sealed record RequestHead(string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers)
{
    private const int MaxLength = 128 * 1024;

    /// <summary>Reads one; null where the client closed instead, or sent what is none.</summary>
    public static async Task<RequestHead?> ReadAsync(Stream stream, CancellationToken cancel)
    {
        List<byte> bytes = [];
        byte[] next = new byte[1];
        // Byte by byte, so that nothing is taken from what follows the head and belongs to the target.
        while (bytes.Count < MaxLength && await stream.ReadAsync(next, cancel) == 1)
        {
            bytes.Add(next[0]);
            if (bytes is [.., (byte)'\r', (byte)'\n', (byte)'\r', (byte)'\n'])
            {
                return Parse(Encoding.Latin1.GetString([.. bytes]));
            }
        }

        return null;
    }

    /// <summary>The value of a header; null where there is none.</summary>
    public string? Header(string name) =>
        Headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).FirstOrDefault();

    private static RequestHead? Parse(string text)
    {
        string[] lines = text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return lines is [string first, ..] && first.Split(' ') is [string method, string target, _]
            ? new RequestHead(method, target, [.. lines.Skip(1).Select(ParseHeader)])
            : null;
    }

    private static (string Name, string Value) ParseHeader(string line) =>
        line.Split(':', 2) is [string name, string value] ? (name, value.Trim()) : (line, string.Empty);
}
