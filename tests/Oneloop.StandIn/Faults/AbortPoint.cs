using System.Text.Json.Serialization;

namespace Oneloop.StandIn.Faults;

/// <summary>Where in an answer the connection is reset.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AbortPoint>))]
public enum AbortPoint
{
    /// <summary>Nowhere.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Before the first byte of the answer.</summary>
    [JsonStringEnumMemberName("beforeHeaders")]
    BeforeHeaders,

    /// <summary>After the headers and half of the body.</summary>
    [JsonStringEnumMemberName("inBody")]
    InBody,
}
