namespace Oneloop.StandIn.Data;

/// <summary>The API keys of all workspaces, deleted ones among them, in the order in which they were created.</summary>
internal sealed class ApiKeyStore
{
    private readonly OrderedDictionary<string, ApiKey> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idByHash = new(StringComparer.Ordinal);

    public IEnumerable<ApiKey> Of(string workspaceId) => _keys.Values.Where(key => key.WorkspaceId == workspaceId);

    /// <summary>The key of that id; null: the workspace has none.</summary>
    public ApiKey? Find(string workspaceId, string id) =>
        _keys.TryGetValue(id, out ApiKey? key) && key.WorkspaceId == workspaceId ? key : null;

    /// <summary>The key that a customer shows; null: there is none, or it was rotated.</summary>
    public ApiKey? FindBySecret(string secret) =>
        _idByHash.TryGetValue(IdSource.Hash(secret), out string? id) ? _keys[id] : null;

    /// <summary>Adds a key, or changes one. A secret that it no longer has is forgotten.</summary>
    public ApiKey Set(ApiKey key)
    {
        if (_keys.TryGetValue(key.Id, out ApiKey? before))
        {
            _idByHash.Remove(before.Hash);
        }

        _idByHash[key.Hash] = key.Id;
        return _keys[key.Id] = key;
    }

    /// <summary>How a key is shown: enough to tell two apart.</summary>
    public static string Mask(string? prefix, string secret) =>
        string.IsNullOrEmpty(prefix) ? $"****{secret[^4..]}" : $"{prefix}_****{secret[^4..]}";
}
