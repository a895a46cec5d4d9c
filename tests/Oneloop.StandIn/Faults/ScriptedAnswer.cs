namespace Oneloop.StandIn.Faults;

/// <summary>One answer that a test scripted. With neither status nor body it is the ordinary answer.</summary>
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

    /// <summary>Whether this is the ordinary answer, be it late.</summary>
    internal bool IsOrdinary => Status is null && Body is null;
}
