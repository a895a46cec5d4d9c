using Oneloop.Formatting;

namespace Oneloop.Input;

/// <summary>Adds up rows of usage by what they have in common.</summary>
internal sealed class UsageSums
{
    private readonly Dictionary<(string? Billing, string? Name, string? Month, string? Day), UsageTotal> _totals = [];

    // The order in which billings and names first came.
    private readonly Dictionary<(UsageGroup Group, string? Value), int> _order = [];

    /// <summary>Adds a row to the sum of its group.</summary>
    /// <exception cref="OverflowException">The sum does not fit into a decimal. Nothing was added.</exception>
    public void Add(UsageRow row, UsageGroup[] by)
    {
        (string? Billing, string? Name, string? Month, string? Day) key = (
            by.Contains(UsageGroup.Billing) ? row.BillingId : null,
            by.Contains(UsageGroup.Name) ? row.UsageName : null,
            by.Contains(UsageGroup.Month) ? row.Month : null,
            by.Contains(UsageGroup.Day) ? row.Day : null);
        if (!_totals.TryGetValue(key, out UsageTotal? total))
        {
            _totals[key] = total = new UsageTotal(string.Join(", ", by.Select(group => Shown(group, key)).DefaultIfEmpty("all")))
            {
                BillingId = key.Billing,
                UsageName = key.Name,
                Month = key.Month,
                Day = key.Day,
            };
            _order.TryAdd((UsageGroup.Billing, key.Billing), _order.Count);
            _order.TryAdd((UsageGroup.Name, key.Name), _order.Count);
        }

        total.Add(row.Usage);
    }

    /// <summary>
    /// The sums, ordered by the groups as they are given: days and months by their text, billings and names as they first came.
    /// </summary>
    public IEnumerable<UsageTotal> InOrder(UsageGroup[] by)
    {
        UsageTable table = new();
        IOrderedEnumerable<UsageTotal> ordered = _totals.Values.OrderBy(static _ => 0);
        foreach (UsageGroup group in by)
        {
            ordered = group switch
            {
                UsageGroup.Billing => ordered.ThenBy(total => _order[(group, total.BillingId)]),
                UsageGroup.Name => ordered.ThenBy(total => _order[(group, total.UsageName)]),
                UsageGroup.Month => ordered.ThenBy(static total => total.Month, StringComparer.Ordinal),
                _ => ordered.ThenBy(static total => total.Day, StringComparer.Ordinal),
            };
        }

        UsageTotal[] totals = [.. ordered];
        decimal largest = totals.Length == 0 ? 0 : totals.Max(static total => total.Usage);
        foreach (UsageTotal total in totals)
        {
            total.Table = table;
            total.Largest = largest;
            table.Include(total.Usage);
        }

        return totals;
    }

    private static string Shown(UsageGroup group, (string? Billing, string? Name, string? Month, string? Day) key) => group switch
    {
        UsageGroup.Billing => DisplayText.Of(key.Billing ?? "no billing"),
        UsageGroup.Name => DisplayText.Of(key.Name ?? "no name"),
        UsageGroup.Month => key.Month ?? "no month",
        _ => DisplayText.Of(key.Day ?? "no day"),
    };
}
