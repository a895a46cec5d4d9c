using Oneloop.Runtime;

namespace Oneloop.Tests.Runtime;

/// <summary>How many workers a run finds for simulated services, in virtual time, and what it gets of what the best fixed number gets.</summary>
public sealed class AdaptiveConcurrencyTests
{
    private static readonly int[] s_fixed = [4, 8, 12, 16, 24, 32, 48, 64];

    [Fact]
    public void Without_a_limit_it_takes_what_there_is_in_less_than_a_second()
    {
        ServiceSimulation run = new();
        double share = ShareOfBest(20_000, run, () => new());
        Report("unlimited 50 ms", share, run);
        Assert.InRange(share, 0.94, 1);
        Assert.Equal([8, 16, 32, 64], run.Steps.Take(4).Select(step => step.Workers));
        Assert.InRange(run.Steps[3].Time, 0.5, 0.95);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void Noise_does_not_keep_it_from_that(double noise)
    {
        ServiceSimulation run = new() { Noise = noise };
        double share = ShareOfBest(20_000, run, () => new() { Noise = noise });
        Report($"unlimited 50 ms, noise {noise}", share, run);
        Assert.InRange(share, 0.9, 1.02);
    }

    [Fact]
    public void Connections_that_take_long_to_open_do_not_keep_it_from_that()
    {
        ServiceSimulation run = new() { Handshake = 3 };
        double share = ShareOfBest(20_000, run, () => new() { Handshake = 3 });
        Report("handshake", share, run);
        Assert.InRange(share, 0.9, 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void Where_a_processor_sets_the_limit_it_stays_at_the_start(double noise)
    {
        ServiceSimulation Service() => new() { Latency = _ => 0.0002, Capacity = (_, _) => 10_000, Noise = noise };
        ServiceSimulation run = Service();
        double share = ShareOfBest(200_000, run, Service);
        Report($"processor, noise {noise}", share, run);
        Assert.InRange(share, 0.99, 1.01);
        Assert.InRange(TimeAbove(run, AdaptiveConcurrency.Initial), 0, 2);
    }

    [Fact]
    public void An_outage_in_a_trial_does_not_put_off_the_next_one_for_long()
    {
        ServiceSimulation run = new() { Latency = static t => t is > 0.25 and < 0.3 ? 300 : 0.05 };
        run.RunAdaptive(100_000);
        Assert.Equal(AdaptiveConcurrency.Most, run.WorkersAt(340));
    }

    [Fact]
    public void A_service_that_is_paced_is_left_in_peace()
    {
        ServiceSimulation Service() => new() { Capacity = (_, _) => 100, Noise = 0.3 };
        ServiceSimulation run = Service();
        double share = ShareOfBest(10_000, run, Service);
        Report("paced", share, run);
        Assert.InRange(share, 0.98, 1.02);
        Assert.InRange(run.Steps.Max(step => step.Workers), 8, 16);
        Assert.InRange(TimeAbove(run, AdaptiveConcurrency.Initial), 0, 10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void A_service_that_more_than_16_overload_gets_16(double noise)
    {
        ServiceSimulation Service() => new() { Capacity = (_, underWay) => underWay <= 16 ? 400 : 400 * Math.Pow(16.0 / underWay, 2), Noise = noise };
        ServiceSimulation run = Service();
        double share = ShareOfBest(20_000, run, Service);
        Report($"overload, noise {noise}", share, run);
        Assert.InRange(share, 0.9, 1.02);
        Assert.InRange(run.LastWorkers, 12, 24);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(20)]
    [InlineData(40)]
    public void A_capacity_between_its_steps_is_found_too(int workers)
    {
        ServiceSimulation Service() => new() { Capacity = (_, _) => workers / 0.05, Noise = 0.2 };
        ServiceSimulation run = Service();
        double share = ShareOfBest(20_000, run, Service);
        Report($"capacity of {workers}", share, run);
        Assert.InRange(share, 0.85, 1.02);
    }

    [Fact]
    public void It_grows_when_the_latency_grows_in_mid_run()
    {
        ServiceSimulation Service() => new() { Latency = now => now < 10 ? 0.005 : 0.2, Capacity = (_, _) => 1000, Noise = 0.2 };
        ServiceSimulation run = Service();
        double share = ShareOfBest(20_000, run, Service);
        Report("latency grows", share, run);
        Assert.InRange(share, 0.8, 1.02);
        Assert.InRange(run.WorkersAt(9.9), 8, 12);
        Assert.InRange(run.Steps.Max(step => step.Workers), 64, 64);
    }

    [Fact]
    public void It_shrinks_when_the_service_begins_to_be_overloaded_in_mid_run_and_grows_again_after_it()
    {
        double Capacity(double now, int underWay) => now is < 10 or > 30 ? 2000 : 160 * Math.Min(1, 8.0 / underWay);
        ServiceSimulation run = new() { Capacity = Capacity, Noise = 0.2 };
        double seconds = run.RunAdaptive(40_000);
        Report("overload from 10 to 30 s", 40_000 / seconds, run);
        Assert.Equal(64, run.WorkersAt(9.9));
        Assert.InRange(run.WorkersAt(29.9), 4, 12);
        Assert.InRange(run.Steps.Where(step => step.Time > 30).Max(step => step.Workers), 64, 64);
    }

    [Fact]
    public void Slow_responses_do_not_keep_it_from_growing()
    {
        ServiceSimulation Service() => new() { Latency = _ => 2, Noise = 0.3 };
        ServiceSimulation run = Service();
        double share = ShareOfBest(5000, run, Service);
        Report("2 s", share, run);
        Assert.InRange(share, 0.8, 1);
        Assert.InRange(run.WorkersAt(35), 64, 64);
    }

    [Fact]
    public void A_slow_input_changes_nothing()
    {
        ServiceSimulation run = new() { InputRate = 100 };
        double seconds = run.RunAdaptive(5000);
        Assert.InRange(seconds, 49, 51);
        Assert.Equal([(0, AdaptiveConcurrency.Initial)], run.Steps);
    }

    [Fact]
    public void A_few_requests_are_too_few_to_judge_by()
    {
        ServiceSimulation run = new();
        run.RunAdaptive(40);
        Assert.Equal([(0, AdaptiveConcurrency.Initial)], run.Steps);
    }

    [Fact]
    public void An_interval_in_which_a_worker_had_nothing_to_do_is_not_judged()
    {
        AdaptiveConcurrency adaptive = new();
        for (int i = 0; i < 1000; i++)
        {
            adaptive.Complete(TimeSpan.FromMilliseconds(i * 10));
            if (i % 30 == 0)
            {
                adaptive.Interrupt();
            }
        }

        Assert.Equal(AdaptiveConcurrency.Initial, adaptive.Workers);
    }

    /// <summary>Runs it, and the best of the fixed numbers.</summary>
    private static double ShareOfBest(int items, ServiceSimulation run, Func<ServiceSimulation> same) =>
        s_fixed.Min(workers => same().RunFixed(items, workers)) / run.RunAdaptive(items);

    /// <summary>The seconds in which there were more workers than that.</summary>
    private static double TimeAbove(ServiceSimulation run, int workers) =>
        run.Steps.Zip(run.Steps.Skip(1)).Where(pair => pair.First.Workers > workers).Sum(pair => pair.Second.Time - pair.First.Time);

    /// <summary>Shows what the run got, and its numbers of workers with their times: to see what a change of the rules does.</summary>
    private static void Report(string what, double figure, ServiceSimulation run) =>
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{what}: {figure:n3}; {string.Join(' ', run.Steps.Take(60).Select(step => $"{step.Time:n2}:{step.Workers}"))}");
}
