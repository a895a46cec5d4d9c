using System.Text.Json;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Workspaces in the stand-in.</summary>
public sealed class WorkspaceResourceTests : ResourceTest
{
    [Fact]
    public async Task There_are_three_to_begin_with_and_one_that_is_not_listed()
    {
        JsonElement list = await Client.CallAsync("getWorkspace");
        JsonElement bulk = (await Client.CallAsync("getWorkspaceById", null, "ws_bulk")).GetProperty("workspace");

        Assert.Equal(["ws_northwind", "ws_lumen", "ws_harbor"], list.Items("workspaces").Select(workspace => workspace.Text("id")));
        Assert.Equal("Bulk", bulk.Text("name"));
    }

    [Fact]
    public async Task What_is_created_is_read_and_listed_and_a_second_of_its_name_is_409()
    {
        JsonElement created = (await Client.CallAsync("createWorkspace", new { name = "Zephyr" })).GetProperty("workspace");
        (int again, _) = await Client.TryAsync("createWorkspace", new { name = "Zephyr" });
        JsonElement read = (await Client.CallAsync("getWorkspaceById", null, created.Text("id"))).GetProperty("workspace");
        JsonElement list = await Client.CallAsync("getWorkspace");

        Assert.Equal(409, again);
        Assert.True(JsonElement.DeepEquals(created, read));
        Assert.True(JsonElement.DeepEquals(created, list.Items("workspaces").Last()));
        Assert.Equal(("Zephyr", "2026-11-25T09:30:00.000Z"), (read.Text("name"), read.Text("createdAt")));
    }

    [Fact]
    public async Task A_new_workspace_can_be_filled()
    {
        string id = (await Client.CallAsync("createWorkspace", new { name = "Zephyr" })).GetProperty("workspace").Text("id");
        await Client.CallAsync("createCustomerBilling", new { workspaceId = id, externalMeterId = "m", totalCredits = "9" });
        (_, string key) = await CreateKeyAsync(("workspaceId", id), ("externalMeterId", "m"), ("scopes", Array.Empty<object>()));
        JsonElement verified = await VerifyAsync(key, new { usage = "4" });

        Assert.Equal(("VALID", "4"), (verified.Text("status"), verified.GetProperty("billing").Text("usedCredits")));
        Assert.Single((await Client.CallAsync("getApiKeys", null, id)).Items("apiKeys"));
    }

    [Fact]
    public async Task An_update_sets_all_four_settings_and_a_null_takes_one_away()
    {
        Dictionary<string, object?> settings = new()
        {
            ["defaultKeyPrefix"] = "zz",
            ["defaultAllowedIPs"] = new[] { "203.0.113.7", "2001:db8::/32" },
            ["defaultRateLimitPerSecond"] = 20,
            ["defaultExpiration"] = 86400,
        };
        JsonElement set = (await Client.CallAsync("updateWorkspace", settings, "ws_lumen")).GetProperty("workspace");
        (_, string key) = await CreateKeyAsync(("workspaceId", "ws_lumen"));
        settings["defaultKeyPrefix"] = settings["defaultRateLimitPerSecond"] = settings["defaultExpiration"] = null;
        settings["defaultAllowedIPs"] = Array.Empty<string>();
        await Client.CallAsync("updateWorkspace", settings, "ws_lumen");
        JsonElement cleared = (await Client.CallAsync("getWorkspaceById", null, "ws_lumen")).GetProperty("workspace");

        Assert.Equal(
            ("zz", 2, 20, 86400),
            (set.Text("defaultKeyPrefix"), set.GetProperty("defaultAllowedIPs").GetArrayLength(),
                set.GetProperty("defaultRateLimitPerSecond").GetInt32(), set.GetProperty("defaultExpiration").GetInt32()));
        Assert.StartsWith("zz_", key, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, cleared.GetProperty("defaultKeyPrefix").ValueKind);
        Assert.Equal(JsonValueKind.Null, cleared.GetProperty("defaultRateLimitPerSecond").ValueKind);
        Assert.Equal(JsonValueKind.Null, cleared.GetProperty("defaultExpiration").ValueKind);
        Assert.Equal((0, "Lumen"), (cleared.GetProperty("defaultAllowedIPs").GetArrayLength(), cleared.Text("name")));
    }
}
