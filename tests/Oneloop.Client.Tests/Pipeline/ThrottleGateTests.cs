using Oneloop.Client.Billing;
using Oneloop.Client.Pipeline;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>A 429 holds back every request of its connection.</summary>
public sealed class ThrottleGateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_it_is_closed_a_request_waits_and_says_why()
    {
        SkippingTimeProvider time = new(TimeSpan.Zero);
        ThrottleGate gate = new(time);
        GetBillingRequest request = new("ws", "m") { Trace = new RequestTrace(withDetails: false), Label = "meter 'm'" };
        gate.Close(TimeSpan.FromSeconds(20));
        gate.Close(TimeSpan.FromSeconds(5));
        time.Advance(TimeSpan.FromSeconds(8));

        await gate.WaitAsync(request, CancellationToken.None, Cancel);
        await gate.WaitAsync(request, CancellationToken.None, Cancel);

        Assert.Equal(12, Assert.Single(time.Waits).TotalSeconds);
        Assert.Equal("meter 'm': waiting 12 s, because the API asked another request of this connection to wait (HTTP 429)", Assert.Single(request.Trace!.Lines).Text);
    }

    [Fact]
    public async Task It_opens_also_when_its_time_comes_between_two_looks_at_the_clock()
    {
        for (int step = 1; step <= 40; step++)
        {
            HurryingTimeProvider time = new(TimeSpan.FromMilliseconds(step / 4.0));
            ThrottleGate gate = new(time);
            gate.Close(TimeSpan.FromMilliseconds(10));

            await gate.WaitAsync(new GetBillingRequest("ws", "m"), CancellationToken.None, Cancel);

            Assert.All(time.Waits, w => Assert.True(w > TimeSpan.Zero, $"A wait of {w.TotalMilliseconds} ms at steps of {step / 4.0} ms."));
        }
    }

    [Fact]
    public async Task Closing_the_client_ends_requests_that_wait_for_it()
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
    public async Task A_429_of_one_request_holds_back_another_of_the_same_connection_and_none_of_a_different_one()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        await using ResilienceFixture other = await ResilienceFixture.StartAsync();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        // A real clock here: the wait must be there when the second request comes, and ends with the test.
        using OneloopClient client = new(new OneloopClientOptions(fixture.Server.BaseAddress, "test-token"));
        fixture.Server.Scripts.Set("throttled", new ScriptedAnswer { Status = 429, RetryAfter = "100" });
        Task throttled = await WaitingAsync(client, "throttled", stop.Token);
        Task<CustomerBillingMeter?> held = client.InvokeAsync(new GetBillingRequest("ws_bulk", "held"), stop.Token);
        Assert.NotNull((await other.AskAsync("free")).Billing);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => throttled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        Assert.Equal((1, 0), (fixture.Sent("throttled"), fixture.Sent("held")));
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

    /// <summary>Asks for a customer, and comes back when that waits for its next try. In a task of its own, since it would be awaited else.</summary>
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

    /// <summary>A clock that goes on by so much each time it is read, and whose timers fire at once.</summary>
    private sealed class HurryingTimeProvider(TimeSpan step) : TimeProvider
    {
        private long _now;

        public List<TimeSpan> Waits { get; } = [];

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += step.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
