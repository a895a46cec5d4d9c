using System.Text.Json.Serialization;

namespace Oneloop.StandIn.Data;

/// <summary>What an API key may do with one thing, in the form that the API reads and writes.</summary>
internal sealed record KeyScope(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    string Representation,
    bool Create,
    bool Read,
    bool Update,
    bool Del)
{
    /// <summary>Whether this scope has all that another asks for.</summary>
    public bool Covers(KeyScope asked) =>
        Representation == asked.Representation
        && (Create || !asked.Create)
        && (Read || !asked.Read)
        && (Update || !asked.Update)
        && (Del || !asked.Del);
}
