using Oneloop.Client.Billing;
using Oneloop.Client.Pacing;
using Oneloop.Client.Tests.Pipeline;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pacing;

/// <summary>Without patience: when the service is taken to be down, and when it is asked again.</summary>
public sealed class FailedRequestsTests
{
    private const int Enough = ServiceHealth.FailedRequests;

    [Fact]
    public async Task After_so_many_in_a_row_the_next_is_not_tried()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 1);
        await fixture.FailAsync(Enough);

        (_, OneloopException? fault) = await fixture.AskAsync("next");

        Assert.Equal((FaultKind.ServiceUnavailable, 0, null), (fault!.Kind, fault.Attempts, fault.StatusCode));
        Assert.Equal(
            "Not sent: the last 10 requests failed. Last error: The API failed (HTTP 503; 2 attempts). The next attempt is made in 30 s at the earliest.",
            fault.Message);
        Assert.Equal(0, fixture.Sent("next"));
    }

    [Fact]
    public async Task One_fewer_is_no_outage()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 0);
        await fixture.FailAsync(Enough - 1);

        Assert.NotNull((await fixture.AskAsync("next")).Billing);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    [InlineData(429)]
    [InlineData(501)]
    public async Task A_response_in_between_resets_the_count(int status)
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 0);
        await fixture.FailAsync(Enough - 1, "before");
        fixture.Server.Scripts.Set("between", status == 200 ? new ScriptedAnswer() : new ScriptedAnswer { Status = status });
        await fixture.AskAsync("between");

        await fixture.FailAsync(Enough - 1, "after");

        Assert.NotNull((await fixture.AskAsync("next")).Billing);
    }

    [Theory]
    [InlineData(AbortPoint.BeforeHeaders)]
    [InlineData(AbortPoint.InBody)]
    public async Task Broken_connections_count(AbortPoint abort)
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 0);
        for (int i = 0; i < Enough; i++)
        {
            fixture.Server.Scripts.Set($"m{i}", new ScriptedAnswer { Abort = abort });
            Assert.Equal(FaultKind.ConnectionFailed, (await fixture.AskAsync($"m{i}")).Fault!.Kind);
        }

        Assert.Equal(FaultKind.ServiceUnavailable, (await fixture.AskAsync("next")).Fault!.Kind);
    }

    [Fact]
    public async Task Connections_that_cannot_come_about_count_and_keep_their_cause()
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { Https = true });
        using OneloopClient client = new(new OneloopClientOptions(server.SecureBaseAddress!, "token") { OutageTimeout = TimeSpan.Zero });
        for (int i = 0; i < Enough; i++)
        {
            Assert.Equal((FaultKind.ConnectionFailed, 1), Outcome(await FaultAsync(client)));
        }

        OneloopException fault = await FaultAsync(client);

        Assert.Equal((FaultKind.ServiceUnavailable, 0), Outcome(fault));
        Assert.Equal(FaultCause.CertificateNotTrusted, fault.Cause);
        Assert.Contains("The certificate of localhost is not trusted: it is self-signed (1 attempt).", fault.Message, StringComparison.Ordinal);

        static (FaultKind Kind, int Tries) Outcome(OneloopException fault) => (fault.Kind, fault.Attempts);

        static Task<OneloopException> FaultAsync(OneloopClient client) => Assert.ThrowsAsync<OneloopException>(
            () => client.InvokeAsync(new GetBillingRequest("ws", "m"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task After_the_pause_a_probe_that_is_responded_to_ends_the_outage()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 0);
        await fixture.FailAsync(Enough);
        fixture.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(FaultKind.ServiceUnavailable, (await fixture.AskAsync("early")).Fault!.Kind);

        fixture.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull((await fixture.AskAsync("probe")).Billing);
        await fixture.FailAsync(Enough - 1, "again");
        Assert.NotNull((await fixture.AskAsync("next")).Billing);
    }

    [Fact]
    public async Task After_the_pause_a_probe_that_fails_begins_another()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 0);
        await fixture.FailAsync(Enough);
        fixture.Time.Advance(TimeSpan.FromSeconds(31));

        await fixture.FailAsync(1, "probe");

        Assert.Equal(FaultKind.ServiceUnavailable, (await fixture.AskAsync("next")).Fault!.Kind);
        fixture.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.NotNull((await fixture.AskAsync("later")).Billing);
    }

    [Fact]
    public async Task A_new_command_probes_at_once()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync(maximumRetryCount: 0);
        await fixture.FailAsync(Enough);

        fixture.Client.ProbeNow();
        await fixture.FailAsync(1, "probe");
        Assert.Equal(FaultKind.ServiceUnavailable, (await fixture.AskAsync("next")).Fault!.Kind);

        fixture.Client.ProbeNow();
        Assert.NotNull((await fixture.AskAsync("back")).Billing);
        Assert.NotNull((await fixture.AskAsync("still")).Billing);
    }
}
