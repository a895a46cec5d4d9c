using Oneloop.StandIn.Data;

namespace Oneloop.StandIn.Api.Resources;

/// <summary>What billings use, by day and name.</summary>
internal sealed class UsageResource(Store store)
{
    private sealed record NewUsage(string Key, string Usage = "1", string? UsageName = null);

    public ApiResponse Get(ApiRequest request) =>
        store.Billings.UsageOf(request.Id) is { } rows ? ApiResponse.Ok(new { data = rows }) : ApiErrors.NoSuchBilling;

    /// <summary>Records what was used. It is not refused over the limit: the usage has taken place.</summary>
    public ApiResponse Record(ApiRequest request)
    {
        NewUsage usage = request.Read<NewUsage>();
        if (store.ApiKeys.FindBySecret(usage.Key) is not { Deleted: false } key)
        {
            return ApiErrors.NoSuchApiKey;
        }

        if (key.ExternalMeterId is not { } meter
            || store.Billings.Use(key.WorkspaceId, meter, Credits.Parse(usage.Usage), usage.UsageName) is null)
        {
            return ApiErrors.NoSuchBilling;
        }

        store.ApiKeys.Set(key with { LastUsedAt = store.Clock.Timestamp });
        return ApiResponse.Ok(new { });
    }
}
