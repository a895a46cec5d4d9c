using System.Text.Json;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Link tokens in the stand-in.</summary>
public sealed class LinkTokenResourceTests : ResourceTest
{
    [Fact]
    public async Task A_token_is_valid_for_an_hour()
    {
        JsonElement created = await Client.CallAsync(
            "generateLinkToken", new { customerId = "c 1", workspaceId = "ws_lumen", externalBillingId = "wonka" });
        JsonElement fresh = await Client.CallAsync("validateLinkToken", null, created.Text("token"));
        Time.Now = Time.Now.AddHours(1);
        JsonElement old = await Client.CallAsync("validateLinkToken", null, created.Text("token"));

        Assert.Equal(
            (true, "ws_lumen", "c 1", "wonka"),
            (fresh.Flag("valid"), fresh.Text("workspaceId"), fresh.Text("customerId"), fresh.Text("externalBillingId")));
        Assert.Equal(Time.Now.ToUnixTimeMilliseconds(), fresh.GetProperty("expiresAt").GetInt64());
        Assert.False(old.Flag("valid"));
    }

    [Fact]
    public async Task Each_token_is_another_and_has_no_billing_unless_one_was_named()
    {
        object body = new { customerId = "c", workspaceId = "ws_lumen" };
        string first = (await Client.CallAsync("generateLinkToken", body)).Text("token");
        string second = (await Client.CallAsync("generateLinkToken", body)).Text("token");

        Assert.NotEqual(first, second);
        Assert.False((await Client.CallAsync("validateLinkToken", null, first)).TryGetProperty("externalBillingId", out _));
    }

    [Theory]
    [InlineData("link_standin_northwind", true)]
    [InlineData("link_standin_expired", false)]
    public async Task There_is_a_valid_and_an_expired_one_to_begin_with(string token, bool valid) =>
        Assert.Equal(valid, (await Client.CallAsync("validateLinkToken", null, token)).Flag("valid"));
}
