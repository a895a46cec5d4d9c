using Oneloop.StandIn.Data;

namespace Oneloop.StandIn.Api.Resources;

/// <summary>The scopes of a workspace.</summary>
internal sealed class ScopeResource(Store store)
{
    private sealed record NewScope(string Name, string Representation, string? Description);

    public ApiResponse List(ApiRequest request) =>
        store.Workspaces.Has(request.Id)
            ? ApiResponse.Ok(new { scopes = store.Scopes.Of(request.Id).ToList() })
            : ApiErrors.NoSuchWorkspace;

    public ApiResponse Create(ApiRequest request)
    {
        if (!store.Workspaces.Has(request.Id))
        {
            return ApiErrors.NoSuchWorkspace;
        }

        NewScope asked = request.Read<NewScope>();
        Scope? scope = store.Scopes.Create(request.Id, asked.Name, asked.Representation, asked.Description);
        return scope is null ? ApiErrors.ScopeExists : ApiResponse.Ok(new { scope });
    }
}
