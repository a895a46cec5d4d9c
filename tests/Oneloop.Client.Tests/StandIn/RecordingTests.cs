using System.Text.Json;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>What the stand-in tells about the requests and connections that it got.</summary>
public sealed class RecordingTests
{
    [Fact]
    public async Task A_request_is_kept_with_its_connection_and_its_answer()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using HttpClient client = Api.CreateClient();
        server.Scripts.Set("b", new ScriptedAnswer { Status = 429 });
        await client.StatusAsync(server, "a");
        await client.StatusAsync(server, "b");
        await client.StatusAsync(server, "b");
        JsonElement[] requests = [.. (await client.ReadAsync(server, "requests")).EnumerateArray()];

        Assert.Equal(["200", "429", "429"], requests.Select(r => r.GetProperty("answer").GetString()));
        Assert.All(requests, r => Assert.Equal("HTTP/1.1", r.GetProperty("protocol").GetString()));
        Assert.Single(requests.Select(r => r.GetProperty("connectionId").GetString()).Distinct());
        Assert.Equal("""{"total":3,"customers":2}""", (await client.ReadAsync(server, "requests/count")).GetRawText());
        Assert.Equal("""{"a":1,"b":2}""", (await client.ReadAsync(server, "requests/by-meter")).GetRawText());
    }

    [Fact]
    public async Task A_request_is_kept_with_its_operation_and_its_body()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using ContractClient api = new(server);
        using HttpClient client = Api.CreateClient();
        await api.CallAsync("refillBillingLimit", new { workspaceId = "ws_lumen", externalMeterId = "wonka", refill = 5 });
        await api.TryAsync("refillBillingLimit", new { workspaceId = "ws_lumen", externalMeterId = "wonka", refill = 0 });
        await api.CallAsync("getApiKeyById", null, "ws_lumen", "ak_lu_01");
        JsonElement[] requests = [.. (await client.ReadAsync(server, "requests")).EnumerateArray()];

        Assert.Equal(
            [("refillBillingLimit", "POST", true), ("refillBillingLimit", "POST", false), ("getApiKeyById", "GET", true)],
            requests.Select(r => (r.Text("operation"), r.Text("method"), r.Flag("processed"))));
        Assert.All(requests, request => Assert.Equal("ws_lumen", request.Text("workspaceId")));
        Assert.Equal(["wonka", "wonka", null], requests.Select(r => r.GetProperty("externalMeterId").GetString()));
        Assert.Equal("/api/v1/customer-billing/refill", requests[0].Text("path"));
        Assert.Equal("""{"workspaceId":"ws_lumen","externalMeterId":"wonka","refill":5}""", requests[0].Text("body"));
        Assert.Equal(JsonValueKind.Null, requests[2].GetProperty("body").ValueKind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Requests_are_counted_by_operation_and_meter(bool recordRequests)
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { RecordRequests = recordRequests });
        using ContractClient api = new(server);
        using HttpClient client = Api.CreateClient();
        await api.BillingAsync("ws_lumen", "wonka");
        await api.BillingAsync("ws_lumen", "acme/us-east");
        await api.CallAsync("refillBillingLimit", new { workspaceId = "ws_lumen", externalMeterId = "wonka", refill = 5 });
        await api.TryAsync("createCustomerBilling", new { workspaceId = "ws_lumen", externalMeterId = "wonka" });
        await client.GetAsync(new Uri(server.BaseAddress, "nowhere"), TestContext.Current.CancellationToken);

        JsonElement byOperation = await client.ReadAsync(server, "requests/by-operation");

        Assert.Equal(
            ["getCustomerBilling", "refillBillingLimit", "createCustomerBilling"],
            byOperation.EnumerateObject().Select(count => count.Name));
        Assert.Equal("""{"received":2,"processed":2}""", byOperation.GetProperty("getCustomerBilling").GetRawText());
        Assert.Equal("""{"received":1,"processed":0}""", byOperation.GetProperty("createCustomerBilling").GetRawText());
        Assert.Equal("""{"wonka":3,"acme/us-east":1}""", (await client.ReadAsync(server, "requests/by-meter")).GetRawText());
        Assert.Equal("""{"wonka":1}""", (await client.ReadAsync(server, "requests/by-meter?operation=refillBillingLimit")).GetRawText());
        Assert.Equal("""{"total":5,"customers":2}""", (await client.ReadAsync(server, "requests/count")).GetRawText());
        Assert.Equal(new OperationCount(0, 0), server.Requests.Of("getWorkspace"));
    }

    [Fact]
    public async Task A_request_in_a_test_result_shows_no_secret()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using ContractClient api = new(server, "canary-token");
        await api.TryAsync("recordApiKeyUsage", new { key = "canary-key" });
        await api.TryAsync("validateLinkToken", null, "canary-link");

        Assert.Equal(["recordApiKeyUsage: 404", "validateLinkToken: 404"], server.Requests.All.Select(request => request.ToString()));
    }

    [Fact]
    public async Task Changes_can_be_forgotten()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using ContractClient api = new(server);
        using HttpClient client = Api.CreateClient();
        JsonElement before = await api.BillingAsync("ws_lumen", "wonka");
        await api.CallAsync("refillBillingLimit", new { workspaceId = "ws_lumen", externalMeterId = "wonka", refill = 5 });
        await api.CallAsync("createWorkspace", new { name = "new" });
        await client.DeleteAsync(server, "data");

        Assert.True(JsonElement.DeepEquals(before, await api.BillingAsync("ws_lumen", "wonka")));
        Assert.Equal(3, (await api.CallAsync("getWorkspace")).Items("workspaces").Count());
        Assert.Equal(5, server.Requests.Count.Total);
    }

    [Fact]
    public async Task Without_recording_there_are_counts_only()
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { RecordRequests = false });
        using HttpClient client = Api.CreateClient();
        await client.StatusAsync(server, "a");
        RequestCount before = server.Requests.Count;
        Assert.Empty(server.Requests.All);
        await client.DeleteAsync(server, "requests");

        Assert.Equal((new RequestCount(1, 1), new RequestCount(0, 0)), (before, server.Requests.Count));
    }

    [Fact]
    public async Task Connections_are_counted_while_they_last()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using HttpClient control = Api.CreateClient();
        using (HttpClient first = Api.CreateClient())
        using (HttpClient second = Api.CreateClient())
        {
            await first.StatusAsync(server, "a");
            await first.StatusAsync(server, "b");
            await second.StatusAsync(server, "c");
            Assert.Equal("""{"open":2,"total":2}""", (await control.ReadAsync(server, "connections")).GetRawText());
        }

        await Api.UntilAsync(() => server.Connections.Open == 0);
        Assert.Equal("""{"open":0,"total":2}""", (await control.ReadAsync(server, "connections")).GetRawText());
    }

    [Fact]
    public async Task A_slip_in_a_control_call_is_no_request()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using HttpClient client = Api.CreateClient();

        Assert.Equal(404, await client.PutAsync(server, "outages", "{}"));
        Assert.Equal(0, server.Requests.Count.Total);
    }
}
