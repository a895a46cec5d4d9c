namespace Oneloop.StandIn.Faults;

/// <summary>A stretch of requests that all get the same answer, whichever customer they ask for.</summary>
public sealed record Outage
{
    /// <summary>How many requests go by, from now on, before it begins.</summary>
    public int AfterRequests { get; init; }

    /// <summary>How many requests it lasts; null: as many as come.</summary>
    public int? Requests { get; init; }

    /// <summary>How long it lasts from its first request on, in milliseconds; null: until it is removed. With <see cref="Requests"/>, what ends first.</summary>
    public int? DurationMs { get; init; }

    /// <summary>The answer to all of them.</summary>
    public required ScriptedAnswer Answer { get; init; }
}
