using System.Collections.Concurrent;

namespace Oneloop.StandIn.Faults;

/// <summary>A chaos under way: how often each customer was asked for.</summary>
internal sealed class ChaosProgress(Chaos chaos)
{
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);

    public Chaos Chaos => chaos;

    /// <summary>The fault for the next request; null: none.</summary>
    public ScriptedAnswer? Next(string externalMeterId) =>
        chaos.AnswerFor(externalMeterId, _asked.AddOrUpdate(externalMeterId, 1, static (_, count) => count + 1) - 1);
}
