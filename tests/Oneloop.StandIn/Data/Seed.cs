using System.Text.Json;

namespace Oneloop.StandIn.Data;

/// <summary>What a store begins with: customers.json and workspaces.json, which are built in.</summary>
internal static class Seed
{
    private sealed record SeededKey(
        string Id,
        string Name,
        string Key,
        string? Prefix,
        decimal? ExpiresAt,
        IReadOnlyList<KeyScope> Scopes,
        bool Enabled,
        bool Deleted,
        string? CustomerId,
        string? ExternalMeterId,
        string CreatedAt,
        string UpdatedAt,
        string? LastUsedAt);

    private sealed class Customers : Dictionary<string, Billing?>;

    private sealed record SeededLinkToken(string Token, string CustomerId, string? ExternalBillingId, decimal ExpiresAt);

    private sealed record SeededWorkspace(
        Workspace Workspace, IReadOnlyList<Scope> Scopes, IReadOnlyList<SeededKey> ApiKeys, IReadOnlyList<SeededLinkToken> LinkTokens);

    public static void Fill(Store store)
    {
        foreach (SeededWorkspace seeded in Read<IReadOnlyList<SeededWorkspace>>("workspaces.json"))
        {
            Fill(store, seeded);
        }

        foreach ((string workspaceId, Customers customers) in Read<Dictionary<string, Customers>>("customers.json"))
        {
            foreach ((string externalMeterId, Billing? billing) in customers)
            {
                if (billing is not null)
                {
                    store.Billings.Set(workspaceId, externalMeterId, billing);
                }
            }
        }
    }

    private static void Fill(Store store, SeededWorkspace seeded)
    {
        string workspaceId = seeded.Workspace.Id;
        store.Workspaces.Set(seeded.Workspace);
        foreach (Scope scope in seeded.Scopes)
        {
            store.Scopes.Add(workspaceId, scope);
        }

        foreach (SeededKey key in seeded.ApiKeys)
        {
            store.ApiKeys.Set(new ApiKey
            {
                Id = key.Id,
                WorkspaceId = workspaceId,
                Name = key.Name,
                Hash = IdSource.Hash(key.Key),
                MaskedKey = ApiKeyStore.Mask(key.Prefix, key.Key),
                Prefix = key.Prefix,
                ExpiresAt = key.ExpiresAt,
                Scopes = key.Scopes,
                Enabled = key.Enabled,
                Deleted = key.Deleted,
                CustomerId = key.CustomerId,
                ExternalMeterId = key.ExternalMeterId,
                CreatedAt = key.CreatedAt,
                UpdatedAt = key.UpdatedAt,
                LastUsedAt = key.LastUsedAt,
            });
        }

        foreach (SeededLinkToken token in seeded.LinkTokens)
        {
            store.LinkTokens.Add(token.Token, new LinkToken(workspaceId, token.CustomerId, token.ExternalBillingId, token.ExpiresAt));
        }
    }

    private static T Read<T>(string name)
    {
        using Stream stream = typeof(Seed).Assembly.GetManifestResourceStream(name)!;
        return JsonSerializer.Deserialize<T>(stream, JsonSerializerOptions.Web)!;
    }
}
