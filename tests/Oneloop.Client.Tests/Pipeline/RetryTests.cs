using Oneloop.Client.Billing;
using Oneloop.Client.Pipeline;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>How long is waited, and for what.</summary>
public sealed class RetryTests
{
    private static readonly OneloopException s_failed = new(FaultKind.ServerError, "failed") { StatusCode = 503 };

    [Fact]
    public async Task Waits_double_up_to_half_a_minute()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 7);
        fixture.Server.Scripts.Set("m", new ScriptedAnswer { Status = 503 });

        (_, OneloopException? fault) = await fixture.AskAsync("m");

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], fixture.Time.Waits.Select(w => w.TotalSeconds));
        Assert.Equal(8, fault!.Attempts);
        Assert.Equal("The API failed (HTTP 503; 8 attempts).", fault.Message);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0, 0.25, 0.5)]
    [InlineData(2, 0.5, 4)]
    [InlineData(9, 0.1, 3)]
    [InlineData(100, 1, 30)]
    public void Jitter_is_full(int retry, double random, double seconds) =>
        Assert.Equal(seconds, RetryRules.Delay(s_failed, retry, TimeSpan.FromSeconds(2), random).TotalSeconds);

    [Theory]
    [InlineData("0", 1)]
    [InlineData("1", 1)]
    [InlineData("17", 17)]
    [InlineData("120", 120)]
    [InlineData("-5", 1)]
    [InlineData("soon", 1)]
    [InlineData("1.5", 1)]
    [InlineData("", 1)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 1)]
    public async Task Retry_After_is_a_floor_and_junk_is_ignored(string header, double seconds)
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        fixture.Server.Scripts.Set(new FaultScript
        {
            ExternalMeterId = "m",
            Answers = [new ScriptedAnswer { Status = 503, RetryAfter = header }],
            ThenOrdinary = true,
        });

        (CustomerBillingMeter? billing, _) = await fixture.AskAsync("m");

        Assert.NotNull(billing);
        Assert.Equal(seconds, Assert.Single(fixture.Time.Waits).TotalSeconds);
    }

    [Fact]
    public async Task Retry_After_as_a_date_counts_from_the_servers_own_time()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        fixture.Server.Scripts.Set(new FaultScript
        {
            ExternalMeterId = "m",
            Answers = [new ScriptedAnswer { Status = 503, RetryAfterDateInSec = 60 }],
            ThenOrdinary = true,
        });

        (CustomerBillingMeter? billing, _) = await fixture.AskAsync("m");

        Assert.NotNull(billing);
        // The server cuts both times to seconds.
        Assert.InRange(Assert.Single(fixture.Time.Waits).TotalSeconds, 59, 61);
    }

    [Theory]
    [InlineData("121")]
    [InlineData("86400")]
    [InlineData("99999999999")]
    public async Task Retry_After_over_two_minutes_is_reported_at_once(string header)
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        fixture.Server.Scripts.Set("m", new ScriptedAnswer { Status = 429, RetryAfter = header });

        (_, OneloopException? fault) = await fixture.AskAsync("m");

        Assert.Equal((FaultKind.Throttled, 1), (fault!.Kind, fault.Attempts));
        Assert.Empty(fixture.Time.Waits);
        Assert.Equal(1, fixture.Sent("m"));
        Assert.Equal($"The API received too many requests (HTTP 429, Retry-After {header} s; 1 attempt).", fault.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(86_401)]
    public void A_limit_out_of_its_range_is_refused(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new OneloopClientOptions(OneloopClientOptions.ProductionAddress, "token") { Timeout = TimeSpan.FromSeconds(seconds) });

    [Fact]
    public async Task The_last_cause_is_the_one_that_is_told()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 2);
        fixture.Server.Scripts.Set(
            "m",
            new ScriptedAnswer { Status = 503 },
            new ScriptedAnswer { Abort = AbortPoint.BeforeHeaders },
            new ScriptedAnswer { Status = 429, Body = """{"error":{"code":29,"message":"slow down"}}""" });

        (_, OneloopException? fault) = await fixture.AskAsync("m");

        Assert.Equal("The API received too many requests (HTTP 429, API code 29: slow down; 3 attempts).", fault!.Message);
    }

    [Fact]
    public async Task A_fault_that_passes_into_one_that_does_not_ends_the_tries()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        fixture.Server.Scripts.Set("m", new ScriptedAnswer { Status = 503 }, new ScriptedAnswer { Status = 403 });

        (_, OneloopException? fault) = await fixture.AskAsync("m");

        Assert.Equal((FaultKind.Forbidden, 2, 2), (fault!.Kind, fault.Attempts, fixture.Sent("m")));
    }
}
