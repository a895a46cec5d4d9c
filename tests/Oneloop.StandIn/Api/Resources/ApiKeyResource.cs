using System.Text.Json;
using Oneloop.StandIn.Data;

namespace Oneloop.StandIn.Api.Resources;

/// <summary>The API keys of customers. A deleted one stays in the lists, and can be changed no more.</summary>
internal sealed class ApiKeyResource(Store store)
{
    private sealed record NewKey(
        string Name,
        string WorkspaceId,
        IReadOnlyList<KeyScope> Scopes,
        bool Enabled,
        string CustomerId,
        string? Prefix,
        decimal? ExpiresAt,
        string? ExternalMeterId,
        JsonElement? Metadata);

    private sealed record Changes(string? Name, bool? Enabled, IReadOnlyList<KeyScope>? Scopes);

    public ApiResponse Create(ApiRequest request)
    {
        NewKey asked = request.Read<NewKey>();
        if (store.Workspaces.Find(asked.WorkspaceId) is not { } workspace)
        {
            return ApiErrors.NoSuchWorkspace;
        }

        string? prefix = asked.Prefix ?? workspace.DefaultKeyPrefix;
        string secret = IdSource.NewSecret(prefix);
        ApiKey created = store.ApiKeys.Set(new ApiKey
        {
            Id = store.Ids.Next("ak"),
            WorkspaceId = workspace.Id,
            Name = asked.Name,
            Hash = IdSource.Hash(secret),
            MaskedKey = ApiKeyStore.Mask(prefix, secret),
            Prefix = prefix,
            ExpiresAt = asked.ExpiresAt,
            Scopes = WithIds(workspace.Id, asked.Scopes),
            Enabled = asked.Enabled,
            CustomerId = asked.CustomerId,
            ExternalMeterId = asked.ExternalMeterId,
            Metadata = asked.Metadata,
            CreatedAt = store.Clock.Timestamp,
            UpdatedAt = store.Clock.Timestamp,
        });
        return Ok(created, secret);
    }

    public ApiResponse List(ApiRequest request) =>
        store.Workspaces.Has(request.Id)
            ? ApiResponse.Ok(new { apiKeys = store.ApiKeys.Of(request.Id).Select(key => ShownApiKey.Of(store, key)).ToList() })
            : ApiErrors.NoSuchWorkspace;

    public ApiResponse Get(ApiRequest request) =>
        store.ApiKeys.Find(request.Id, request.SecondId) is { } key ? Ok(key) : NotFound(request);

    public ApiResponse Edit(ApiRequest request)
    {
        Changes changes = request.Read<Changes>();
        return Change(request, key => key with
        {
            Name = changes.Name ?? key.Name,
            Enabled = changes.Enabled ?? key.Enabled,
            Scopes = changes.Scopes is { } scopes ? WithIds(key.WorkspaceId, scopes) : key.Scopes,
        });
    }

    public ApiResponse Delete(ApiRequest request) => Change(request, key => key with { Deleted = true });

    public ApiResponse Rotate(ApiRequest request)
    {
        string? secret = null;
        return Change(
            request,
            key =>
            {
                secret = IdSource.NewSecret(key.Prefix);
                return key with { Hash = IdSource.Hash(secret), MaskedKey = ApiKeyStore.Mask(key.Prefix, secret) };
            },
            () => secret);
    }

    private ApiResponse Change(ApiRequest request, Func<ApiKey, ApiKey> change, Func<string?>? secret = null)
    {
        if (store.ApiKeys.Find(request.Id, request.SecondId) is not { Deleted: false } key)
        {
            return NotFound(request);
        }

        ApiKey changed = store.ApiKeys.Set(change(key) with { UpdatedAt = store.Clock.Timestamp });
        return Ok(changed, secret?.Invoke());
    }

    private ApiResponse Ok(ApiKey key, string? secret = null) =>
        ApiResponse.Ok(new { apiKey = ShownApiKey.Of(store, key) with { Key = secret } });

    private ApiResponse NotFound(ApiRequest request) =>
        store.Workspaces.Has(request.Id) ? ApiErrors.NoSuchApiKey : ApiErrors.NoSuchWorkspace;

    /// <summary>Scopes as they were asked for, with the ids of the workspace's own.</summary>
    private IReadOnlyList<KeyScope> WithIds(string workspaceId, IReadOnlyList<KeyScope> scopes) =>
    [
        .. scopes.Select(asked => asked with
        {
            Id = store.Scopes.Of(workspaceId).FirstOrDefault(scope => scope.Representation == asked.Representation)?.Id,
        }),
    ];
}
