using System.Collections.ObjectModel;

namespace Oneloop;

/// <summary>A list of strings that Export-Csv writes as its items, and not as the name of its type.</summary>
public sealed class StringList : ReadOnlyCollection<string>
{
    internal StringList(IReadOnlyList<string> items)
        : base([.. items])
    {
    }

    /// <summary>The items, with a space between each two. Empty if there are none.</summary>
    public override string ToString() => string.Join(' ', this);
}
