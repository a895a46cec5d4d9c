using System.Collections.Concurrent;
using Oneloop.StandIn.Api;
using Oneloop.StandIn.Contract;

namespace Oneloop.StandIn.Faults;

/// <summary>The scripted faults, by operation and id. A script that is narrowed to an id comes before one that is not.</summary>
public sealed class FaultScripts
{
    private const string Billing = "getCustomerBilling";

    private static readonly ScriptedAnswer s_ordinary = new();

    private readonly ConcurrentDictionary<(string Operation, string? Id), Progress> _scripts = new();
    private volatile bool _hasAny;

    /// <summary>Sets a script; its first answer comes next. Throws an <see cref="ArgumentException"/> if it can never apply.</summary>
    public void Set(FaultScript script)
    {
        if (script.Operation is null && script.Match is null)
        {
            throw new ArgumentException("A script needs an operation or an externalMeterId.");
        }

        string operation = script.Operation ?? Billing;
        if (ApiContract.Current.Find(operation) is null)
        {
            throw new ArgumentException($"The contract has no operation {operation}.");
        }

        if (script.Answers.Count == 0)
        {
            throw new ArgumentException("A script needs an answer.");
        }

        _scripts[(operation, script.Match)] = new Progress(script);
        _hasAny = true;
    }

    /// <summary>Sets a customer's script: its billing gets these answers, the last one again and again.</summary>
    public void Set(string externalMeterId, params ScriptedAnswer[] answers) =>
        Set(new FaultScript { ExternalMeterId = externalMeterId, Answers = answers });

    /// <summary>Sets an operation's script: these answers, and the ordinary one after them.</summary>
    public void SetOnce(string operation, params ScriptedAnswer[] answers) =>
        Set(new FaultScript { Operation = operation, Answers = answers, ThenOrdinary = true });

    /// <summary>Forgets all scripts.</summary>
    public void Clear()
    {
        _scripts.Clear();
        _hasAny = false;
    }

    /// <summary>The next answer to a request; null: there is no script for it.</summary>
    internal ScriptedAnswer? Next(ApiRequest request)
    {
        if (!_hasAny)
        {
            return null;
        }

        // A customer's script applies to any path that names the customer: tests have webhooks answered by it.
        string operation = request.Record.Operation ?? Billing;
        foreach (string id in request.Ids())
        {
            if (_scripts.TryGetValue((operation, id), out Progress? narrowed))
            {
                return narrowed.Next();
            }
        }

        return request.Record.Operation is not null && _scripts.TryGetValue((operation, null), out Progress? progress) ? progress.Next() : null;
    }

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
