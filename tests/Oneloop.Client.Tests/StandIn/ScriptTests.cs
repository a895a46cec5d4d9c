using System.Text.Json;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Scripts for operations.</summary>
public sealed class ScriptTests : ResourceTest
{
    private const string Down = """{"error":{"code":1,"message":"down"}}""";

    private static readonly string s_down = JsonSerializer.Serialize(Down);
    private static readonly ScriptedAnswer s_unavailable = new() { Status = 503, Body = Down };
    private static readonly ScriptedAnswer s_badGateway = new() { Status = 502, Body = Down };

    [Fact]
    public async Task A_script_is_for_its_operation_only()
    {
        await ScriptAsync($$"""{"operation":"getWorkspace","answers":[{"status":503,"body":{{s_down}}}],"thenOrdinary":true}""");

        Assert.Equal(200, (await Client.TryAsync("getWorkspaceById", null, "ws_lumen")).Status);
        Assert.Equal(503, (await Client.TryAsync("getWorkspace")).Status);
        Assert.Equal(200, (await Client.TryAsync("getWorkspace")).Status);
    }

    [Theory]
    [InlineData("getCustomerBilling", "wonka")]
    [InlineData("getCustomerBilling", "ws_lumen")]
    [InlineData("refillBillingLimit", "wonka")]
    [InlineData("refillBillingLimit", "ws_lumen")]
    [InlineData("generateLinkToken", "ws_lumen")]
    [InlineData("generateLinkToken", "c1")]
    [InlineData("getApiKeyById", "ws_lumen")]
    [InlineData("getApiKeyById", "ak_lu_01")]
    [InlineData("getWorkspaceScopes", "ws_lumen")]
    public async Task A_script_can_be_narrowed_by_any_id(string operation, string id)
    {
        Server.Scripts.Set(new FaultScript { Operation = operation, Match = id, Answers = [s_unavailable] });

        Assert.Equal(503, await CallAsync(operation, "ws_lumen", "wonka", "c1", "ak_lu_01"));
        Assert.Equal(200, await CallAsync(operation, "ws_northwind", "customer_1001----chat", "c2", "ak_nw_1001"));
    }

    [Fact]
    public async Task The_narrower_script_comes_first()
    {
        Server.Scripts.Set(new FaultScript { Operation = "getWorkspaceById", Answers = [s_unavailable] });
        Server.Scripts.Set(new FaultScript { Operation = "getWorkspaceById", Match = "ws_lumen", Answers = [s_badGateway] });
        Server.Scripts.Set(new FaultScript { Operation = "getApiKeyById", Match = "ws_lumen", Answers = [s_unavailable] });
        Server.Scripts.Set(new FaultScript { Operation = "getApiKeyById", Match = "ak_lu_01", Answers = [s_badGateway] });

        Assert.Equal(502, (await Client.TryAsync("getWorkspaceById", null, "ws_lumen")).Status);
        Assert.Equal(503, (await Client.TryAsync("getWorkspaceById", null, "ws_harbor")).Status);
        Assert.Equal(502, (await Client.TryAsync("getApiKeyById", null, "ws_lumen", "ak_lu_01")).Status);
        Assert.Equal(503, (await Client.TryAsync("getApiKeyById", null, "ws_lumen", "ak_lu_02")).Status);
    }

    [Fact]
    public async Task A_script_for_a_meter_alone_is_for_its_billing_in_any_workspace()
    {
        await ScriptAsync($$"""{"externalMeterId":"wonka","answers":[{"status":503,"body":{{s_down}}}]}""");

        Assert.Equal(503, (await Client.TryAsync("getCustomerBilling", null, "ws_lumen", "wonka")).Status);
        Assert.Equal(503, (await Client.TryAsync("getCustomerBilling", null, "ws_bulk", "wonka")).Status);
        Assert.Equal(200, await CallAsync("refillBillingLimit", "ws_lumen", "wonka", string.Empty, string.Empty));
    }

    [Fact]
    public async Task A_script_for_a_meter_is_for_any_path_that_is_no_operation_too()
    {
        using HttpClient client = Api.CreateClient();
        Server.Scripts.Set("hook", new ScriptedAnswer { Status = 204 });
        Server.Scripts.Set(new FaultScript { Operation = "getCustomerBilling", Answers = [s_unavailable] });
        using HttpResponseMessage hook = await client.PostAsync(
            new Uri(Server.BaseAddress, "notify?externalMeterId=hook"), null, TestContext.Current.CancellationToken);
        using HttpResponseMessage other = await client.PostAsync(
            new Uri(Server.BaseAddress, "notify?externalMeterId=other"), null, TestContext.Current.CancellationToken);

        Assert.Equal((204, 404), ((int)hook.StatusCode, (int)other.StatusCode));
    }

    [Theory]
    [InlineData("""{"answers":[{"status":500}]}""")]
    [InlineData("""{"operation":"getBilling","answers":[{"status":500}]}""")]
    [InlineData("""{"operation":"getWorkspace","answers":[]}""")]
    [InlineData("""{"operation":"getWorkspace"}""")]
    [InlineData("""{"operation":"getWorkspace","answer":[{"status":500}],"answers":[{}]}""")]
    [InlineData("""{"operation":"getWorkspace","answers":[{"stauts":500}]}""")]
    public async Task A_script_that_cannot_be_meant_is_refused(string script)
    {
        using HttpClient client = Api.CreateClient();

        Assert.Equal(400, await client.PutAsync(Server, "scripts", script));
    }

    [Fact]
    public async Task A_scripted_status_says_that_nothing_was_done_unless_it_says_otherwise()
    {
        Server.Scripts.SetOnce("refillBillingLimit", s_unavailable, s_unavailable with { CarriesOut = true });
        int first = await TryRefillAsync();
        decimal afterFirst = await TotalAsync();
        int second = await TryRefillAsync();
        decimal afterSecond = await TotalAsync();

        Assert.Equal((503, 503), (first, second));
        Assert.Equal(1, afterSecond - afterFirst);
        Assert.Equal(new OperationCount(2, 1), Server.Requests.Of("refillBillingLimit"));
    }

    [Theory]
    [InlineData(AbortPoint.BeforeHeaders)]
    [InlineData(AbortPoint.CloseBeforeHeaders)]
    [InlineData(AbortPoint.InBody)]
    public async Task What_breaks_off_was_done_before(AbortPoint abort)
    {
        decimal before = await TotalAsync();
        Server.Scripts.SetOnce("refillBillingLimit", new ScriptedAnswer { Abort = abort });

        await Assert.ThrowsAsync<HttpRequestException>(TryRefillAsync);

        Assert.Equal(1, await TotalAsync() - before);
        Assert.Equal(new OperationCount(1, 1), Server.Requests.Of("refillBillingLimit"));
    }

    [Fact]
    public async Task Outage_and_chaos_befall_every_operation()
    {
        Server.Outage = new Outage { Requests = 2, Answer = s_unavailable };
        int[] outage = [await TryRefillAsync(), (await Client.TryAsync("getWorkspace")).Status, await TryRefillAsync()];
        Server.Chaos = new Chaos { OneIn = 1, Answers = [s_unavailable] };
        int[] chaos = [await TryRefillAsync(), (await Client.TryAsync("getWorkspace")).Status];

        Assert.Equal([503, 503, 200], outage);
        Assert.Equal([503, 503], chaos);
    }

    [Fact]
    public async Task Scripts_can_be_forgotten()
    {
        using HttpClient client = Api.CreateClient();
        Server.Scripts.Set(new FaultScript { Operation = "getWorkspace", Answers = [s_unavailable] });
        await client.DeleteAsync(Server, "scripts");

        Assert.Equal(200, (await Client.TryAsync("getWorkspace")).Status);
    }

    private async Task ScriptAsync(string script)
    {
        using HttpClient client = Api.CreateClient();
        Assert.Equal(200, await client.PutAsync(Server, "scripts", script));
    }

    private Task<int> TryRefillAsync() => CallAsync("refillBillingLimit", "ws_lumen", "wonka", string.Empty, string.Empty);

    private async Task<decimal> TotalAsync() => (await Client.BillingAsync("ws_lumen", "wonka")).Credits("totalCredits");

    private async Task<int> CallAsync(string operation, string workspaceId, string externalMeterId, string customerId, string apiKeyId)
    {
        (int status, JsonElement _) = operation switch
        {
            "getCustomerBilling" => await Client.TryAsync(operation, null, workspaceId, externalMeterId),
            "refillBillingLimit" => await Client.TryAsync(operation, new { workspaceId, externalMeterId, refill = 1 }),
            "generateLinkToken" => await Client.TryAsync(operation, new { workspaceId, customerId }),
            "getApiKeyById" => await Client.TryAsync(operation, null, workspaceId, apiKeyId),
            _ => await Client.TryAsync(operation, null, workspaceId),
        };
        return status;
    }
}
