using System.Globalization;
using System.Text.Json.Serialization;

namespace Oneloop.StandIn.Faults;

/// <summary>
/// One answer that a test scripted. With neither status nor body it is the ordinary answer, broken in the way that the rest says: the
/// operation is carried out. With one of them it is not, unless <see cref="CarriesOut"/>.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record ScriptedAnswer
{
    /// <summary>The HTTP status; null: 200 where there is a body, else that of the ordinary answer.</summary>
    public int? Status { get; init; }

    /// <summary>The body. "{token}" in it is replaced by the token that came with the request.</summary>
    public string? Body { get; init; }

    /// <summary>The body's content type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Further headers.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long to wait before the headers, in milliseconds.</summary>
    public int DelayMs { get; init; }

    /// <summary>Whether the operation is carried out although the status or the body is scripted.</summary>
    public bool CarriesOut { get; init; }

    /// <summary>Where the connection ends.</summary>
    public AbortPoint Abort { get; init; }

    /// <summary>Whether only half of the body that Content-Length promises is sent before the connection is closed.</summary>
    public bool Truncate { get; init; }

    /// <summary>How long to wait when half of the body is sent, in milliseconds.</summary>
    public int StallMs { get; init; }

    /// <summary>The pause after each byte of the body, in milliseconds. 0: the body goes out in one piece.</summary>
    public int DripMs { get; init; }

    /// <summary>The length of a body of an opening brace and spaces, sent instead of any other, before it is compressed.</summary>
    public long FloodBytes { get; init; }

    /// <summary>How the body is compressed: "gzip", "br", or null for not at all. What the client accepts is not looked at.</summary>
    public string? Encoding
    {
        get;
        init => field = value is null or "gzip" or "br" ? value : throw new ArgumentException($"There is no encoding {value}: use gzip or br.");
    }

    /// <summary>The Retry-After header as it stands.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>A Retry-After header with the date that is this many seconds away.</summary>
    public int? RetryAfterDateInSec { get; init; }

    /// <summary>Whether status and body are those of the ordinary answer.</summary>
    internal bool IsOrdinary => Status is null && Body is null;

    /// <summary>Whether something happens in the middle of the body.</summary>
    internal bool BreaksInBody => Abort == AbortPoint.InBody || Truncate || StallMs > 0 || DripMs > 0;

    /// <summary>A word for what the client gets.</summary>
    internal string Word(int status) => this switch
    {
        { Abort: AbortPoint.CloseBeforeHeaders } => "close",
        { Abort: not AbortPoint.None } => "abort",
        { Truncate: true } => "truncate",
        { FloodBytes: > 0 } => "flood",
        { StallMs: > 0 } => "stall",
        { DripMs: > 0 } => "drip",
        _ => status.ToString(CultureInfo.InvariantCulture),
    };
}
