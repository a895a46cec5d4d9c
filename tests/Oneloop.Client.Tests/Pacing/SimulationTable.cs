using System.Globalization;
using System.Text;

namespace Oneloop.Client.Tests.Pacing;

/// <summary>The figures of simulations in docs/reliability.md: written from what happened, and failed where that was something else before.</summary>
public sealed class SimulationTable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_figures_in_the_docs_are_those_of_the_simulations()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The last digits of Math.Pow differ between systems, and with them the order of events.");
        StringBuilder table = new("| service | customers, workers | result |\n| --- | --- | --- |\n");
        foreach ((int customers, int workers) in new[] { (2000, 4), (2000, 8), (2000, 32), (2000, 128), (10000, 32) })
        {
            Add(table, "200 requests a second, burst 20", Limited(new RateLimitedService(static _ => 200) { Latency = 0.002 }, customers, workers, static _ => 200));
        }

        Add(table, "the same, latency 100 ms", Limited(new RateLimitedService(static _ => 200) { Latency = 0.1 }, 2000, 32, static _ => 200));
        Add(table, "the same with `Retry-After: 1`", Limited(new RateLimitedService(static _ => 200, retryAfter: 1) { Latency = 0.002 }, 2000, 32, static _ => 200));
        Add(table, "the same, refused with 503", Limited(new RateLimitedService(static _ => 200, status: 503) { Latency = 0.002 }, 2000, 32, static _ => 200));
        Add(table, "10 requests a second", Limited(new RateLimitedService(static _ => 10) { Latency = 0.002 }, 500, 32, static _ => 10));
        Add(table, "1,000 requests a second", Limited(new RateLimitedService(static _ => 1000) { Latency = 0.002 }, 20000, 32, static _ => 1000));
        Add(table, "50 requests in each second (sliding window)", Limited(new WindowedService(50, 1), 2000, 32, static _ => 50));
        Add(table, "100 requests in each 10 s (sliding window)", Limited(new WindowedService(100, 10), 500, 32, static _ => 10));
        static double Changing(double t) => t < 10 ? 200 : t < 40 ? 50 : 400;
        Add(table, "200 requests a second, after 10 s 50, after 40 s 400", Limited(new RateLimitedService(Changing) { Latency = 0.002 }, 10000, 32, Changing));
        foreach (double seconds in new[] { 0.0, 5.0 })
        {
            Add(table, $"200 requests a second, two clients, the second {(seconds == 0 ? "at once" : "after 5 s")}", Shared(seconds));
        }

        foreach (int status in new[] { 429, 503 })
        {
            Add(table, $"4 requests at a time ({status})", Concurrent(status));
        }

        foreach (int seconds in new[] { 1, 3, 15, 60, 250, 600 })
        {
            Add(table, $"down for {seconds} s", Down(seconds));
        }

        Add(table, "down for 3 s of each 6 s", Flapping());
        await ReliabilityDocument.UpdateAsync("simulations", table.ToString(), Cancel);
    }

    private static void Add(StringBuilder table, string service, (Simulation Run, string Result) simulated)
    {
        Simulation run = simulated.Run;
        string failed = run.Faults.Count == 0 ? "none failed" : string.Create(CultureInfo.InvariantCulture, $"{run.Faults.Count:#,0} failed");
        table.Append(CultureInfo.InvariantCulture, $"| {service} | {run.Customers:#,0}, {run.Workers} | {simulated.Result}, {failed} |\n");
    }

    private static (Simulation Run, string Result) Limited(SimulatedService service, int customers, int workers, Func<double, double> limit)
    {
        Simulation run = Simulation.Run(service, customers, workers);
        double allowed = 0;
        for (double t = 0; t < run.EndedAt; t += 0.01)
        {
            allowed += 0.01 * limit(t);
        }

        return (run, string.Create(CultureInfo.InvariantCulture, $"share {run.Answered.Count / allowed:0.00}, {100 * run.RefusedShare:0.0} percent refused"));
    }

    private static (Simulation Run, string Result) Shared(double secondStartsAt)
    {
        (Simulation first, Simulation second) = Simulation.RunTwo(new RateLimitedService(static _ => 200) { Latency = 0.005 }, 6000, 32, secondStartsAt);
        double end = Math.Min(first.EndedAt, second.EndedAt);
        double one = first.Rate(secondStartsAt, end);
        double other = second.Rate(secondStartsAt, end);
        return (first, string.Create(CultureInfo.InvariantCulture, $"share {(one + other) / 200:0.00} together, the slower {Math.Min(one, other) / (one + other):0.00} of that"));
    }

    private static (Simulation Run, string Result) Concurrent(int status)
    {
        Simulation best = Simulation.Run(new ConcurrencyLimitedService(4, status), 2000, 4);
        Simulation run = Simulation.Run(new ConcurrencyLimitedService(4, status), 2000, 32);
        return (run, string.Create(CultureInfo.InvariantCulture, $"{run.Rate() / best.Rate():0.00} of what 4 workers get, {100 * run.RefusedShare:0.0} percent refused"));
    }

    private static (Simulation Run, string Result) Down(int seconds)
    {
        Simulation run = Simulation.Run(new FlakyService(t => t > 5 && t < 5 + seconds), 10000, 8);
        double back = run.Answered.FirstOrDefault(t => t >= 5 + seconds) - 5 - seconds;
        return (run, back < 0 ? "given up after 300 s" : string.Create(CultureInfo.InvariantCulture, $"going again after {back:0.0} s, {run.Sent - run.Answered.Count} requests for nothing"));
    }

    private static (Simulation Run, string Result) Flapping()
    {
        Simulation run = Simulation.Run(new FlakyService(static t => (int)(t / 3) % 2 == 1), 5000, 8);
        return (run, string.Create(CultureInfo.InvariantCulture, $"{run.EndedAt:0} s, {run.Sent - run.Answered.Count} requests for nothing"));
    }
}
