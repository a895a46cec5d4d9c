namespace Oneloop.StandIn.Api.Routing;

/// <summary>A path and the routes that share it, one a method.</summary>
internal sealed class RoutePath(string template, IEnumerable<ApiRoute> routes)
{
    private readonly string[] _segments = template.Split('/');
    private readonly ApiRoute[] _routes = [.. routes];

    public string Template => template;

    /// <summary>What stands in the holes of a path of that form; null: it has another form.</summary>
    public string[]? Ids(string[] segments)
    {
        if (segments.Length != _segments.Length)
        {
            return null;
        }

        List<string> ids = [];
        for (int i = 0; i < segments.Length; i++)
        {
            if (_segments[i] is ['{', ..] && segments[i].Length > 0)
            {
                ids.Add(segments[i]);
            }
            else if (_segments[i] != segments[i])
            {
                return null;
            }
        }

        return [.. ids];
    }

    public RouteMatch Match(string method, string[] ids)
    {
        foreach (ApiRoute route in _routes)
        {
            if (route.Method == method)
            {
                return new RouteMatch(route, ids, route.Method);
            }
        }

        return new RouteMatch(null, ids, string.Join(" and ", _routes.Select(route => route.Method)));
    }
}
