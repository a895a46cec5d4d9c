using System.Net;
using Oneloop.Client.ApiKeys;
using Oneloop.Client.Billing;
using Oneloop.Client.LinkTokens;
using Oneloop.Client.Pipeline;
using Oneloop.Client.Raw;
using Oneloop.Client.Scopes;
using Oneloop.Client.Tests.StandIn;
using Oneloop.Client.Usage;
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

    /// <summary>All that is no GET, by its operation in the contract.</summary>
    private static readonly Dictionary<string, Func<OneloopRequest>> s_changes = new()
    {
        ["createCustomerBilling"] = static () => new CreateBillingRequest("ws_lumen", "new"),
        ["refillBillingLimit"] = static () => new RefillBillingRequest("ws_lumen", "wonka", 1),
        ["recordApiKeyUsage"] = static () => new RecordUsageRequest("key"),
        ["createApiKey"] = static () => new CreateApiKeyRequest("ws_lumen", "customer", "key"),
        ["verifyApiKey"] = static () => new VerifyApiKeyRequest("key"),
        ["editApiKey"] = static () => new EditApiKeyRequest("ws_northwind", "ak_nw_1001") { Enabled = true },
        ["deleteApiKey"] = static () => new DeleteApiKeyRequest("ws_northwind", "ak_nw_1001"),
        ["rotateApiKey"] = static () => new RotateApiKeyRequest("ws_northwind", "ak_nw_1001"),
        ["createWorkspace"] = static () => new CreateWorkspaceRequest("new"),
        ["updateWorkspace"] = static () => new UpdateWorkspaceRequest("ws_northwind")
        {
            DefaultKeyPrefix = null,
            DefaultAllowedIPs = [],
            DefaultRateLimitPerSecond = null,
            DefaultExpiration = null,
        },
        ["createWorkspaceScopes"] = static () => new CreateScopeRequest("ws_northwind", "name", "scope"),
        ["generateLinkToken"] = static () => new CreateLinkTokenRequest("ws_northwind", "customer"),
    };

    public static TheoryData<string, bool> Changes => [.. s_changes.Keys.SelectMany(static operation => new[] { (operation, false), (operation, true) })];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_is_sent_once(string operation, bool http2) => await AssertSentOnceAsync(operation, s_changes[operation](), http2);

    [Theory]
    [InlineData("POST", "/rotate", "rotateApiKey", false)]
    [InlineData("POST", "/rotate", "rotateApiKey", true)]
    [InlineData("DELETE", "", "deleteApiKey", false)]
    [InlineData("DELETE", "", "deleteApiKey", true)]
    public async Task A_change_by_path_without_a_body_is_sent_once(string method, string path, string operation, bool http2) =>
        await AssertSentOnceAsync(operation, new RawRequest(new HttpMethod(method), Key["api/v1/".Length..] + path), http2);

    [Fact]
    public void No_operation_that_changes_something_is_left_out() =>
        Assert.Equal(
            OperationTests.Requests.Select(static row => row.Data).Where(OperationTests.IsChange).Order(TypeName),
            s_changes.Values.Select(static create => create().GetType()).Order(TypeName));

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

    private static Comparer<Type> TypeName { get; } = Comparer<Type>.Create(static (x, y) => string.CompareOrdinal(x.Name, y.Name));

    private static async Task AssertSentOnceAsync(string operation, OneloopRequest request, bool http2)
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { Https = http2 });
        Uri address = http2 ? server.SecureBaseAddress! : server.BaseAddress;
        using OneloopClient client = new(new OneloopClientOptions(address, "token")
        {
            Trust = http2 ? Api.Trust(server) : null,
            MaximumRetryCount = 0,
            OutageTimeout = TimeSpan.Zero,
        });
        await client.InvokeAsync(new ListWorkspacesRequest(), Cancel);
        CloseBeforeResponse(server, operation);

        await client.SendAsync(request, Cancel);

        bool isUnknown = request.Operation.Retry == Retry.IfNotProcessed;
        Assert.Equal((FaultKind.ConnectionFailed, isUnknown, 1), (request.Fault!.Kind, request.Fault.OutcomeUnknown, request.Fault.Attempts));
        Assert.Equal(http2 ? "HTTP/2" : "HTTP/1.1", Assert.Single(server.Requests.All, r => r.Operation == operation).Protocol);
        // The connection was a warm one: otherwise the handler would have no reason to send again.
        Assert.Single(server.Requests.All.Select(r => r.ConnectionId).Distinct());
    }

    private static void CloseBeforeResponse(StandInServer server, string operation) => server.Scripts.Set(new FaultScript
    {
        Operation = operation,
        Answers = [new ScriptedAnswer { Abort = AbortPoint.CloseBeforeHeaders }],
        ThenOrdinary = true,
    });
}
