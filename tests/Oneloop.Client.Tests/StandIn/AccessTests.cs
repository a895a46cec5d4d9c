using System.Net;
using System.Text.Json;
using Oneloop.StandIn;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Who may do what, and what there is.</summary>
public sealed class AccessTests : ResourceTest
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, object?, string[]> UnknownIds => new()
    {
        { "refillBillingLimit", new { workspaceId = "ws_lumen", externalMeterId = "hooli", refill = 1 }, [] },
        { "getBillingUsage", null, ["cbm_none"] },
        { "createApiKey", NewKey(("workspaceId", "ws_none")), [] },
        { "recordApiKeyUsage", new { key = "none" }, [] },
        { "getApiKeys", null, ["ws_none"] },
        { "getApiKeyById", null, ["ws_northwind", "ak_none"] },
        { "getApiKeyById", null, ["ws_none", "ak_nw_1001"] },
        { "getApiKeyById", null, ["ws_lumen", "ak_nw_1001"] },
        { "editApiKey", new { enabled = false }, ["ws_northwind", "ak_none"] },
        { "deleteApiKey", null, ["ws_northwind", "ak_none"] },
        { "rotateApiKey", null, ["ws_northwind", "ak_none"] },
        { "getWorkspaceById", null, ["ws_none"] },
        {
            "updateWorkspace",
            new { defaultKeyPrefix = "p", defaultAllowedIPs = Array.Empty<string>(), defaultRateLimitPerSecond = 1, defaultExpiration = 1 },
            ["ws_none"]
        },
        { "getWorkspaceScopes", null, ["ws_none"] },
        { "createWorkspaceScopes", new { name = "a", representation = "a" }, ["ws_none"] },
        { "generateLinkToken", new { customerId = "c", workspaceId = "ws_none" }, [] },
        { "validateLinkToken", null, ["link_none"] },
        { "validateLinkToken", null, ["a.file"] },
    };

    [Theory]
    [MemberData(nameof(UnknownIds), DisableDiscoveryEnumeration = true)]
    public async Task An_unknown_id_is_404(string operation, object? body, string[] ids)
    {
        (int status, JsonElement error) = await Client.TryAsync(operation, body, ids);

        Assert.Equal(404, status);
        Assert.InRange(error.GetProperty("error").GetProperty("code").GetInt32(), 4041, 4044);
        Assert.Equal(0, Server.Requests.Of(operation).Processed);
    }

    [Theory]
    [InlineData("getCustomerBilling")]
    [InlineData("createCustomerBilling")]
    [InlineData("refillBillingLimit")]
    public async Task The_billings_of_an_unknown_workspace_are_403(string operation)
    {
        object? body = operation switch
        {
            "createCustomerBilling" => new { workspaceId = "ws_none", externalMeterId = "m" },
            "refillBillingLimit" => new { workspaceId = "ws_none", externalMeterId = "m", refill = 1 },
            _ => null,
        };

        Assert.Equal(403, (await Client.TryAsync(operation, body, body is null ? ["ws_none", "m"] : [])).Status);
    }

    [Fact]
    public async Task A_narrow_token_may_do_all_but_list_workspaces()
    {
        using ContractClient narrow = new(Server, "narrow-1");

        Assert.Equal(403, (await narrow.TryAsync("getWorkspace")).Status);
        await narrow.CallAsync("getWorkspaceById", null, "ws_lumen");
        await narrow.CallAsync("getApiKeys", null, "ws_lumen");
        await narrow.BillingAsync("ws_lumen", "wonka");
    }

    [Fact]
    public async Task Only_the_tokens_that_were_named_are_accepted()
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { Tokens = ["revoked-not", "narrow-2"] });
        using ContractClient named = new(server, "revoked-not");
        using ContractClient narrow = new(server, "narrow-2");
        using ContractClient other = new(server, "other");

        Assert.Equal(200, (await named.TryAsync("getWorkspace")).Status);
        Assert.Equal(403, (await narrow.TryAsync("getWorkspace")).Status);
        Assert.Equal(401, (await other.TryAsync("getWorkspace")).Status);
    }

    [Theory]
    [InlineData("GET", "/", 404)]
    [InlineData("GET", "/api/v1/workspaces", 404)]
    [InlineData("GET", "/api/v1/workspace/", 404)]
    [InlineData("GET", "/api/v1/workspace/ws_lumen/", 404)]
    [InlineData("GET", "/api/v1/workspace/ws_lumen/api-key/a/b", 404)]
    [InlineData("POST", "/api/v1/workspace/ws_lumen", 405)]
    [InlineData("DELETE", "/api/v1/customer-billing", 405)]
    [InlineData("GET", "/api/v1/api-key/verify", 405)]
    public async Task A_path_that_there_is_not_is_404_and_a_method_that_it_does_not_take_405(string method, string path, int expected)
    {
        using HttpClient client = Api.CreateClient();
        using HttpRequestMessage request = new(new HttpMethod(method), new Uri(Server.BaseAddress, path));
        using HttpResponseMessage response = await client.SendAsync(request, Cancel);

        Assert.Equal(expected, (int)response.StatusCode);
        Assert.Null(Assert.Single(Server.Requests.All).Operation);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("..")]
    [InlineData("ä b+c?d#e&f")]
    [InlineData("scope")]
    public async Task Any_id_in_a_path_arrives_as_it_was_written(string id)
    {
        // An id of dots only would be taken out of the path by Uri.
        using SocketsHttpHandler handler = new();
        using HttpMessageInvoker client = new(handler);
        Uri uri = new(
            $"{Server.BaseAddress}api/v1/workspace/{Uri.EscapeDataString(id)}/api-key",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using HttpRequestMessage request = new(HttpMethod.Get, uri);
        using HttpResponseMessage response = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(("getApiKeys", id), (Server.Requests.All[0].Operation, Server.Requests.All[0].WorkspaceId));
    }
}
