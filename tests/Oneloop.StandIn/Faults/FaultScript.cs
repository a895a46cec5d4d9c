using System.Text.Json.Serialization;

namespace Oneloop.StandIn.Faults;

/// <summary>What an operation is answered, request by request.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record FaultScript
{
    /// <summary>The operationId of the contract. Null: getCustomerBilling, which then needs <see cref="ExternalMeterId"/>.</summary>
    public string? Operation { get; init; }

    /// <summary>
    /// An id that the request must have: the external meter id, workspace id or customer id, in path, query or body, or another id in
    /// the path. Null: every request for the operation.
    /// </summary>
    public string? Match { get; init; }

    /// <summary>The same as <see cref="Match"/>, for a customer in any workspace.</summary>
    public string? ExternalMeterId
    {
        get => Match;
        init => Match = value;
    }

    /// <summary>The answers in their order. The last one goes on, unless <see cref="ThenOrdinary"/>.</summary>
    public required IReadOnlyList<ScriptedAnswer> Answers { get; init; }

    /// <summary>Whether the ordinary answer follows the scripted ones.</summary>
    public bool ThenOrdinary { get; init; }
}
