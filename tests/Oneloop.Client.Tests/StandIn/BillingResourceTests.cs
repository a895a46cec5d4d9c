using System.Text.Json;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Customer billing in the stand-in: what is created and refilled is what is read afterwards.</summary>
public sealed class BillingResourceTests : ResourceTest
{
    [Fact]
    public async Task What_is_created_is_read()
    {
        JsonElement created = (await Client.CallAsync("createCustomerBilling", new
        {
            workspaceId = "ws_lumen",
            externalMeterId = "a/b #1",
            totalCredits = "1000",
            allowOverages = true,
            spendCap = "2000",
        })).GetProperty("billing");
        JsonElement read = await Client.BillingAsync("ws_lumen", "a/b #1");

        Assert.True(JsonElement.DeepEquals(created, read));
        Assert.Equal(
            ("1000", "0", true, "2000"),
            (read.Text("totalCredits"), read.Text("usedCredits"), read.Flag("allowOverages"), read.Text("spendCap")));
        Assert.Equal(("2026-11-25T09:30:00.000Z", "2026-11-25T09:30:00.000Z"), (read.Text("createdAt"), read.Text("updatedAt")));
    }

    [Fact]
    public async Task What_is_left_out_is_zero_no_and_none()
    {
        JsonElement created = (await Client.CallAsync(
            "createCustomerBilling", new { workspaceId = "ws_lumen", externalMeterId = "new" })).GetProperty("billing");

        Assert.Equal(("0", false), (created.Text("totalCredits"), created.Flag("allowOverages")));
        Assert.Equal(JsonValueKind.Null, created.GetProperty("spendCap").ValueKind);
    }

    [Fact]
    public async Task A_known_customer_without_a_billing_can_get_one()
    {
        JsonElement before = await Client.BillingAsync("ws_lumen", "hooli");
        await Client.CallAsync("createCustomerBilling", new { workspaceId = "ws_lumen", externalMeterId = "hooli", totalCredits = "5" });
        JsonElement after = await Client.BillingAsync("ws_lumen", "hooli");

        Assert.Equal(JsonValueKind.Null, before.ValueKind);
        Assert.Equal("5", after.Text("totalCredits"));
    }

    [Theory]
    [InlineData("ws_northwind", "customer_1001----chat")]
    [InlineData("ws_bulk", "m1")]
    public async Task One_that_exists_is_409_and_stays_as_it_is(string workspace, string meter)
    {
        JsonElement before = await Client.BillingAsync(workspace, meter);
        (int status, _) = await Client.TryAsync(
            "createCustomerBilling", new { workspaceId = workspace, externalMeterId = meter, totalCredits = "1" });

        Assert.Equal(409, status);
        Assert.True(JsonElement.DeepEquals(before, await Client.BillingAsync(workspace, meter)));
        Assert.Equal(0, Server.Requests.Of("createCustomerBilling").Processed);
    }

    [Theory]
    [InlineData("ws_northwind", "customer_1001----chat", "250000", "250500")]
    [InlineData("ws_bulk", "m1", "100000", "100500")]
    public async Task A_refill_adds_to_the_total_and_shows_it(string workspace, string meter, string before, string after)
    {
        JsonElement first = await Client.BillingAsync(workspace, meter);
        JsonElement refilled = await RefillAsync(workspace, meter, 500);
        JsonElement read = await Client.BillingAsync(workspace, meter);

        Assert.Equal((before, after), (first.Text("totalCredits"), refilled.Text("totalCredits")));
        Assert.Equal((first.Text("id"), first.Text("usedCredits")), (refilled.Text("id"), refilled.Text("usedCredits")));
        Assert.Equal("2026-11-25T09:30:00.000Z", refilled.Text("updatedAt"));
        Assert.True(JsonElement.DeepEquals(refilled, read));
    }

    [Fact]
    public async Task A_refill_is_exact_up_to_28_digits_and_refused_beyond()
    {
        const decimal Nearly = 9999999999999999999999999998m;
        await Client.CallAsync("createCustomerBilling", new { workspaceId = "ws_lumen", externalMeterId = "rich", totalCredits = "1" });
        JsonElement refilled = await RefillAsync("ws_lumen", "rich", Nearly);
        (int status, _) = await Client.TryAsync(
            "refillBillingLimit", new { workspaceId = "ws_lumen", externalMeterId = "rich", refill = 1 });

        Assert.Equal(("9999999999999999999999999999", 400), (refilled.Text("totalCredits"), status));
        Assert.Equal(1, Server.Requests.Of("refillBillingLimit").Processed);
    }

    [Fact]
    public async Task A_thousand_refills_at_once_all_count()
    {
        decimal before = (await Client.BillingAsync("ws_lumen", "wonka")).Credits("totalCredits");
        await Parallel.ForAsync(0, 1000, TestContext.Current.CancellationToken, async (_, _) =>
            await RefillAsync("ws_lumen", "wonka", 1));

        Assert.Equal(before + 1000, (await Client.BillingAsync("ws_lumen", "wonka")).Credits("totalCredits"));
        Assert.Equal(1000, Server.Requests.CountByMeter("refillBillingLimit")["wonka"]);
    }
}
