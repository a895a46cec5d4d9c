using System.Text.Json.Serialization;

namespace Oneloop.StandIn.Faults;

/// <summary>Where in an answer the connection ends.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AbortPoint>))]
public enum AbortPoint
{
    /// <summary>Nowhere.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>It is reset before the first byte of the answer. Over HTTP/2 it is the one stream.</summary>
    [JsonStringEnumMemberName("beforeHeaders")]
    BeforeHeaders,

    /// <summary>
    /// It is closed in an orderly way, as an idle one would be, before the first byte of the answer. Over HTTP/2, too, it is the whole
    /// connection.
    /// </summary>
    [JsonStringEnumMemberName("closeBeforeHeaders")]
    CloseBeforeHeaders,

    /// <summary>It is reset after the headers and half of the body. Over HTTP/2 it is the one stream.</summary>
    [JsonStringEnumMemberName("inBody")]
    InBody,
}
