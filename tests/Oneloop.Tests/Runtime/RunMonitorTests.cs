using Oneloop.Client;
using Oneloop.Runtime;

namespace Oneloop.Tests.Runtime;

/// <summary>Which cause a wait of the pipeline thread is put down to, with passed-in times.</summary>
public sealed class RunMonitorTests
{
    private readonly RunTally _tally = new();
    private ConnectionState _state = new();
    private int _looks;

    [Fact]
    public void A_wait_is_put_down_to_what_holds_back_the_requests_then()
    {
        RunMonitor monitor = Monitor();
        monitor.Look(ms: 300, waitedMs: 250);
        _state = new ConnectionState { RetryAfter = TimeSpan.FromSeconds(1) };
        monitor.Look(ms: 500, waitedMs: 200);
        monitor.Look(ms: 700, waitedMs: 200);
        _state = new ConnectionState { RequestsPerSecond = 10 };
        monitor.Look(ms: 900, waitedMs: 100);
        _state = new ConnectionState { DownFor = TimeSpan.Zero };
        monitor.Look(ms: 3900, waitedMs: 3000);

        RunSummary summary = _tally.Summarize(TimeSpan.FromSeconds(4));
        Assert.Equal((0.4, 0.1, 3.0), (summary.RetryAfterSec, summary.PaceSec, summary.OutageSec));
        Assert.Equal(3500, _tally.HeldMs);
    }

    [Fact]
    public void It_looks_five_times_a_second_at_most_and_loses_no_wait_between()
    {
        RunMonitor monitor = Monitor();
        _state = new ConnectionState { RequestsPerSecond = 100 };
        for (int ms = 10; ms <= 1000; ms += 10)
        {
            monitor.Look(ms, waitedMs: 7);
        }

        Assert.Equal(5, _looks);
        Assert.Equal(700, _tally.HeldMs);
    }

    [Fact]
    public void The_end_of_the_run_counts_what_is_left()
    {
        RunMonitor monitor = Monitor();
        _state = new ConnectionState { ConcurrencyLimit = 4 };
        monitor.Look(ms: 150, waitedMs: 120);
        Assert.Equal(0, _tally.HeldMs);
        monitor.Complete();
        Assert.Equal(120, _tally.HeldMs);
    }

    private RunMonitor Monitor() => new(
        () =>
        {
            _looks++;
            return _state;
        },
        _tally,
        progress: null);
}
