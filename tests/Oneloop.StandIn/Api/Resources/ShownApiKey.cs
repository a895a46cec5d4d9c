using System.Text.Json.Serialization;
using Oneloop.StandIn.Data;

namespace Oneloop.StandIn.Api.Resources;

/// <summary>An API key in the form that the API writes.</summary>
internal sealed record ShownApiKey(
    string Id,
    string Name,
    string MaskedKey,
    string? Prefix,
    decimal? ExpiresAt,
    IReadOnlyList<KeyScope> Scopes,
    bool Enabled,
    string? CustomerId,
    bool Deleted,
    string CreatedAt,
    string UpdatedAt,
    string? LastUsedAt,
    string? BillingId)
{
    /// <summary>The key itself, which only create and rotate show.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>Makes that form of a key.</summary>
    public static ShownApiKey Of(Store store, ApiKey key) => new(
        key.Id,
        key.Name,
        key.MaskedKey,
        key.Prefix,
        key.ExpiresAt,
        key.Scopes,
        key.Enabled,
        key.CustomerId,
        key.Deleted,
        key.CreatedAt,
        key.UpdatedAt,
        key.LastUsedAt,
        key.ExternalMeterId is { } meter ? store.Billings.Find(key.WorkspaceId, meter)?.Id : null);
}
