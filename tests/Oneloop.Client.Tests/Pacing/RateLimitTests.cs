namespace Oneloop.Client.Tests.Pacing;

/// <summary>How much of a limit on the rate a run reaches, and how little it is refused, in simulations.</summary>
public sealed class RateLimitTests
{
    [Theory]
    [InlineData(2000, 4, 0.002)]
    [InlineData(2000, 8, 0.002)]
    [InlineData(2000, 32, 0.002)]
    [InlineData(2000, 128, 0.002)]
    [InlineData(10000, 4, 0.002)]
    [InlineData(10000, 128, 0.002)]
    [InlineData(2000, 8, 0.02)]
    [InlineData(2000, 32, 0.02)]
    [InlineData(2000, 128, 0.02)]
    [InlineData(2000, 32, 0.1)]
    public void Reach_nine_tenths_of_200_a_second(int customers, int workers, double latency)
    {
        Simulation run = Simulation.Run(new RateLimitedService(_ => 200) { Latency = latency }, customers, workers);

        Report(run, 200);
        Assert.Empty(run.Faults);
        Assert.InRange(run.Rate(), 180, 205);
        Assert.InRange(run.RefusedShare, 0, 0.1);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    public void Learn_from_503_as_well(int workers)
    {
        Simulation run = Simulation.Run(new RateLimitedService(_ => 200, status: 503) { Latency = 0.002 }, 4000, workers);

        Report(run, 200);
        Assert.Empty(run.Faults);
        Assert.InRange(run.Rate(), 170, 205);
        Assert.InRange(run.RefusedShare, 0, 0.1);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(32)]
    [InlineData(128)]
    public void Obey_Retry_After_and_resume_paced(int workers)
    {
        Simulation run = Simulation.Run(new RateLimitedService(_ => 200, retryAfter: 1) { Latency = 0.002 }, 2000, workers);

        Report(run, 200);
        Assert.Empty(run.Faults);
        Assert.InRange(run.Rate(), 120, 205);
        Assert.InRange(run.RefusedShare, 0, 0.1);
    }

    [Theory]
    [InlineData(1, 100, 0.85)]
    [InlineData(10, 500, 0.85)]
    [InlineData(1000, 20000, 0.85)]
    public void Find_other_limits(double limit, int customers, double share)
    {
        Simulation run = Simulation.Run(new RateLimitedService(_ => limit) { Latency = 0.002 }, customers, 32);

        Report(run, limit);
        Assert.Empty(run.Faults);
        Assert.InRange(run.Rate(), share * limit, 1.3 * limit);
    }

    [Theory]
    [InlineData(50, 1, 2000, 0.75)]
    [InlineData(100, 10, 500, 0.7)]
    [InlineData(60, 60, 300, 0.7)]
    public void Find_a_limit_on_a_sliding_window(int requests, double seconds, int customers, double share)
    {
        Simulation run = Simulation.Run(new WindowedService(requests, seconds), customers, 32);

        Report(run, requests / seconds);
        Assert.Empty(run.Faults);
        Assert.InRange(run.Rate(), share * requests / seconds, 1.3 * requests / seconds);
    }

    [Theory]
    [InlineData(0.002)]
    [InlineData(0.02)]
    public void Follow_a_limit_that_changes(double latency)
    {
        static double Limit(double t) => t < 10 ? 200 : t < 40 ? 50 : 400;
        Simulation run = Simulation.Run(new RateLimitedService(Limit) { Latency = latency }, 10000, 32);

        double allowed = 0;
        for (double t = 0; t < run.EndedAt; t += 0.01)
        {
            allowed += 0.01 * Limit(t);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{10000 / allowed:0.00} of what was allowed, {run.RefusedShare:0.000} refused, {run.Rate(12, 40):0} a second at 50, {run.Rate(50, 52):0} at 400");
        Assert.Empty(run.Faults);
        Assert.InRange(10000 / allowed, 0.8, 1.05);
        Assert.InRange(run.Rate(12, 40), 45, 52);
        Assert.InRange(run.Rate(50, 52), 350, 420);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 1)]
    [InlineData(10, 3)]
    public void Share_a_limit_between_two_clients(double secondStartsAt, int seed)
    {
        (Simulation first, Simulation second) =
            Simulation.RunTwo(new RateLimitedService(static _ => 200) { Latency = 0.005 }, 6000, 32, secondStartsAt, seed);

        double end = Math.Min(first.EndedAt, second.EndedAt);
        double one = first.Rate(secondStartsAt, end);
        double other = second.Rate(secondStartsAt, end);
        TestContext.Current.TestOutputHelper!.WriteLine($"{one:0} and {other:0} a second");
        Assert.Empty(first.Faults.Concat(second.Faults));
        Assert.InRange(one + other, 170, 205);
        Assert.InRange(Math.Min(one, other), (one + other) / 4, double.MaxValue);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public void Find_a_limit_on_concurrency(int status)
    {
        Simulation best = Simulation.Run(new ConcurrencyLimitedService(4, status), 2000, 4);
        Simulation run = Simulation.Run(new ConcurrencyLimitedService(4, status), 2000, 32);

        TestContext.Current.TestOutputHelper!.WriteLine($"{run.Rate() / best.Rate():0.00} of what 4 workers reach, {run.RefusedShare:0.000} refused");
        Assert.Empty(run.Faults);
        // More than four fit in, as the way to the service does not count.
        Assert.InRange(run.Rate() / best.Rate(), 0.85, 1.25);
    }

    [Fact]
    public void Fail_when_all_was_refused_for_the_patience()
    {
        Simulation run = Simulation.Run(new RateLimitedService(_ => 0, burst: -2), 1000, 8, outageTimeout: 60);

        Assert.All(run.Faults, static fault => Assert.Equal(FaultKind.Throttled, fault.Kind));
        Assert.Equal(1000, run.Faults.Count);
        Assert.InRange(run.EndedAt, 60, 90);
        Assert.InRange(run.Sent, 1, 100);
    }

    private static void Report(Simulation run, double limit) => TestContext.Current.TestOutputHelper!.WriteLine(
        $"{run.Rate() / limit:0.00} of the limit, {run.RefusedShare:0.000} refused, {run.EndedAt - run.StartedAt:0.0} s");
}
