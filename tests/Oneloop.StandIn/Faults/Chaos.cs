using System.Text;

namespace Oneloop.StandIn.Faults;

/// <summary>Faults strewn over all customers: the same ones in every run, whatever the order of the requests.</summary>
public sealed record Chaos
{
    /// <summary>Another seed, other faults.</summary>
    public long Seed { get; init; }

    /// <summary>About one request in so many gets a fault.</summary>
    public required int OneIn { get; init; }

    /// <summary>The faults.</summary>
    public required IReadOnlyList<ScriptedAnswer> Answers { get; init; }

    /// <summary>What a customer gets who was asked for so many times before; null: no fault.</summary>
    public ScriptedAnswer? AnswerFor(string externalMeterId, int askedBefore)
    {
        ulong hash = Hash(externalMeterId, askedBefore);
        return hash % (ulong)OneIn == 0 ? Answers[(int)(hash / (ulong)OneIn % (ulong)Answers.Count)] : null;
    }

    /// <summary>A hash that string.GetHashCode is not: the same in every process.</summary>
    private ulong Hash(string externalMeterId, int askedBefore)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in Encoding.UTF8.GetBytes(externalMeterId))
        {
            hash = (hash ^ b) * 1099511628211;
        }

        // Ids that differ in their last digit only are the rule, so the seed and the count are mixed in and all bits spread.
        return Spread(Spread(hash ^ Spread((ulong)Seed)) + (ulong)askedBefore);
    }

    private static ulong Spread(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
