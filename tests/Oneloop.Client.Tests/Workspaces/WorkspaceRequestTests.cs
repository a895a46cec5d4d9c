using Oneloop.Client.Workspaces;

namespace Oneloop.Client.Tests.Workspaces;

/// <summary>The operations that change workspaces.</summary>
public sealed class WorkspaceRequestTests : OperationTest
{
    [Fact]
    public async Task A_workspace_is_created()
    {
        Workspace created = (await Client.InvokeAsync(new CreateWorkspaceRequest("Fresh"), Cancel))!;

        Assert.Equal("""{"name":"Fresh"}""", LastBody);
        Assert.Equal(created, await Client.InvokeAsync(new GetWorkspaceRequest(created.Id), Cancel), (a, b) => a?.Id == b?.Id && a?.Name == b?.Name);
    }

    [Fact]
    public async Task An_update_sends_all_four_nulls_too()
    {
        Workspace updated = (await Client.InvokeAsync(
            new UpdateWorkspaceRequest("ws_northwind")
            {
                DefaultKeyPrefix = null,
                DefaultAllowedIPs = [],
                DefaultRateLimitPerSecond = 7,
                DefaultExpiration = null,
            },
            Cancel))!;

        Assert.Equal("""{"defaultKeyPrefix":null,"defaultAllowedIPs":[],"defaultRateLimitPerSecond":7,"defaultExpiration":null}""", LastBody);
        Assert.Equal((null, 0, 7L), (updated.DefaultKeyPrefix, updated.DefaultAllowedIPs.Count, updated.DefaultRateLimitPerSecond));
    }
}
