using System.Collections.ObjectModel;
using System.Globalization;

namespace Oneloop;

/// <summary>How often each error occurred, by its id, in the order of the ids.</summary>
public sealed class ErrorCounts : ReadOnlyDictionary<string, long>
{
    internal ErrorCounts(IReadOnlyDictionary<string, long> counts)
        : base(new SortedDictionary<string, long>(new Dictionary<string, long>(counts), StringComparer.Ordinal))
    {
    }

    /// <summary>Each id and its count, as Export-Csv writes it: <c>Oneloop.Forbidden 10, Oneloop.Timeout 2</c>. Empty if there are none.</summary>
    public override string ToString() => string.Join(", ", this.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} {one.Value:N0}")));
}
