namespace Oneloop.StandIn.Data;

/// <summary>The link tokens, each kept by its hash only.</summary>
internal sealed class LinkTokenStore
{
    private readonly Dictionary<string, LinkToken> _byHash = new(StringComparer.Ordinal);

    public void Add(string token, LinkToken content) => _byHash[IdSource.Hash(token)] = content;

    /// <summary>What a token stands for; null: there is none.</summary>
    public LinkToken? Find(string token) => _byHash.GetValueOrDefault(IdSource.Hash(token));
}
