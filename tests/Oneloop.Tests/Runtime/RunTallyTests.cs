using Oneloop.Runtime;

namespace Oneloop.Tests.Runtime;

/// <summary>The summary of a run, as numbers and as a line.</summary>
public sealed class RunTallyTests
{
    private readonly RunTally _tally = new();

    [Fact]
    public void Everything_is_counted_and_told_in_one_line()
    {
        Count(1984, errorId: null);
        Count(4, errorId: null, attempts: 2);
        Count(2, errorId: null, attempts: 54, refusals: 53);
        Count(2, "Oneloop.Timeout");
        Count(8, "Oneloop.Forbidden");
        _tally.Wait(WaitCause.None, 9000);
        _tally.Wait(WaitCause.RetryAfter, 1150);
        _tally.Wait(WaitCause.RetryAfter, 50);
        _tally.Wait(WaitCause.Outage, 12_000);

        RunSummary summary = _tally.Summarize(TimeSpan.FromSeconds(10.4));

        Assert.Equal((2000, 1990, 10), (summary.TotalCount, summary.SucceededCount, summary.FailedCount));
        Assert.Equal(["Oneloop.Forbidden", "Oneloop.Timeout"], summary.FailedById.Keys);
        Assert.Equal([8, 2], summary.FailedById.Values);
        Assert.Equal((2110, 4, 106), (summary.RequestCount, summary.RetryCount, summary.RefusedCount));
        Assert.Equal((1.2, 0.0, 12.0), (summary.RetryAfterSec, summary.PaceSec, summary.OutageSec));
        Assert.Equal((10.4, 192.3, 1_100_000), (summary.DurationSec, summary.PerSecond, summary.BytesReceived));
        Assert.Equal(
            "2,000 asked: 1,990 succeeded, 10 failed (Oneloop.Forbidden 8, Oneloop.Timeout 2); 2,110 requests, 4 retries, 106 refused; "
                + "10.4 s, 192.3 a second; waited 1.2 s for Retry-After, 12.0 s for an outage; 1.1 MB.",
            summary.ToString());
    }

    [Fact]
    public void The_line_leaves_out_what_is_zero()
    {
        Count(1, errorId: null, attempts: 2);
        Assert.Equal("1 asked: 1 succeeded; 2 requests, 1 retry; 0.5 s, 2 a second; 550 bytes.", _tally.Summarize(TimeSpan.FromSeconds(0.5)).ToString());
    }

    [Fact]
    public void What_was_not_sent_is_no_request_and_no_retry()
    {
        Count(3, "Oneloop.ServiceUnavailable", attempts: 0);
        RunSummary summary = _tally.Summarize(TimeSpan.Zero);
        Assert.Equal((3, 0, 0), (summary.FailedCount, summary.RequestCount, summary.RetryCount));
        Assert.Equal(0, summary.PerSecond);
    }

    [Fact]
    public void A_retry_before_the_refusal_that_it_failed_with_counts()
    {
        Count(1, "Oneloop.Throttled", attempts: 3, refusals: 1, sentAgain: 0);
        Assert.Equal(2, _tally.Summarize(TimeSpan.FromSeconds(1)).RetryCount);
    }

    [Fact]
    public void What_was_refused_each_time_was_not_retried()
    {
        Count(1, "Oneloop.Throttled", attempts: 4, refusals: 4, sentAgain: 3);
        RunSummary summary = _tally.Summarize(TimeSpan.FromSeconds(1));
        Assert.Equal((4, 0, 4), (summary.RequestCount, summary.RetryCount, summary.RefusedCount));
    }

    [Fact]
    public void What_has_not_completed_counts_as_asked_alone()
    {
        _tally.Ask();
        RunSummary summary = _tally.Summarize(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 0, 0), (summary.TotalCount, summary.SucceededCount, summary.FailedCount));
        Assert.Empty(summary.FailedById);
    }

    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(1000, "1.0 KB")]
    [InlineData(999_949, "999.9 KB")]
    [InlineData(999_951, "1.0 MB")]
    [InlineData(1_500_000_000, "1.5 GB")]
    public void Bytes_are_told_in_a_unit_that_fits(long bytes, string expected)
    {
        _tally.Count(errorId: null, attempts: 1, refusals: 0, sentAgain: 0, bytes);
        Assert.EndsWith($"; {expected}.", _tally.Summarize(TimeSpan.FromSeconds(1)).ToString(), StringComparison.Ordinal);
    }

    private void Count(int times, string? errorId, int attempts = 1, int refusals = 0, int? sentAgain = null)
    {
        for (int i = 0; i < times; i++)
        {
            _tally.Ask();
            _tally.Count(errorId, attempts, refusals, sentAgain ?? refusals, bytes: 550);
        }
    }
}
