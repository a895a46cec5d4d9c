using Oneloop.StandIn.Api;

namespace Oneloop.StandIn.Faults;

/// <summary>All faults that are set. An outage comes before a script, and a script before chaos.</summary>
internal sealed class FaultPlan
{
    private static readonly ScriptedAnswer s_ordinary = new();

    private volatile OutageProgress? _outage;
    private volatile ChaosProgress? _chaos;
    private volatile int _latencyMs;

    public FaultScripts Scripts { get; } = new();

    public Outage? Outage
    {
        get => _outage?.Outage;
        set => _outage = value is null ? null : new OutageProgress(value);
    }

    public Chaos? Chaos
    {
        get => _chaos?.Chaos;
        set
        {
            if (value is { OneIn: < 1 } or { Answers.Count: 0 })
            {
                throw new ArgumentException("Chaos needs oneIn from 1 on and an answer.");
            }

            _chaos = value is null ? null : new ChaosProgress(value);
        }
    }

    public int LatencyMs
    {
        get => _latencyMs;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _latencyMs = value;
        }
    }

    /// <summary>The answer to a request.</summary>
    public ScriptedAnswer Next(ApiRequest request) =>
        _outage?.Next() ?? Scripts.Next(request) ?? _chaos?.Next(request.Subject) ?? s_ordinary;
}
