using Oneloop.Client.Billing;
using Oneloop.Client.Pacing;
using Oneloop.Client.Tests.Pipeline;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pacing;

/// <summary>With patience: what waits for a service that has responded before and does not now, and for how long.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(0)]
    public async Task A_request_waits_until_the_service_is_back_and_keeps_its_retries(int status)
    {
        await using ResilienceFixture fixture = await StartAsync(s_patience);
        ScriptedAnswer down = status == 0 ? new() { Abort = AbortPoint.BeforeHeaders } : new() { Status = status };
        // Four attempts that use up the retries, and three probes.
        fixture.Server.Scripts.Set(new FaultScript { ExternalMeterId = "m", Answers = [.. Enumerable.Repeat(down, 7)], ThenOrdinary = true });

        (CustomerBillingMeter? billing, OneloopException? fault) = await fixture.AskAsync("m");

        Assert.Null(fault);
        Assert.NotNull(billing);
        Assert.Equal(8, fixture.Sent("m"));
        // Retries with their delays, then probes, each twice as long after the one before.
        Assert.Equal([1, 2, 4, 0.5, 1, 2, 4], fixture.Time.Waits.Select(static w => w.TotalSeconds));
    }

    [Fact]
    public async Task When_the_patience_is_over_a_request_fails_by_its_last_attempt_and_one_that_was_not_sent_says_so()
    {
        await using ResilienceFixture fixture = await StartAsync(s_patience);
        fixture.Server.Scripts.Set("m", new ScriptedAnswer { Status = 503, Body = """{"error":{"code":7,"message":"maintenance"}}""" });

        (_, OneloopException? fault) = await fixture.AskAsync("m");

        Assert.Equal(FaultKind.ServerError, fault!.Kind);
        Assert.StartsWith("The API failed (HTTP 503, API code 7: maintenance; ", fault.Message, StringComparison.Ordinal);
        Assert.Equal(fixture.Sent("m"), fault.Attempts);
        // Seven seconds of retries before.
        Assert.InRange(fixture.Time.Waits.Sum(static w => w.TotalSeconds), 60, 60 + 7 + 1);

        fixture.Server.Scripts.Set("next", new ScriptedAnswer { Status = 503 });
        GetBillingRequest next = new("ws_bulk", "next");
        await fixture.Client.SendAsync(next, Cancel);
        fixture.Server.Scripts.Set("late", new ScriptedAnswer { Status = 503 });
        GetBillingRequest late = new("ws_bulk", "late");
        await fixture.Client.SendAsync(late, Cancel);

        // The first of the two was the probe that was due.
        Assert.Contains((FaultKind.ServiceUnavailable, 0), new[] { (next.Fault!.Kind, next.Attempts), (late.Fault!.Kind, late.Attempts) });
        OneloopException notSent = next.Attempts == 0 ? next.Fault! : late.Fault!;
        Assert.Matches(@"^Not sent: the service has not responded for \d+ s\. Last error: The API failed \(HTTP 503", notSent.Message);
        Assert.True(notSent.IsOutage);
    }

    [Theory]
    [InlineData(1, 0.5)]
    [InlineData(5, 5)]
    [InlineData(60, 30)]
    public async Task Probes_are_at_most_five_seconds_apart_at_first_and_thirty_later(int failed, double seconds)
    {
        await using ResilienceFixture fixture = await StartAsync(TimeSpan.FromHours(1), maximumRetryCount: 0);
        fixture.Server.Scripts.Set(
            new FaultScript { ExternalMeterId = "m", Answers = [.. Enumerable.Repeat(new ScriptedAnswer { Status = 502 }, failed)], ThenOrdinary = true });

        Assert.NotNull((await fixture.AskAsync("m")).Billing);

        Assert.Equal(seconds, fixture.Time.Waits[^1].TotalSeconds);
    }

    [Fact]
    public async Task A_service_that_never_responded_is_not_waited_for()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(outageTimeout: s_patience);
        fixture.Server.Scripts.Set("m", new ScriptedAnswer { Abort = AbortPoint.BeforeHeaders });

        (_, OneloopException? fault) = await fixture.AskAsync("m");

        Assert.Equal((FaultKind.ConnectionFailed, 4, false), (fault!.Kind, fault.Attempts, fixture.Client.State().HasResponded));
        Assert.Equal([1, 2, 4], fixture.Time.Waits.Select(static w => w.TotalSeconds));
    }

    [Fact]
    public async Task A_request_that_asks_whether_the_service_is_there_does_not_wait_for_it()
    {
        await using ResilienceFixture fixture = await StartAsync(s_patience);
        ScriptedAnswer down = new() { Status = 502 };
        fixture.Server.Scripts.Set("m", down);
        fixture.Server.Scripts.Set("check", down);
        await FailForPatienceAsync(fixture);
        int waits = fixture.Time.Waits.Count;

        GetBillingRequest check = new("ws_bulk", "check") { IsSentAtOnce = true };
        await fixture.Client.SendAsync(check, Cancel);

        Assert.Equal((FaultKind.ServerError, 4), (check.Fault!.Kind, check.Attempts));
        Assert.Equal([1, 2, 4], fixture.Time.Waits.Skip(waits).Select(static w => w.TotalSeconds));
        Assert.NotNull(fixture.Client.State().DownFor);
    }

    [Fact]
    public async Task A_new_command_probes_at_once()
    {
        await using ResilienceFixture fixture = await StartAsync(s_patience);
        fixture.Server.Scripts.Set("m", new ScriptedAnswer { Status = 502 });
        await FailForPatienceAsync(fixture);
        int waits = fixture.Time.Waits.Count;

        fixture.Client.ProbeNow();

        Assert.NotNull((await fixture.AskAsync("next")).Billing);
        Assert.Equal(waits, fixture.Time.Waits.Count);
        Assert.Null(fixture.Client.State().DownFor);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_at_once()
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions());
        // A real clock: the wait must be there when it is cancelled.
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "test-token") { MaximumRetryCount = 0 });
        await client.InvokeAsync(new GetBillingRequest("ws_bulk", "first"), Cancel);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        string[] meters = [.. Enumerable.Range(0, ServiceHealth.FailedAttempts).Select(static i => $"m{i}")];
        foreach (string meter in meters)
        {
            server.Scripts.Set(meter, new ScriptedAnswer { Status = 502 });
        }

        GetBillingRequest[] requests = [.. meters.Select(static meter => new GetBillingRequest("ws_bulk", meter))];
        Task[] asked = [.. requests.Select(request => client.SendAsync(request, stop.Token))];
        while (client.State().DownFor is null)
        {
            await Task.Delay(1, Cancel);
        }

        await stop.CancelAsync();

        foreach (Task task in asked)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }

        int sent = requests.Sum(static request => request.Attempts);
        // The cancelled requests have left the queue: the next one is the probe.
        client.ProbeNow();
        Assert.NotNull(await client.InvokeAsync(new GetBillingRequest("ws_bulk", "next"), Cancel));
        Assert.Equal(sent, requests.Sum(static request => request.Attempts));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(0)]
    public async Task When_the_service_is_back_all_requests_of_a_new_command_are_answered_also_after_the_patience(int patience)
    {
        await using ResilienceFixture fixture = await StartAsync(TimeSpan.FromSeconds(patience), maximumRetryCount: 0);
        if (patience == 0)
        {
            await fixture.FailAsync(ServiceHealth.FailedRequests);
        }
        else
        {
            fixture.Server.Scripts.Set("m", new ScriptedAnswer { Status = 502 });
            await FailForPatienceAsync(fixture);
        }

        fixture.Client.ProbeNow();
        GetBillingRequest[] requests = [.. Enumerable.Range(0, 20).Select(static i => new GetBillingRequest("ws_bulk", $"n{i}"))];
        await Task.WhenAll(requests.Select(request => fixture.Client.SendAsync(request, Cancel)));

        Assert.All(requests, static request => Assert.Null(request.Fault));
    }

    [Fact]
    public async Task A_request_that_asks_whether_the_service_is_there_does_not_wait_for_a_limit_to_end()
    {
        await using ResilienceFixture fixture = await StartAsync(s_patience, maximumRetryCount: 1);
        fixture.Server.Scripts.Set("check", new ScriptedAnswer { Status = 429 });

        GetBillingRequest check = new("ws_bulk", "check") { IsSentAtOnce = true };
        await fixture.Client.SendAsync(check, Cancel);

        Assert.Equal((FaultKind.Throttled, 2), (check.Fault!.Kind, check.Attempts));
    }

    private static async Task<ResilienceFixture> StartAsync(TimeSpan patience, int maximumRetryCount = 3)
    {
        ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount, outageTimeout: patience);
        Assert.NotNull((await fixture.AskAsync("first")).Billing);
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        return fixture;
    }

    private static async Task FailForPatienceAsync(ResilienceFixture fixture)
    {
        GetBillingRequest request = new("ws_bulk", "m");
        await fixture.Client.SendAsync(request, Cancel);
        Assert.NotNull(request.Fault);
        Assert.NotNull(fixture.Client.State().DownFor);
    }
}
