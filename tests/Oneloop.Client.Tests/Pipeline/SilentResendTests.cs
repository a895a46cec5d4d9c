using System.Net;
using Oneloop.Client.Pipeline;
using Oneloop.Client.Raw;
using Oneloop.Client.Tests.StandIn;
using Oneloop.Client.Workspaces;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>
/// A change is sent once, even if a pooled connection closes before the response: SocketsHttpHandler sends a request without content
/// a second time by itself then.
/// </summary>
public sealed class SilentResendTests(SecureStandInFixture standIn) : IClassFixture<SecureStandInFixture>
{
    private const string Key = "api/v1/workspace/ws_northwind/api-key/ak_nw_1001";
    private const string KeyToDelete = "api/v1/workspace/ws_northwind/api-key/ak_nw_1003";

    /// <summary>Each operation of the client that is not a GET, over both versions of HTTP.</summary>
    public static TheoryData<Type, bool> Changes =>
        [.. RequestTypes.Changes.SelectMany(type => new TheoryDataRow<Type, bool>[] { new(type, false), new(type, true) })];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private StandInServer Server => standIn.Server;

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_is_sent_once(Type type, bool http2)
    {
        OneloopRequest request = RequestTypes.Create(type);

        await AssertSentOnceAsync(request, RequestTypes.InContract(request)!.Id, http2);
    }

    [Theory]
    [InlineData("POST", $"{Key}/rotate", "rotateApiKey", false)]
    [InlineData("POST", $"{Key}/rotate", "rotateApiKey", true)]
    [InlineData("DELETE", KeyToDelete, "deleteApiKey", false)]
    [InlineData("DELETE", KeyToDelete, "deleteApiKey", true)]
    public async Task Any_call_that_changes_something_is_sent_once_without_a_body_too(string method, string path, string operation, bool http2) =>
        await AssertSentOnceAsync(new RawRequest(new HttpMethod(method), path), operation, http2);

    [Fact]
    public async Task Without_a_content_the_handler_sends_it_twice()
    {
        using HttpClient http = new(new SocketsHttpHandler()) { BaseAddress = Server.BaseAddress };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer token");
        using HttpResponseMessage warm = await http.GetAsync("api/v1/workspace", Cancel);
        CloseBeforeResponse("rotateApiKey");

        using HttpResponseMessage response = await http.PostAsync($"{Key}/rotate", content: null, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(2, Server.Requests.Of("rotateApiKey").Received);
    }

    private async Task AssertSentOnceAsync(OneloopRequest request, string operation, bool http2)
    {
        bool isRepeatable = request.Operation.Retry == Retry.Always;
        using OneloopClient client = new(new OneloopClientOptions(http2 ? Server.SecureBaseAddress! : Server.BaseAddress, "token")
        {
            Trust = http2 ? Api.Trust(Server) : null,
            RetryInterval = TimeSpan.Zero,
            OutageTimeout = TimeSpan.Zero,
            // The client itself would repeat it, which is not what is looked for.
            MaximumRetryCount = isRepeatable ? 0 : 3,
        });
        CloseBeforeResponse(operation);
        await client.InvokeAsync(new ListWorkspacesRequest(), Cancel);

        await client.SendAsync(request, Cancel);

        Assert.Equal((FaultKind.ConnectionFailed, !isRepeatable, 1), (request.Fault!.Kind, request.Fault.OutcomeUnknown, request.Fault.Attempts));
        Assert.Equal(http2 ? "HTTP/2" : "HTTP/1.1", Assert.Single(Server.Requests.All, r => r.Operation == operation).Protocol);
        // The connection was a warm one: otherwise the handler would have no reason to send again.
        Assert.Single(Server.Requests.All.Select(r => r.ConnectionId).Distinct());
    }

    /// <summary>
    /// Has a connection close after the next request for an operation, of which the stand-in has received none then. What another test
    /// rotated or deleted is there again: xUnit orders the tests of a class anew in each run.
    /// </summary>
    private void CloseBeforeResponse(string operation)
    {
        Server.ResetData();
        Server.Requests.Clear();
        Server.Scripts.SetOnce(operation, new ScriptedAnswer { Abort = AbortPoint.CloseBeforeHeaders });
    }
}
