using System.Net.Sockets;
using Oneloop.Client.ApiKeys;
using Oneloop.Client.Billing;
using Oneloop.Client.Pacing;
using Oneloop.Client.Scopes;
using Oneloop.Client.Tests.Pipeline;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pacing;

/// <summary>
/// A change that must not be repeated, while the service is down: one that may have been carried out fails at once, one that was not
/// sent waits, and what probes the service is a read.
/// </summary>
public sealed class ChangesInOutageTests
{
    private const string Change = "refillBillingLimit";
    private const string Probe = "getWorkspace";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(502, FaultKind.ServerError)]
    [InlineData(503, FaultKind.ServerError)]
    [InlineData(504, FaultKind.ServerError)]
    [InlineData(0, FaultKind.ConnectionFailed)]
    public async Task One_change_is_in_doubt_and_the_next_is_sent_once_when_a_read_was_answered(int status, FaultKind kind)
    {
        await using ResilienceFixture fixture = await StartAsync(s_patience);
        ScriptedAnswer down = Down(status);
        fixture.Server.Scripts.Set(new FaultScript { Operation = Change, Answers = [down], ThenOrdinary = true });
        fixture.Server.Scripts.Set(new FaultScript { Operation = Probe, Answers = [down, down, down], ThenOrdinary = true });

        RefillBillingRequest inDoubt = await SendAsync(fixture, "wonka");
        RefillBillingRequest next = await SendAsync(fixture, "soylent");
        RefillBillingRequest last = await SendAsync(fixture, "wonka");

        Assert.Equal((kind, true, 1), (inDoubt.Fault!.Kind, inDoubt.Fault.OutcomeUnknown, inDoubt.Attempts));
        Assert.Equal((null, 1), (next.Fault, next.Attempts));
        Assert.Equal((null, 1), (last.Fault, last.Attempts));
        Assert.Equal([Change, Probe, Probe, Probe, Probe, Change, Change], Sent(fixture));
        // Probes, each twice as long after the one before; then changes, at the pace at which a service that is back is sent requests.
        Assert.Equal([0.5, 1, 2, 4, 0.1], fixture.Time.Waits.Select(static w => Math.Round(w.TotalSeconds, 3)).Take(5));
    }

    [Fact]
    public async Task A_change_that_times_out_is_in_doubt_and_the_next_waits()
    {
        await using ResilienceFixture fixture = await StartAsync(s_patience);
        fixture.Server.Scripts.Set(new FaultScript { Operation = Change, Answers = [new() { DelayMs = 600_000 }], ThenOrdinary = true });

        RefillBillingRequest inDoubt = new("ws_lumen", "wonka", 1);
        Task sending = fixture.Client.SendAsync(inDoubt, Cancel);
        while (!Sent(fixture).Contains(Change))
        {
            await Task.Delay(1, Cancel);
        }

        fixture.Time.ExpireLimits();
        await sending;
        RefillBillingRequest next = await SendAsync(fixture, "soylent");

        Assert.Equal((FaultKind.Timeout, true, 1), (inDoubt.Fault!.Kind, inDoubt.Fault.OutcomeUnknown, inDoubt.Attempts));
        Assert.Null(next.Fault);
        Assert.Equal([Change, Probe, Change], Sent(fixture));
    }

    [Fact]
    public async Task A_change_whose_connection_is_refused_waits_and_is_sent_once()
    {
        int refusals = 0;
        await using ResilienceFixture fixture = await StartAsync(
            s_patience,
            async (context, cancel) => --refusals >= 0
                ? throw new SocketException((int)SocketError.ConnectionRefused)
                : await BrokenWay.OpenAsync(context.DnsEndPoint, cancel));
        fixture.Server.Scripts.Set("bye", new ScriptedAnswer { Headers = new Dictionary<string, string> { ["Connection"] = "close" } });
        await fixture.AskAsync("bye");
        // Four attempts that use up the retries of the change, and two probes.
        refusals = 6;

        RefillBillingRequest change = await SendAsync(fixture, "wonka");

        Assert.Equal((null, 5), (change.Fault, change.Attempts));
        Assert.Equal([Probe, Change], Sent(fixture));
        Assert.Equal([1, 2, 4, 0.5, 1, 2, 0.1], fixture.Time.Waits.Select(static w => Math.Round(w.TotalSeconds, 3)));
    }

    [Fact]
    public async Task When_the_patience_is_over_a_change_fails_that_was_not_sent()
    {
        await using ResilienceFixture fixture = await StartAsync(s_patience);
        fixture.Server.Scripts.Set(new FaultScript { Operation = Change, Answers = [Down(502)] });
        fixture.Server.Scripts.Set(new FaultScript { Operation = Probe, Answers = [Down(502)] });
        await SendAsync(fixture, "wonka");

        RefillBillingRequest notSent = await SendAsync(fixture, "soylent");

        Assert.Equal((FaultKind.ServiceUnavailable, false, 0), (notSent.Fault!.Kind, notSent.Fault.OutcomeUnknown, notSent.Attempts));
        Assert.Matches(@"^Not sent: the service has not responded for \d+ s\. Last error: The API failed \(HTTP 502", notSent.Fault.Message);
        Assert.Single(Sent(fixture), Change);
        Assert.InRange(fixture.Time.Waits.Sum(static w => w.TotalSeconds), 60, 61);
    }

    [Fact]
    public async Task Changes_that_are_sent_at_once_wait_for_one_read()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        // A real clock: patience must not be over while the read is in flight.
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "token"));
        await client.InvokeAsync(new ListScopesRequest("ws_lumen"), Cancel);
        server.Scripts.Set(new FaultScript { Operation = Change, Match = "wonka", Answers = [Down(502)] });
        await client.SendAsync(new RefillBillingRequest("ws_lumen", "wonka", 1), Cancel);

        RefillBillingRequest[] changes = [.. Enumerable.Range(0, 5).Select(static i => new RefillBillingRequest("ws_bulk", $"m{i}", 1))];
        await Task.WhenAll(changes.Select(change => client.SendAsync(change, Cancel)));

        Assert.All(changes, static change => Assert.Equal((null, 1), (change.Fault, change.Attempts)));
        Assert.Single(server.Requests.All, static r => r.Operation == Probe);
    }

    [Fact]
    public async Task Without_patience_ten_changes_in_doubt_end_the_run_and_a_read_probes_later()
    {
        await using ResilienceFixture fixture = await StartAsync(TimeSpan.Zero);
        fixture.Server.Scripts.Set(new FaultScript { Operation = Change, Answers = [.. Enumerable.Repeat(Down(502), 10)], ThenOrdinary = true });
        for (int i = 0; i < ServiceHealth.FailedRequests; i++)
        {
            Assert.True((await SendAsync(fixture, "wonka")).Fault!.OutcomeUnknown);
        }

        RefillBillingRequest notSent = await SendAsync(fixture, "wonka");
        fixture.Time.Advance(TimeSpan.FromSeconds(30));
        RefillBillingRequest later = await SendAsync(fixture, "wonka");

        Assert.Equal((FaultKind.ServiceUnavailable, false, 0), (notSent.Fault!.Kind, notSent.Fault.OutcomeUnknown, notSent.Attempts));
        Assert.Null(later.Fault);
        Assert.Equal([.. Enumerable.Repeat(Change, 10), Probe, Change], Sent(fixture));
    }

    [Fact]
    public async Task A_change_that_may_be_repeated_probes_by_itself_and_is_never_in_doubt()
    {
        await using ResilienceFixture fixture = await StartAsync(s_patience);
        fixture.Server.Scripts.Set(new FaultScript { Operation = "editApiKey", Answers = [.. Enumerable.Repeat(Down(502), 6)], ThenOrdinary = true });
        EditApiKeyRequest request = new("ws_northwind", "ak_nw_1001") { Name = "renamed" };

        await fixture.Client.SendAsync(request, Cancel);

        Assert.Equal((null, 7), (request.Fault, request.Attempts));
        Assert.Equal(Enumerable.Repeat("editApiKey", 7), Sent(fixture));
    }

    private static ScriptedAnswer Down(int status) => status == 0 ? new() { Abort = AbortPoint.BeforeHeaders } : new() { Status = status };

    /// <summary>The operations that were sent, but for reads of billing.</summary>
    private static List<string> Sent(ResilienceFixture fixture) =>
        [.. fixture.Server.Requests.All.Select(static r => r.Operation!).Where(static operation => operation != "getCustomerBilling")];

    private static async Task<RefillBillingRequest> SendAsync(ResilienceFixture fixture, string meter)
    {
        RefillBillingRequest request = new("ws_lumen", meter, 1);
        await fixture.Client.SendAsync(request, Cancel);
        return request;
    }

    private static async Task<ResilienceFixture> StartAsync(
        TimeSpan patience, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null)
    {
        ResilienceFixture fixture = await ResilienceFixture.StartAsync(outageTimeout: patience, connect: connect);
        Assert.NotNull((await fixture.AskAsync("first")).Billing);
        fixture.Time.Advance(TimeSpan.FromSeconds(2));
        return fixture;
    }
}
