using System.Text.Json;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>API keys in the stand-in: shown once, edited, rotated, deleted softly.</summary>
public sealed class ApiKeyResourceTests : ResourceTest
{
    [Fact]
    public async Task A_key_is_shown_when_it_is_created_and_never_again()
    {
        (string id, string key) = await CreateKeyAsync();
        JsonElement read = (await Client.CallAsync("getApiKeyById", null, "ws_northwind", id)).GetProperty("apiKey");
        JsonElement list = await Client.CallAsync("getApiKeys", null, "ws_northwind");

        Assert.StartsWith("nw_", key, StringComparison.Ordinal);
        Assert.Equal($"nw_****{key[^4..]}", read.Text("maskedKey"));
        Assert.False(read.TryGetProperty("key", out _));
        Assert.DoesNotContain(key, list.ToString(), StringComparison.Ordinal);
        Assert.True(JsonElement.DeepEquals(read, list.Items("apiKeys").Last()));
        Assert.Equal(
            ("a key", "customer_1001", "cbm_6deceb", true, false),
            (read.Text("name"), read.Text("customerId"), read.Text("billingId"), read.Flag("enabled"), read.Flag("deleted")));
        Assert.Equal(
            """[{"id":"scope_chat","representation":"chat","create":false,"read":true,"update":false,"del":false}]""",
            read.GetProperty("scopes").ToString());
    }

    [Fact]
    public async Task What_is_given_is_kept()
    {
        (string id, string key) = await CreateKeyAsync(
            ("prefix", "mine"),
            ("expiresAt", 4102444800),
            ("enabled", false),
            ("scopes", new[] { Scope("unknown", "cd") }),
            ("externalMeterId", "later"));
        JsonElement before = (await Client.CallAsync("getApiKeyById", null, "ws_northwind", id)).GetProperty("apiKey");
        await Client.CallAsync("createCustomerBilling", new { workspaceId = "ws_northwind", externalMeterId = "later" });
        JsonElement after = (await Client.CallAsync("getApiKeyById", null, "ws_northwind", id)).GetProperty("apiKey");

        Assert.StartsWith("mine_", key, StringComparison.Ordinal);
        Assert.Equal((4102444800, false), (before.GetProperty("expiresAt").GetInt64(), before.Flag("enabled")));
        Assert.False(before.GetProperty("scopes")[0].TryGetProperty("id", out _));
        Assert.Equal(JsonValueKind.Null, before.GetProperty("billingId").ValueKind);
        Assert.StartsWith("cbm_", after.Text("billingId"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_key_is_another()
    {
        (string firstId, string first) = await CreateKeyAsync();
        (string secondId, string second) = await CreateKeyAsync();

        Assert.NotEqual(firstId, secondId);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_list_has_the_keys_of_its_workspace_deleted_ones_too()
    {
        JsonElement[] northwind = [.. (await Client.CallAsync("getApiKeys", null, "ws_northwind")).Items("apiKeys")];
        JsonElement[] lumen = [.. (await Client.CallAsync("getApiKeys", null, "ws_lumen")).Items("apiKeys")];

        Assert.Equal(["ak_nw_1001", "ak_nw_1003", "ak_nw_1004", "ak_nw_1005", "ak_nw_1006"], northwind.Select(key => key.Text("id")));
        Assert.Equal(["ak_nw_1006"], northwind.Where(key => key.Flag("deleted")).Select(key => key.Text("id")));
        Assert.Equal(["acme/eu-west", "globex #2", "müller gmbh", "東京オフィス"], lumen.Select(key => key.Text("customerId")));
        Assert.DoesNotContain("standin", northwind[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_changes_what_it_names_and_leaves_the_rest()
    {
        Time.Now = Time.Now.AddHours(1);
        JsonElement before = await ReadAsync("ak_nw_1001");
        JsonElement renamed = await EditAsync(new { name = "Renamed" });
        await EditAsync(new { enabled = false });
        await EditAsync(new { scopes = new[] { Scope("chat", "d") } });
        JsonElement after = await ReadAsync("ak_nw_1001");

        Assert.Equal(("Chat production", "Renamed", "Renamed"), (before.Text("name"), renamed.Text("name"), after.Text("name")));
        Assert.Equal((true, false), (renamed.Flag("enabled"), after.Flag("enabled")));
        Assert.Equal((2, 1), (renamed.GetProperty("scopes").GetArrayLength(), after.GetProperty("scopes").GetArrayLength()));
        Assert.Equal(before.Text("maskedKey"), after.Text("maskedKey"));
        Assert.Equal("2026-11-25T10:30:00.000Z", after.Text("updatedAt"));
    }

    [Fact]
    public async Task A_deleted_key_can_be_read_and_changed_no_more()
    {
        JsonElement deleted = (await Client.CallAsync("deleteApiKey", null, "ws_northwind", "ak_nw_1001")).GetProperty("apiKey");
        (int again, _) = await Client.TryAsync("deleteApiKey", null, "ws_northwind", "ak_nw_1001");
        (int edited, _) = await Client.TryAsync("editApiKey", new { enabled = true }, "ws_northwind", "ak_nw_1001");
        (int rotated, _) = await Client.TryAsync("rotateApiKey", null, "ws_northwind", "ak_nw_1001");

        Assert.True(deleted.Flag("deleted"));
        Assert.True((await ReadAsync("ak_nw_1001")).Flag("deleted"));
        Assert.Equal((404, 404, 404), (again, edited, rotated));
    }

    [Fact]
    public async Task A_rotated_key_is_another_and_the_old_one_is_invalid()
    {
        (string id, string old) = await CreateKeyAsync();
        JsonElement rotated = (await Client.CallAsync("rotateApiKey", null, "ws_northwind", id)).GetProperty("apiKey");
        string key = rotated.Text("key");

        Assert.Equal(id, rotated.Text("id"));
        Assert.NotEqual(old, key);
        Assert.EndsWith(key[^4..], rotated.Text("maskedKey"), StringComparison.Ordinal);
        Assert.Equal(("INVALID", "VALID"), ((await VerifyAsync(old)).Text("status"), (await VerifyAsync(key)).Text("status")));
    }

    private async Task<JsonElement> EditAsync(object changes) =>
        (await Client.CallAsync("editApiKey", changes, "ws_northwind", "ak_nw_1001")).GetProperty("apiKey");

    private async Task<JsonElement> ReadAsync(string id) =>
        (await Client.CallAsync("getApiKeyById", null, "ws_northwind", id)).GetProperty("apiKey");
}
