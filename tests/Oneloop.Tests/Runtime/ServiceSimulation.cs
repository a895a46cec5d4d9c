using Oneloop.Runtime;

namespace Oneloop.Tests.Runtime;

/// <summary>
/// A run against a service, in virtual time: workers that send one request after the other, as the pump's do. The service has a
/// latency, and a processor that serves one request at a time, which sets a limit to the throughput.
/// </summary>
internal sealed class ServiceSimulation
{
    private readonly Random _random = new(20261125);

    // The time at which each request under way is completed, soonest first.
    private readonly PriorityQueue<int, double> _underWay = new();
    private double _now;
    private double _processorFree;

    /// <summary>The latency in seconds without any queue, at a time.</summary>
    public Func<double, double> Latency { get; init; } = _ => 0.05;

    /// <summary>The most requests a second, at a time and with so many under way.</summary>
    public Func<double, int, double> Capacity { get; init; } = (_, _) => double.PositiveInfinity;

    /// <summary>How much the latency of each request varies: 0.5 is from half to one and a half.</summary>
    public double Noise { get; init; }

    /// <summary>How much longer the first request of a worker takes, which opens a connection, in latencies.</summary>
    public double Handshake { get; init; }

    /// <summary>Items a second that the input brings.</summary>
    public double InputRate { get; init; } = double.PositiveInfinity;

    /// <summary>The numbers of workers in turn, with the time at which each began.</summary>
    public List<(double Time, int Workers)> Steps { get; } = [];

    /// <summary>The number of workers at the end.</summary>
    public int LastWorkers => Steps[^1].Workers;

    /// <summary>Runs with a fixed number of workers.</summary>
    /// <returns>The seconds that it took.</returns>
    public double RunFixed(int items, int workers) => Run(items, () => workers, null);

    /// <summary>Runs with a number of workers that it finds by itself.</summary>
    /// <returns>The seconds that it took.</returns>
    public double RunAdaptive(int items)
    {
        AdaptiveConcurrency adaptive = new();
        return Run(items, () => adaptive.Workers, adaptive);
    }

    /// <summary>The number of workers at a time.</summary>
    public int WorkersAt(double time) => Steps.Last(step => step.Time <= time).Workers;

    private double Run(int items, Func<int> mostWorkers, AdaptiveConcurrency? adaptive)
    {
        int started = 0;
        int completed = 0;
        int everStarted = 0;
        Steps.Add((0, mostWorkers()));
        while (completed < items)
        {
            int arrived = double.IsInfinity(InputRate) ? items : Math.Min(items, (int)(_now * InputRate) + 1);
            while (started < arrived && _underWay.Count < mostWorkers())
            {
                started++;
                bool isFirst = _underWay.Count >= everStarted;
                everStarted = Math.Max(everStarted, _underWay.Count + 1);
                Send(isFirst);
            }

            // The input brings the next item before a request is completed.
            double nextArrival = started < items ? started / InputRate : double.PositiveInfinity;
            bool isIdle = _underWay.Count < mostWorkers() && started == arrived;
            if (isIdle)
            {
                adaptive?.Interrupt();
            }

            if (isIdle && (!_underWay.TryPeek(out _, out double soonest) || nextArrival < soonest))
            {
                _now = nextArrival + 1e-9;
                continue;
            }

            _underWay.TryDequeue(out _, out _now);
            completed++;
            if (adaptive is not null && _underWay.Count + 1 >= mostWorkers())
            {
                adaptive.Complete(TimeSpan.FromSeconds(_now));
                if (adaptive.Workers != LastWorkers)
                {
                    Steps.Add((_now, adaptive.Workers));
                }
            }
        }

        return _now;
    }

    private void Send(bool isFirst)
    {
        double capacity = Capacity(_now, _underWay.Count + 1);
        _processorFree = Math.Max(_now, _processorFree) + (1 / capacity * Vary());
        double latency = Latency(_now) * Vary() * (isFirst ? 1 + Handshake : 1);
        _underWay.Enqueue(0, Math.Max(_now, _processorFree) + latency);
    }

    private double Vary() => 1 + (Noise * ((2 * _random.NextDouble()) - 1));
}
