namespace Oneloop.Client.Tests.Pacing;

/// <summary>What an outage costs a run, in simulations.</summary>
public sealed class OutageSimulationTests
{
    [Theory]
    [InlineData(1, 8)]
    [InlineData(3, 8)]
    [InlineData(15, 8)]
    [InlineData(60, 8)]
    [InlineData(60, 128)]
    [InlineData(15, 1)]
    public void Go_on_within_six_seconds(double outage, int workers)
    {
        Simulation run = Simulation.Run(new FlakyService(t => t > 5 && t < 5 + outage), 200 * workers * 5, workers);

        double going = run.Answered.First(t => t >= 5 + outage) - 5 - outage;
        TestContext.Current.TestOutputHelper!.WriteLine($"going again after {going:0.00} s, {run.Sent - run.Customers} requests for nothing");
        Assert.Empty(run.Faults);
        Assert.InRange(going, 0, 6);
        Assert.InRange(run.Sent - run.Customers, 0, (2 * workers) + 30);
    }

    [Theory]
    [InlineData(600, 300, true)]
    [InlineData(250, 300, false)]
    public void Fail_when_the_patience_is_over(double outage, double patience, bool fails)
    {
        Simulation run = Simulation.Run(new FlakyService(t => t > 5 && t < 5 + outage), 10000, 8, patience);

        Assert.Equal(fails, run.Faults.Count > 0);
        Assert.Equal(10000, run.Answered.Count + run.Faults.Count);
        Assert.Equal(fails, run.Faults.Any(static fault => fault.Kind == FaultKind.ServiceUnavailable));
        Assert.All(run.Faults, static fault => Assert.True(fault.IsOutage));
    }

    [Theory]
    [InlineData(0, 8)]
    [InlineData(502, 8)]
    [InlineData(503, 8)]
    [InlineData(503, 64)]
    [InlineData(503, 1)]
    public void Go_on_without_retries_as_well(int status, int workers)
    {
        Simulation run = Simulation.Run(new FlakyService(static t => t is > 5 and < 8, status), 500 * workers, workers, maximumRetryCount: 0);

        Assert.Empty(run.Faults);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Report_customers_that_always_fail_and_wait_for_none_of_them(int maximumRetryCount)
    {
        BrokenRecordsService service = new(static customer => customer % 500 == 250);
        Simulation whole = Simulation.Run(new BrokenRecordsService(static _ => false), 5000, 8);

        Simulation run = Simulation.Run(service, 5000, 8, maximumRetryCount: maximumRetryCount);

        Assert.Equal(10, run.Faults.Count);
        Assert.All(run.Faults, static fault => Assert.Equal(503, fault.StatusCode));
        Assert.InRange(run.EndedAt, 0, whole.EndedAt + 10);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(64)]
    public void Go_on_soon_after_an_outage_that_ended_at_once_all_that_was_in_flight(int workers)
    {
        Simulation run = Simulation.Run(new FlakyService(static t => t is > 5 and < 5.2), 500 * workers, workers);

        Assert.Empty(run.Faults);
        Assert.InRange(run.Answered.First(static t => t >= 5.2) - 5.2, 0, 1);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Take_silence_for_an_outage_without_retries_as_well(int workers)
    {
        Simulation run = Simulation.Run(new HangingService(static t => t is > 5 and < 65), 500 * workers, workers, maximumRetryCount: 0);

        Assert.Empty(run.Faults);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Wait_through_outages_that_follow_each_other_at_once(int maximumRetryCount)
    {
        Simulation run = Simulation.Run(
            new FlakyService(static t => t is > 5 and < 60 && t % 4 > 0.3), 20_000, 8, maximumRetryCount: maximumRetryCount);

        Assert.Empty(run.Faults);
    }

    [Fact]
    public void Survive_flapping()
    {
        Simulation run = Simulation.Run(new FlakyService(static t => (int)(t / 3) % 2 == 1), 5000, 8);

        TestContext.Current.TestOutputHelper!.WriteLine($"{run.EndedAt:0.0} s, {run.Sent - run.Customers} requests for nothing");
        Assert.Empty(run.Faults);
    }

    [Fact]
    public void Resume_gently()
    {
        Simulation run = Simulation.Run(new FlakyService(static t => t is > 5 and < 20), 20000, 32);

        double back = run.Answered.First(static t => t >= 20);
        double before = run.Rate(3, 5);
        Assert.InRange(run.Rate(back, back + 0.5), 0, 0.4 * before);
        Assert.InRange(run.Rate(back + 3, back + 5), 0.9 * before, 1.1 * before);
    }

    [Fact]
    public void Fail_fast_without_patience()
    {
        Simulation run = Simulation.Run(new FlakyService(static t => t > 1), 5000, 8, outageTimeout: 0, maximumRetryCount: 0);

        Assert.InRange(run.EndedAt, 1, 3);
        Assert.InRange(run.Faults.Count(static fault => fault.Kind == FaultKind.ConnectionFailed), 10, 20);
        Assert.Contains(run.Faults, static fault => fault.Kind == FaultKind.ServiceUnavailable);
    }

    [Fact]
    public void Fail_after_its_own_attempts_where_none_has_responded()
    {
        Simulation run = Simulation.Run(new FlakyService(static _ => true), 8, 8);

        Assert.Equal(8 * 4, run.Sent);
        Assert.All(run.Faults, static fault => Assert.Equal(FaultKind.ConnectionFailed, fault.Kind));
        Assert.InRange(run.EndedAt, 0, 8);
    }
}
