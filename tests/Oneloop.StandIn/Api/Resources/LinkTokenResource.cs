using System.Text.Json.Serialization;
using Oneloop.StandIn.Data;

namespace Oneloop.StandIn.Api.Resources;

/// <summary>Link tokens. They last an hour; expiresAt is in milliseconds since 1970, a unit that the vendor does not document.</summary>
internal sealed class LinkTokenResource(Store store)
{
    private const long LifetimeMs = 3_600_000;

    private sealed record NewLinkToken(string CustomerId, string WorkspaceId, string? ExternalBillingId);

    private sealed record Validity(
        bool Valid,
        decimal ExpiresAt,
        string WorkspaceId,
        string CustomerId,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ExternalBillingId);

    public ApiResponse Create(ApiRequest request)
    {
        NewLinkToken asked = request.Read<NewLinkToken>();
        if (!store.Workspaces.Has(asked.WorkspaceId))
        {
            return ApiErrors.NoSuchWorkspace;
        }

        string token = IdSource.NewSecret("link");
        LinkToken content = new(asked.WorkspaceId, asked.CustomerId, asked.ExternalBillingId, store.Clock.UnixMs + LifetimeMs);
        store.LinkTokens.Add(token, content);
        return ApiResponse.Ok(new { token, expiresAt = content.ExpiresAt });
    }

    public ApiResponse Validate(ApiRequest request) =>
        store.LinkTokens.Find(request.Id) is { } token
            ? ApiResponse.Ok(new Validity(
                !store.Clock.HasPassed(token.ExpiresAt), token.ExpiresAt, token.WorkspaceId, token.CustomerId, token.ExternalBillingId))
            : ApiErrors.NoSuchLinkToken;
}
