using System.Globalization;
using System.Numerics;

namespace Oneloop.StandIn.Data;

/// <summary>The usage of one billing by day and name. Its sum is what the billing has used.</summary>
internal sealed class UsageBook
{
    private static readonly (int DaysAgo, string? Name, int Share)[] s_history =
    [
        (4, "chat", 10), (4, "embeddings", 3), (3, "chat", 25), (1, null, 2), (1, "chat", 20), (0, "chat", 30), (0, "embeddings", 10),
    ];

    private readonly SortedDictionary<(string Day, string Name), BigInteger> _rows =
        new(Comparer<(string Day, string Name)>.Create((a, b) =>
            string.CompareOrdinal(a.Day, b.Day) is not 0 and int order ? order : string.CompareOrdinal(a.Name, b.Name)));

    /// <summary>A book with a history that adds up to what the billing has used up to now.</summary>
    public static UsageBook For(Billing billing)
    {
        UsageBook book = new();
        DateTime last = DateTimeOffset.Parse(billing.UpdatedAt, CultureInfo.InvariantCulture).UtcDateTime;
        BigInteger used = Credits.Parse(billing.UsedCredits);
        BigInteger rest = used;
        foreach ((int daysAgo, string? name, int share) in s_history)
        {
            BigInteger part = (daysAgo, name) == (s_history[^1].DaysAgo, s_history[^1].Name) ? rest : used * share / 100;
            rest -= part;
            book.Add(StoreClock.DayOf(last.AddDays(-daysAgo)), name, part);
        }

        return book;
    }

    /// <summary>Adds to the row of that day and name.</summary>
    public void Add(string day, string? name, BigInteger usage)
    {
        if (usage > 0)
        {
            // Usage without a name and usage of an empty one share a row.
            (string, string) key = (day, name ?? string.Empty);
            _rows[key] = _rows.GetValueOrDefault(key) + usage;
        }
    }

    /// <summary>All rows, by day and then by name.</summary>
    public IReadOnlyList<DailyUsage> Rows(string billingId) =>
    [
        .. _rows.Select(row => new DailyUsage(
            billingId,
            row.Key.Day,
            row.Value.ToString(CultureInfo.InvariantCulture),
            row.Key.Name.Length == 0 ? null : row.Key.Name)),
    ];
}
