using Oneloop.Client.Scopes;

namespace Oneloop.Client.Tests.Scopes;

/// <summary>The operations on scopes.</summary>
public sealed class ScopeRequestTests : OperationTest
{
    [Fact]
    public async Task A_scope_is_created_and_listed()
    {
        WorkspaceScope created = (await Client.InvokeAsync(new CreateScopeRequest("ws_lumen", "Index", "index") { Description = "d" }, Cancel))!;
        string sent = LastBody;
        IReadOnlyList<WorkspaceScope> scopes = (await Client.InvokeAsync(new ListScopesRequest("ws_lumen"), Cancel))!;

        Assert.Equal("""{"name":"Index","representation":"index","description":"d"}""", sent);
        Assert.Equivalent(created, scopes[^1], strict: true);
        Assert.Equal(("Search", "search", "scope_search"), (scopes[0].Name, scopes[0].Representation, scopes[0].Id));
    }

    [Fact]
    public async Task A_scope_without_description_has_none() =>
        Assert.Null((await Client.InvokeAsync(new CreateScopeRequest("ws_lumen", "Index", "index"), Cancel))!.Description);
}
