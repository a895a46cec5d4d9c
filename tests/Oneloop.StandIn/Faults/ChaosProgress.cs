using System.Collections.Concurrent;

namespace Oneloop.StandIn.Faults;

/// <summary>A chaos in progress: how often each customer, or another subject of a request, was asked for.</summary>
internal sealed class ChaosProgress(Chaos chaos)
{
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);

    public Chaos Chaos => chaos;

    /// <summary>The fault for the next request; null: none.</summary>
    public ScriptedAnswer? Next(string subject) =>
        chaos.AnswerFor(subject, _asked.AddOrUpdate(subject, 1, static (_, count) => count + 1) - 1);
}
