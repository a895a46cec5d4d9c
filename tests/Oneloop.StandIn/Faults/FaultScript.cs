namespace Oneloop.StandIn.Faults;

/// <summary>What a customer is answered, request by request.</summary>
public sealed record FaultScript
{
    /// <summary>The meter id that it stands for, in any workspace.</summary>
    public required string ExternalMeterId { get; init; }

    /// <summary>The answers in their order. The last one goes on, unless <see cref="ThenOrdinary"/>.</summary>
    public required IReadOnlyList<ScriptedAnswer> Answers { get; init; }

    /// <summary>Whether the ordinary answer follows the scripted ones.</summary>
    public bool ThenOrdinary { get; init; }
}
