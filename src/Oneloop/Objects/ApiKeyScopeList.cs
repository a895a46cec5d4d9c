using System.Collections.ObjectModel;

namespace Oneloop;

/// <summary>A list of scopes that Export-Csv writes as its items, and not as the name of its type.</summary>
public sealed class ApiKeyScopeList : ReadOnlyCollection<ApiKeyScope>
{
    internal ApiKeyScopeList(IReadOnlyList<Client.ApiKeys.ApiKeyScope> scopes)
        : base([.. scopes.Select(static scope => new ApiKeyScope(scope))])
    {
    }

    /// <summary>The items, with a space between each two, such as <c>chat:crud models:r</c>. Empty if there are none.</summary>
    public override string ToString() => string.Join(' ', this);
}
