using System.Net.Http.Headers;
using System.Text.Json;

namespace Oneloop.Client.Pipeline;

/// <summary>Makes the content of requests that change something.</summary>
internal static class JsonBody
{
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    /// <summary>
    /// A content without bytes. A POST or DELETE without any content is sent a second time by SocketsHttpHandler when a pooled
    /// connection closes before the response: with a content, even an empty one, it is sent once and fails.
    /// </summary>
    public static HttpContent Empty() => new ByteArrayContent([]);

    /// <summary>A text that is JSON, in UTF-8.</summary>
    public static HttpContent From(byte[] json) => new ByteArrayContent(json) { Headers = { ContentType = s_json } };

    /// <summary>A JSON object.</summary>
    /// <param name="writeMembers">Writes its members.</param>
    public static HttpContent From(Action<Utf8JsonWriter> writeMembers)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter body = new(stream))
        {
            body.WriteStartObject();
            writeMembers(body);
            body.WriteEndObject();
        }

        return From(stream.ToArray());
    }
}
