using System.Text.Json;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Verify in the stand-in: 200 with a status, which is VALID for a key in order only, and only that takes usage.</summary>
public sealed class VerificationResourceTests : ResourceTest
{
    [Theory]
    [InlineData("nw_standin_chat_production", "VALID")]
    [InlineData("nw_standin_fine_tuning", "USAGE_LIMITED")]
    [InlineData("nw_standin_paused", "DISABLED")]
    [InlineData("nw_standin_trial", "EXPIRED")]
    [InlineData("nw_standin_left", "DELETED")]
    [InlineData("hb_standin_gateway", "VALID")]
    [InlineData("standin_lumen_globex", "USAGE_LIMITED")]
    [InlineData("no such key", "INVALID")]
    public async Task The_status_tells_a_keys_state(string key, string status) =>
        Assert.Equal(status, (await VerifyAsync(key)).Text("status"));

    [Fact]
    public async Task A_valid_key_comes_with_all_that_is_known_of_it()
    {
        (string id, string key) = await CreateKeyAsync(("metadata", new { plan = "gold" }));
        JsonElement verified = await VerifyAsync(key, requestedScopes: Scope("chat", "r"));

        Assert.Equal(
            ("VALID", id, "customer_1001", "customer_1001----chat"),
            (verified.Text("status"), verified.Text("apiKeyId"), verified.Text("customerId"), verified.Text("externalMeterId")));
        Assert.Equal("cbm_6deceb", verified.GetProperty("billing").Text("id"));
        Assert.Equal("gold", verified.GetProperty("metadata").Text("plan"));
        Assert.Equal("chat", verified.GetProperty("requestedScopes")[0].Text("representation"));
        Assert.Equal("scope_chat", verified.GetProperty("scopes")[0].Text("id"));
        Assert.False(verified.TryGetProperty("rateLimit", out _));
        Assert.DoesNotContain(key, verified.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat", "r", "VALID")]
    [InlineData("chat", "", "VALID")]
    [InlineData("chat", "rc", "INVALID_SCOPES")]
    [InlineData("chat", "u", "INVALID_SCOPES")]
    [InlineData("chat", "d", "INVALID_SCOPES")]
    [InlineData("Chat", "r", "INVALID_SCOPES")]
    [InlineData("models", "r", "INVALID_SCOPES")]
    public async Task Each_right_that_is_asked_for_must_be_there(string representation, string rights, string status)
    {
        (_, string key) = await CreateKeyAsync();

        Assert.Equal(status, (await VerifyAsync(key, null, null, Scope("chat", "r"), Scope(representation, rights))).Text("status"));
    }

    [Theory]
    [InlineData(1, "EXPIRED")]
    [InlineData(1795599000, "EXPIRED")]
    [InlineData(1795599001, "VALID")]
    [InlineData(1795599000000, "EXPIRED")]
    [InlineData(1795599000001, "VALID")]
    public async Task A_key_expires_at_its_time_in_seconds_or_milliseconds(long expiresAt, string status)
    {
        Time.Now = DateTimeOffset.FromUnixTimeSeconds(1795599000);
        (_, string key) = await CreateKeyAsync(("expiresAt", expiresAt));

        Assert.Equal(status, (await VerifyAsync(key)).Text("status"));
    }

    [Fact]
    public async Task Only_a_valid_key_takes_usage()
    {
        (string id, string key) = await CreateKeyAsync();
        JsonElement valid = await VerifyAsync(key, new { usage = "80", usageName = "chat" });
        JsonElement scopes = await VerifyAsync(key, new { usage = "80" }, null, Scope("chat", "d"));
        await Client.CallAsync("editApiKey", new { enabled = false }, "ws_northwind", id);
        JsonElement disabled = await VerifyAsync(key, new { usage = "80" });
        JsonElement row = (await Client.CallAsync("getBillingUsage", null, "cbm_6deceb")).Items("data").Last();

        Assert.Equal(("VALID", "INVALID_SCOPES", "DISABLED"), (valid.Text("status"), scopes.Text("status"), disabled.Text("status")));
        Assert.Equal("61400", valid.GetProperty("billing").Text("usedCredits"));
        Assert.Equal("61400", disabled.GetProperty("billing").Text("usedCredits"));
        Assert.Equal(("2026-11-25", "chat", "80"), (row.Text("day"), row.Text("billingUsageName"), row.Text("totalBillingUsage")));
    }

    [Fact]
    public async Task No_usage_is_taken_unless_asked_for_and_one_if_none_is_said()
    {
        (_, string key) = await CreateKeyAsync();

        Assert.Equal("61320", (await VerifyAsync(key)).GetProperty("billing").Text("usedCredits"));
        Assert.Equal("61321", (await VerifyAsync(key, new { })).GetProperty("billing").Text("usedCredits"));
    }

    [Theory]
    [InlineData(false, "10", "VALID")]
    [InlineData(false, "11", "USAGE_LIMITED")]
    [InlineData(true, "11", "VALID")]
    public async Task Usage_ends_at_the_limit_unless_overages_are_allowed(bool allowOverages, string usage, string status)
    {
        await Client.CallAsync(
            "createCustomerBilling", new { workspaceId = "ws_northwind", externalMeterId = "ten", totalCredits = "10", allowOverages });
        (_, string key) = await CreateKeyAsync(("externalMeterId", "ten"));

        Assert.Equal(status, (await VerifyAsync(key, new { usage })).Text("status"));
    }

    [Fact]
    public async Task A_refill_makes_a_used_up_key_valid()
    {
        await RefillAsync("ws_northwind", "customer_1003----fine_tune", 1);

        Assert.Equal("VALID", (await VerifyAsync("nw_standin_fine_tuning")).Text("status"));
    }

    [Fact]
    public async Task A_rate_limit_holds_for_a_minute()
    {
        (_, string key) = await CreateKeyAsync();
        List<(string Status, int Remaining)> seen = [];
        foreach (int seconds in new[] { 0, 10, 10, 40 })
        {
            Time.Now = Time.Now.AddSeconds(seconds);
            JsonElement verified = await VerifyAsync(key, new { usage = "1" }, new { id = "each", limit = 2 });
            seen.Add((verified.Text("status"), verified.GetProperty("rateLimit").GetProperty("remaining").GetInt32()));
        }

        Assert.Equal([("VALID", 1), ("VALID", 0), ("RATE_LIMITED", 0), ("VALID", 1)], seen);
        Assert.Equal("VALID", (await VerifyAsync(key, null, new { id = "other", limit = 1 })).Text("status"));
        Assert.Equal("61323", (await Client.BillingAsync("ws_northwind", "customer_1001----chat")).Text("usedCredits"));
    }

    [Fact]
    public async Task It_shows_when_a_key_was_last_used()
    {
        (string id, string key) = await CreateKeyAsync();
        JsonElement before = (await Client.CallAsync("getApiKeyById", null, "ws_northwind", id)).GetProperty("apiKey");
        await VerifyAsync(key);
        JsonElement after = (await Client.CallAsync("getApiKeyById", null, "ws_northwind", id)).GetProperty("apiKey");

        Assert.Equal(JsonValueKind.Null, before.GetProperty("lastUsedAt").ValueKind);
        Assert.Equal("2026-11-25T09:30:00.000Z", after.Text("lastUsedAt"));
    }
}
