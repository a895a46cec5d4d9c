using System.Globalization;
using Oneloop.Client.Billing;
using Oneloop.Client.Pipeline;
using Oneloop.Client.Tests.Pipeline;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pacing;

/// <summary>A 429 holds back every request of its connection, and is no fault of the request that it refused.</summary>
public sealed class RefusalTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_request_is_sent_again_and_keeps_its_retries()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 1, outageTimeout: s_patience);
        fixture.Server.Scripts.Set(new FaultScript
        {
            ExternalMeterId = "m",
            Answers = [.. Enumerable.Repeat(new ScriptedAnswer { Status = 429 }, 5), new ScriptedAnswer { Status = 500 }],
            ThenOrdinary = true,
        });
        GetBillingRequest request = new("ws_bulk", "m");

        await fixture.Client.SendAsync(request, Cancel);

        Assert.Null(request.Fault);
        Assert.Equal((7, 5), (request.Attempts, request.Refusals));
    }

    [Theory]
    [InlineData("9")]
    [InlineData("55")]
    public async Task Retry_After_is_waited_for(string header)
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 0, outageTimeout: s_patience);
        fixture.Server.Scripts.Set(
            new FaultScript { ExternalMeterId = "m", Answers = [new ScriptedAnswer { Status = 429, RetryAfter = header }], ThenOrdinary = true });

        Assert.NotNull((await fixture.AskAsync("m")).Billing);

        Assert.Equal(header, Assert.Single(fixture.Time.Waits).TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_Retry_After_beyond_the_patience_fails_its_request_and_those_after_it()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(outageTimeout: s_patience);
        fixture.Server.Scripts.Set("m", new ScriptedAnswer { Status = 429, RetryAfter = "100" });

        (_, OneloopException? fault) = await fixture.AskAsync("m");
        (_, OneloopException? next) = await fixture.AskAsync("next");

        Assert.Equal("The API received too many requests (HTTP 429, Retry-After 100 s; 1 attempt).", fault!.Message);
        Assert.Equal((FaultKind.Throttled, 0), (next!.Kind, next.Attempts));
        Assert.Equal(100, next.RetryAfter!.Value.TotalSeconds);
        Assert.StartsWith("Not sent: the API asked to wait", next.Message, StringComparison.Ordinal);
        Assert.Equal((1, 0), (fixture.Sent("m"), fixture.Sent("next")));
        Assert.Empty(fixture.Time.Waits);

        // When less is left than the patience, it is waited for.
        fixture.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.NotNull((await fixture.AskAsync("later")).Billing);
        Assert.Equal(50, Assert.Single(fixture.Time.Waits).TotalSeconds);
    }

    [Fact]
    public async Task All_refused_for_the_patience_fails_as_throttled()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(outageTimeout: s_patience);
        fixture.Server.Scripts.Set("m", new ScriptedAnswer { Status = 429 });

        (_, OneloopException? fault) = await fixture.AskAsync("m");

        Assert.Equal((FaultKind.Throttled, 429), (fault!.Kind, fault.StatusCode));
        Assert.Equal(fixture.Sent("m"), fault.Attempts);
        Assert.InRange(fixture.Time.Waits.Sum(static w => w.TotalSeconds), 60, 120);
        Assert.InRange(fault.Attempts, 3, 40);
    }

    [Fact]
    public async Task A_held_back_request_waits_and_says_why()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(outageTimeout: s_patience);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        // A real clock here: the wait must be there when the second request comes, and ends with the test.
        using OneloopClient client = new(new OneloopClientOptions(fixture.Server.BaseAddress, "test-token"));
        await using ResilienceFixture other = await ResilienceFixture.StartAsync();
        fixture.Server.Scripts.Set("throttled", new ScriptedAnswer { Status = 429, RetryAfter = "100" });
        Task throttled = await WaitingAsync(client, "throttled", stop.Token);
        RequestTrace trace = new(withDetails: false);
        Task held = client.SendAsync(new GetBillingRequest("ws_bulk", "held") { Trace = trace }, stop.Token);

        Assert.NotNull((await other.AskAsync("free")).Billing);
        Assert.Matches(
            @"^meter 'held' in workspace 'ws_bulk': waiting (100|99)(\.\d+)? s, because the API asked this connection to wait \(HTTP 429\)$",
            Assert.Single(trace.Lines).Text);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => throttled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        Assert.Equal((1, 0), (fixture.Sent("throttled"), fixture.Sent("held")));
    }

    [Fact]
    public async Task Closing_the_client_ends_requests_that_wait()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        using OneloopClient client = new(new OneloopClientOptions(fixture.Server.BaseAddress, "test-token"));
        fixture.Server.Scripts.Set("throttled", new ScriptedAnswer { Status = 429, RetryAfter = "100" });
        Task throttled = await WaitingAsync(client, "throttled", Cancel);
        Task held = client.InvokeAsync(new GetBillingRequest("ws_bulk", "held"), Cancel);

        client.Dispose();

        Assert.Equal(FaultKind.ClientClosed, (await Assert.ThrowsAsync<OneloopException>(() => held)).Kind);
        await throttled;
        Assert.Equal(0, fixture.Sent("held"));
    }

    [Fact]
    public async Task A_503_holds_back_its_own_request_only()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using OneloopClient client = new(new OneloopClientOptions(fixture.Server.BaseAddress, "test-token"));
        fixture.Server.Scripts.Set("failing", new ScriptedAnswer { Status = 503, RetryAfter = "100" });
        Task failing = await WaitingAsync(client, "failing", stop.Token);

        Assert.NotNull(await client.InvokeAsync(new GetBillingRequest("ws_bulk", "free"), Cancel));

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => failing);
    }

    /// <summary>Asks for a customer, and comes back when that waits for its next attempt. In a task of its own, since it would be awaited else.</summary>
    private static async Task<Task> WaitingAsync(OneloopClient client, string meter, CancellationToken stop)
    {
        RequestTrace trace = new(withDetails: false);
        Task asked = client.SendAsync(new GetBillingRequest("ws_bulk", meter) { Trace = trace }, stop);
        while (trace.Lines.Count < 2)
        {
            await Task.Delay(1, Cancel);
        }

        return asked;
    }
}
