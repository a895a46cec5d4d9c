using Oneloop.StandIn.Data;

namespace Oneloop.StandIn.Api.Resources;

/// <summary>The workspaces of the account.</summary>
internal sealed class WorkspaceResource(Store store)
{
    private sealed record Settings(
        string? DefaultKeyPrefix, IReadOnlyList<string> DefaultAllowedIPs, decimal? DefaultRateLimitPerSecond, decimal? DefaultExpiration);

    public ApiResponse List(ApiRequest _) => ApiResponse.Ok(new { workspaces = store.Workspaces.Listed.ToList() });

    public ApiResponse Get(ApiRequest request) => Show(store.Workspaces.Find(request.Id), ApiErrors.NoSuchWorkspace);

    public ApiResponse Create(ApiRequest request) =>
        Show(store.Workspaces.Create(request.Body!.Value.GetProperty("name").GetString()!), ApiErrors.WorkspaceExists);

    /// <summary>Sets all four settings: a null takes one away.</summary>
    public ApiResponse Update(ApiRequest request)
    {
        Settings settings = request.Read<Settings>();
        Workspace? workspace = store.Workspaces.Find(request.Id);
        return Show(
            workspace is null ? null : store.Workspaces.Set(workspace with
            {
                DefaultKeyPrefix = settings.DefaultKeyPrefix,
                DefaultAllowedIPs = settings.DefaultAllowedIPs,
                DefaultRateLimitPerSecond = settings.DefaultRateLimitPerSecond,
                DefaultExpiration = settings.DefaultExpiration,
                UpdatedAt = store.Clock.Timestamp,
            }),
            ApiErrors.NoSuchWorkspace);
    }

    private static ApiResponse Show(Workspace? workspace, ApiResponse error) =>
        workspace is null ? error : ApiResponse.Ok(new { workspace });
}
