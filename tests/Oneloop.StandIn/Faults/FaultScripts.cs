using System.Collections.Concurrent;

namespace Oneloop.StandIn.Faults;

/// <summary>The scripted faults, by meter id.</summary>
public sealed class FaultScripts
{
    private static readonly ScriptedAnswer s_ordinary = new();

    private readonly ConcurrentDictionary<string, Progress> _byMeter = new(StringComparer.Ordinal);

    /// <summary>Sets a customer's script; its first answer comes next.</summary>
    public void Set(FaultScript script) => _byMeter[script.ExternalMeterId] = new Progress(script);

    /// <summary>Sets a customer's script: these answers, the last one again and again.</summary>
    public void Set(string externalMeterId, params ScriptedAnswer[] answers) =>
        Set(new FaultScript { ExternalMeterId = externalMeterId, Answers = answers });

    /// <summary>Forgets all scripts.</summary>
    public void Clear() => _byMeter.Clear();

    /// <summary>The next answer for a customer; null: there is no script.</summary>
    internal ScriptedAnswer? Next(string externalMeterId) =>
        _byMeter.TryGetValue(externalMeterId, out Progress? progress) ? progress.Next() : null;

    private sealed class Progress(FaultScript script)
    {
        private int _given;

        public ScriptedAnswer Next()
        {
            int index = Interlocked.Increment(ref _given) - 1;
            return index < script.Answers.Count ? script.Answers[index]
                : script.ThenOrdinary ? s_ordinary
                : script.Answers[^1];
        }
    }
}
