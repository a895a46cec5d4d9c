using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

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

    /// <summary>A value as JSON.</summary>
    public static HttpContent From<T>(T value, JsonTypeInfo<T> type) =>
        From(JsonSerializer.SerializeToUtf8Bytes(value, type));
}
