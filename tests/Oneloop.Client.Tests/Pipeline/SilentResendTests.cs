using System.Net;
using Oneloop.Client.Pipeline;
using Oneloop.Client.Tests.StandIn;
using Oneloop.Client.Workspaces;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>
/// A change is sent once, even if a pooled connection closes before the response: SocketsHttpHandler sends a request without content
/// a second time by itself then.
/// </summary>
public sealed class SilentResendTests
{
    private const string Key = "api/v1/workspace/ws_northwind/api-key/ak_nw_1001";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "/rotate", "rotateApiKey", false)]
    [InlineData("POST", "/rotate", "rotateApiKey", true)]
    [InlineData("DELETE", "", "deleteApiKey", false)]
    [InlineData("DELETE", "", "deleteApiKey", true)]
    public async Task A_change_without_a_body_is_sent_once(string method, string path, string operation, bool http2)
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { Https = http2 });
        Uri address = http2 ? server.SecureBaseAddress! : server.BaseAddress;
        using OneloopClient client = new(new OneloopClientOptions(address, "token") { Trust = http2 ? Api.Trust(server) : null, RetryInterval = TimeSpan.Zero });
        await client.InvokeAsync(new ListWorkspacesRequest(), Cancel);
        CloseBeforeResponse(server, operation);
        ProbeRequest request = new(new HttpMethod(method), Key["api/v1/".Length..] + path, Retry.IfNotProcessed);

        await client.SendAsync(request, Cancel);

        Assert.Equal((FaultKind.ConnectionFailed, true, 1), (request.Fault!.Kind, request.Fault.OutcomeUnknown, request.Fault.Attempts));
        Assert.Equal(http2 ? "HTTP/2" : "HTTP/1.1", Assert.Single(server.Requests.All, r => r.Operation == operation).Protocol);
        // The connection was a warm one: otherwise the handler would have no reason to send again.
        Assert.Single(server.Requests.All.Select(r => r.ConnectionId).Distinct());
    }

    [Fact]
    public async Task Without_a_content_the_handler_sends_it_twice()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using HttpClient http = new(new SocketsHttpHandler()) { BaseAddress = server.BaseAddress };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer token");
        using HttpResponseMessage warm = await http.GetAsync("api/v1/workspace", Cancel);
        CloseBeforeResponse(server, "rotateApiKey");

        using HttpResponseMessage response = await http.PostAsync($"{Key}/rotate", content: null, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, server.Requests.All.Count(r => r.Operation == "rotateApiKey"));
    }

    private static void CloseBeforeResponse(StandInServer server, string operation) => server.Scripts.Set(new FaultScript
    {
        Operation = operation,
        Answers = [new ScriptedAnswer { Abort = AbortPoint.CloseBeforeHeaders }],
        ThenOrdinary = true,
    });
}
