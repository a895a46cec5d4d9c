using System.Text.Json;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>The scopes of workspaces in the stand-in.</summary>
public sealed class ScopeResourceTests : ResourceTest
{
    [Fact]
    public async Task What_is_created_is_listed_and_a_second_of_its_representation_is_409()
    {
        object files = new { name = "Files", representation = "files", description = "Uploads" };
        JsonElement created = (await Client.CallAsync("createWorkspaceScopes", files, "ws_lumen")).GetProperty("scope");
        (int again, _) = await Client.TryAsync("createWorkspaceScopes", new { name = "Other", representation = "files" }, "ws_lumen");
        JsonElement elsewhere = (await Client.CallAsync(
            "createWorkspaceScopes", new { name = "Files", representation = "files" }, "ws_harbor")).GetProperty("scope");
        JsonElement[] list = [.. (await Client.CallAsync("getWorkspaceScopes", null, "ws_lumen")).Items("scopes")];

        Assert.Equal(409, again);
        Assert.Equal(["search", "files"], list.Select(scope => scope.Text("representation")));
        Assert.True(JsonElement.DeepEquals(created, list[^1]));
        Assert.Equal(("Files", "Uploads"), (created.Text("name"), created.Text("description")));
        Assert.Equal(JsonValueKind.Null, elsewhere.GetProperty("description").ValueKind);
    }

    [Fact]
    public async Task A_workspace_can_have_none() =>
        Assert.Empty((await Client.CallAsync("getWorkspaceScopes", null, "ws_harbor")).Items("scopes"));
}
