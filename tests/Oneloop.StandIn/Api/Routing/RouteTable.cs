using Oneloop.StandIn.Api.Resources;
using Oneloop.StandIn.Data;

namespace Oneloop.StandIn.Api.Routing;

/// <summary>Every operation of the API: where it is, and which method of which resource carries it out.</summary>
internal sealed class RouteTable
{
    private readonly RoutePath[] _paths;
    private readonly Dictionary<string, RoutePath>.AlternateLookup<ReadOnlySpan<char>> _byTemplate;

    public RouteTable(Store store)
    {
        BillingResource billing = new(store);
        UsageResource usage = new(store);
        ApiKeyResource apiKeys = new(store);
        VerificationResource verification = new(store);
        WorkspaceResource workspaces = new(store);
        ScopeResource scopes = new(store);
        LinkTokenResource linkTokens = new(store);
        Routes =
        [
            new("getCustomerBilling", "GET", "/api/v1/customer-billing", billing.Get),
            new("createCustomerBilling", "POST", "/api/v1/customer-billing", billing.Create),
            new("refillBillingLimit", "POST", "/api/v1/customer-billing/refill", billing.Refill),
            new("getBillingUsage", "GET", "/api/v1/usage/{bid}", usage.Get),
            new("recordApiKeyUsage", "POST", "/api/v1/api-key/record-usage", usage.Record),
            new("createApiKey", "POST", "/api/v1/api-key", apiKeys.Create),
            new("verifyApiKey", "POST", "/api/v1/api-key/verify", verification.Verify),
            new("getApiKeys", "GET", "/api/v1/workspace/{id}/api-key", apiKeys.List),
            new("getApiKeyById", "GET", "/api/v1/workspace/{id}/api-key/{akid}", apiKeys.Get),
            new("editApiKey", "PATCH", "/api/v1/workspace/{id}/api-key/{akid}", apiKeys.Edit),
            new("deleteApiKey", "DELETE", "/api/v1/workspace/{id}/api-key/{akid}", apiKeys.Delete),
            new("rotateApiKey", "POST", "/api/v1/workspace/{id}/api-key/{akid}/rotate", apiKeys.Rotate),
            new("getWorkspace", "GET", "/api/v1/workspace", workspaces.List),
            new("createWorkspace", "POST", "/api/v1/workspace", workspaces.Create),
            new("getWorkspaceById", "GET", "/api/v1/workspace/{id}", workspaces.Get),
            new("updateWorkspace", "PATCH", "/api/v1/workspace/{id}", workspaces.Update),
            new("getWorkspaceScopes", "GET", "/api/v1/workspace/{id}/scopes", scopes.List),
            new("createWorkspaceScopes", "POST", "/api/v1/workspace/{id}/scope", scopes.Create),
            new("generateLinkToken", "POST", "/api/v1/link-token", linkTokens.Create),
            new("validateLinkToken", "GET", "/api/v1/link-token/{token}", linkTokens.Validate),
        ];
        _paths = [.. Routes.GroupBy(route => route.Template).Select(routes => new RoutePath(routes.Key, routes))];
        _byTemplate = _paths.ToDictionary(path => path.Template, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyList<ApiRoute> Routes { get; }

    /// <summary>Finds the route of a request.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="rawTarget">The target as it came over the wire: only there does a slash in an id differ from one that separates.</param>
    public RouteMatch Find(string method, string rawTarget)
    {
        ReadOnlySpan<char> path = PathOf(rawTarget);
        // Nearly all requests are for a path without holes, which needs no unescaping.
        if (_byTemplate.TryGetValue(path, out RoutePath? exact))
        {
            return exact.Match(method, []);
        }

        string[] segments = [.. path.ToString().Split('/').Select(Uri.UnescapeDataString)];
        foreach (RoutePath candidate in _paths)
        {
            if (candidate.Ids(segments) is { } ids)
            {
                return candidate.Match(method, ids);
            }
        }

        return new RouteMatch(null, [], null);
    }

    private static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0)
        {
            // A target in absolute form, as proxies get it.
            ReadOnlySpan<char> rest = target[(scheme + 3)..];
            target = rest.IndexOf('/') is var slash and >= 0 ? rest[slash..] : "/";
        }

        int query = target.IndexOf('?');
        return query < 0 ? target : target[..query];
    }
}
