using Oneloop.Client.Pacing;

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
        Assert.InRange(run.Rate(), 160, 205);
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

    [Fact]
    public void Fail_when_all_was_refused_for_the_patience_whatever_other_commands_begin()
    {
        SimulatedTime time = new();
        using Simulation run = new(time, new RateLimitedService(_ => 0, burst: -2), customers: 1000, workers: 8, outageTimeout: 60);
        for (int command = 1; command < 100; command++)
        {
            time.After(50 * command, run.BeginCommand);
        }

        run.Start();
        time.RunUntil(() => run.IsDone);

        Assert.Equal(1000, run.Faults.Count);
        Assert.InRange(run.EndedAt, 60, 120);
    }

    [Theory]
    [InlineData(59, 60)]
    [InlineData(60, 60)]
    [InlineData(300, 300)]
    public void Go_on_after_a_Retry_After_as_long_as_the_patience(double closed, double patience)
    {
        Simulation run = Simulation.Run(new ClosedService(2, 2 + closed, rate: 200), 5000, 8, patience);

        Assert.Empty(run.Faults);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public void Fail_one_customer_alone_whose_Retry_After_is_too_long(int workers)
    {
        Simulation run = Simulation.Run(new LongWaitService(customerToWait: 500, retryAfter: 3600), 5000, workers);

        Assert.Equal(3600, Assert.Single(run.Faults).RetryAfter!.Value.TotalSeconds);
    }

    [Fact]
    public void Forget_that_a_limit_on_concurrency_explained_everything()
    {
        ConcurrencyLimit limit = new();
        for (int request = 0; request < 20; request++)
        {
            limit.RecordAnswer(request % 4, sentAt: 0.1, now: 0.1);
            limit.RecordRefusal(4 + (request % 4), now: 0.1);
        }

        Assert.NotNull(limit.Limit);
        for (int request = 0; request < 100_000; request++)
        {
            limit.RecordAnswer(3, sentAt: 0.2, now: 0.2);
        }

        int explained = 0;
        while (explained < 1000 && limit.RecordRefusal(1, now: 0.3))
        {
            explained++;
        }

        Assert.InRange(explained, 3, 25);
    }

    [Fact]
    public void Grow_fast_when_the_refusals_had_another_reason()
    {
        SendRate rate = new();
        rate.RecordSent(0);
        rate.RecordRefusal(sentAt: 0, now: 0.1, retryAfter: null);
        rate.RecordRefusal(sentAt: 0.2, now: 0.3, retryAfter: null);
        double found = rate.Limit!.Value;

        rate.Search(now: 0.4);
        rate.DueAt(now: 1.4);

        Assert.InRange(rate.Limit.Value, 10 * found, 20 * found);
    }

    [Fact]
    public void Stay_near_what_was_found_while_nothing_is_sent()
    {
        SendRate rate = new();
        rate.RecordSent(0);
        rate.RecordResponse(0.1);
        rate.RecordRefusal(sentAt: 0.15, now: 0.2, retryAfter: null);
        double found = rate.Limit!.Value;

        rate.DueAt(300);

        Assert.InRange(rate.Limit!.Value, found, 16 * found);
    }

    private static void Report(Simulation run, double limit) => TestContext.Current.TestOutputHelper!.WriteLine(
        $"{run.Rate() / limit:0.00} of the limit, {run.RefusedShare:0.000} refused, {run.EndedAt - run.StartedAt:0.0} s");
}
