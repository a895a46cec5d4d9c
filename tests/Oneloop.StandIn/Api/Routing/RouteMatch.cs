namespace Oneloop.StandIn.Api.Routing;

/// <summary>What a request's method and path lead to.</summary>
/// <param name="Route">The route. Null: there is no such path, or it does not take the method.</param>
/// <param name="Ids">What stands in the path's holes, unescaped.</param>
/// <param name="Methods">The methods that the path takes; null: there is no such path.</param>
internal readonly record struct RouteMatch(ApiRoute? Route, string[] Ids, string? Methods)
{
    /// <summary>The workspace's id in the path; null: the path has none.</summary>
    public string? WorkspaceId =>
        Ids.Length > 0 && Route?.Template.StartsWith("/api/v1/workspace/{id}", StringComparison.Ordinal) == true ? Ids[0] : null;
}
