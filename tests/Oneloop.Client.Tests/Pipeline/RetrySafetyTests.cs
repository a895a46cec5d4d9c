using Oneloop.Client.Pipeline;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>An operation that must not be repeated is repeated only if the server cannot have acted on it.</summary>
public sealed class RetrySafetyTests
{
    private const string Path = "workspace/ws_northwind/api-key/ak_nw_1001/rotate";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429, "Throttled", 4, false)]
    [InlineData(408, "Throttled", 1, true)]
    [InlineData(500, "ServerError", 1, true)]
    [InlineData(502, "ServerError", 1, true)]
    [InlineData(503, "ServerError", 1, true)]
    [InlineData(504, "ServerError", 1, true)]
    [InlineData(400, "BadRequest", 1, false)]
    [InlineData(401, "Unauthorized", 1, false)]
    [InlineData(403, "Forbidden", 1, false)]
    [InlineData(404, "NotFound", 1, false)]
    [InlineData(409, "Conflict", 1, false)]
    [InlineData(302, "UnexpectedStatus", 1, true)]
    public async Task By_status(int status, string kind, int sent, bool isUnknown) =>
        await AssertAsync(new ScriptedAnswer { Status = status }, kind, sent, isUnknown);

    [Theory]
    [InlineData(AbortPoint.BeforeHeaders)]
    [InlineData(AbortPoint.CloseBeforeHeaders)]
    [InlineData(AbortPoint.InBody)]
    public async Task A_connection_that_breaks_leaves_the_outcome_unknown(AbortPoint point) =>
        await AssertAsync(new ScriptedAnswer { Abort = point }, "ConnectionFailed", sent: 1, isUnknown: true);

    [Fact]
    public async Task A_200_that_cannot_be_read_leaves_the_outcome_unknown() =>
        await AssertAsync(new ScriptedAnswer { Body = "{}" }, "InvalidResponse", sent: 1, isUnknown: true);

    [Fact]
    public async Task A_refused_connection_is_retried_and_rules_out_that_the_server_acted()
    {
        StandInServer server = await StandInServer.StartAsync();
        await server.DisposeAsync();
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "token") { RetryInterval = TimeSpan.Zero });
        ProbeRequest request = new(HttpMethod.Post, Path, Retry.IfNotProcessed);

        await client.SendAsync(request, Cancel);

        Assert.Equal((FaultKind.ConnectionFailed, false, 4), (request.Fault!.Kind, request.Fault.OutcomeUnknown, request.Fault.Attempts));
    }

    [Fact]
    public async Task A_refused_change_that_waits_is_known_not_to_be_made_when_the_client_is_closed()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "token"));
        server.Scripts.Set(new FaultScript { Operation = "rotateApiKey", Answers = [new ScriptedAnswer { Status = 429, RetryAfter = "60" }] });
        ProbeRequest request = new(HttpMethod.Post, Path, Retry.IfNotProcessed);
        Task sending = client.SendAsync(request, Cancel);
        while (request.Refusals == 0)
        {
            await Task.Delay(1, Cancel);
        }

        client.Dispose();
        await sending;

        Assert.Equal((FaultKind.ClientClosed, false, 1), (request.Fault!.Kind, request.Fault.OutcomeUnknown, request.Attempts));
    }

    [Fact]
    public async Task A_change_in_flight_is_in_doubt_when_the_client_is_closed()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "token"));
        server.Scripts.Set(new FaultScript { Operation = "rotateApiKey", Answers = [new ScriptedAnswer { DelayMs = 600_000 }] });
        ProbeRequest request = new(HttpMethod.Post, Path, Retry.IfNotProcessed);
        Task sending = client.SendAsync(request, Cancel);
        while (server.Requests.All.Count == 0)
        {
            await Task.Delay(1, Cancel);
        }

        client.Dispose();
        await sending;

        Assert.Equal((FaultKind.ClientClosed, true, 1), (request.Fault!.Kind, request.Fault.OutcomeUnknown, request.Attempts));
    }

    [Fact]
    public async Task An_operation_that_is_safe_to_repeat_is_repeated_and_its_outcome_is_never_unknown()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        fixture.Server.Scripts.Set(new FaultScript { Operation = "rotateApiKey", Answers = [new ScriptedAnswer { Status = 503 }] });
        ProbeRequest request = new(HttpMethod.Post, Path, Retry.Always);

        await fixture.Client.SendAsync(request, Cancel);

        Assert.Equal((FaultKind.ServerError, false, 4), (request.Fault!.Kind, request.Fault.OutcomeUnknown, request.Fault.Attempts));
    }

    private static async Task AssertAsync(ScriptedAnswer answer, string kind, int sent, bool isUnknown)
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        fixture.Server.Scripts.Set(new FaultScript { Operation = "rotateApiKey", Answers = [answer] });
        ProbeRequest request = new(HttpMethod.Post, Path, Retry.IfNotProcessed);

        await fixture.Client.SendAsync(request, Cancel);

        Assert.Equal((kind, isUnknown), (request.Fault!.Kind.ToString(), request.Fault.OutcomeUnknown));
        Assert.Equal(sent, fixture.Server.Requests.All.Count(r => r.Operation == "rotateApiKey"));
    }
}
