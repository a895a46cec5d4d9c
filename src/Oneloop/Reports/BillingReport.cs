namespace Oneloop.Reports;

/// <summary>
/// What a report says of billings, added up while they come. Of more customers than a table can show usefully, only the sums,
/// those nearest their limit and the first that are at it are kept, so that memory does not grow with their number.
/// </summary>
internal sealed class BillingReport
{
    /// <summary>So many customers stand in the table of all; of more, it has those at their limit.</summary>
    public const int MostListed = 5000;

    /// <summary>So many customers at their limit are listed if not all are, and so many that failed.</summary>
    public const int MostSelected = 1000;

    /// <summary>So many are listed as nearest their limit.</summary>
    public const int MostNearest = 25;

    /// <summary>So many targets of failures of one kind are named.</summary>
    public const int MostNamed = 20;

    private const int Bars = 11;

    private readonly List<CustomerBilling> _listed = [];
    private readonly List<CustomerBilling> _atLimit = [];
    private readonly List<CustomerReference> _failed = [];
    private readonly PriorityQueue<CustomerBilling, (double Percent, long Order)> _nearest = new();
    private readonly Dictionary<string, FailureGroup> _failures = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, decimal?> _days = new(StringComparer.Ordinal);

    /// <summary>How many customers have a billing.</summary>
    public long Customers { get; private set; }

    /// <summary>How many have used 80 percent or more.</summary>
    public long Over80 { get; private set; }

    /// <summary>How many have used 100 percent or more.</summary>
    public long Over100 { get; private set; }

    /// <summary>How many have no credits, so that there is no percentage.</summary>
    public long WithoutCredits { get; private set; }

    /// <summary>The credits of all. Null: the sum has more than 28 digits.</summary>
    public decimal? TotalCredits { get; private set; } = 0;

    /// <summary>What all have used. Null: the sum has more than 28 digits.</summary>
    public decimal? UsedCredits { get; private set; } = 0;

    /// <summary>What is left to all. Null: the sum has more than 28 digits.</summary>
    public decimal? RemainingCredits { get; private set; } = 0;

    /// <summary>What all have used beyond their totals. Null: the sum has more than 28 digits.</summary>
    public decimal? OverageCredits { get; private set; } = 0;

    /// <summary>How many customers are in each tenth of usage; the last: 100 percent or more.</summary>
    public long[] Histogram { get; } = new long[Bars];

    /// <summary>Whether all customers are listed, and not those at their limit alone.</summary>
    public bool HasAll => Customers <= MostListed;

    /// <summary>The customers of the table, in the order in which they came.</summary>
    public IReadOnlyList<CustomerBilling> Listed => HasAll ? _listed : _atLimit;

    /// <summary>The first customers that failed.</summary>
    public IReadOnlyList<CustomerReference> FailedListed => _failed;

    /// <summary>How many requests for a customer failed.</summary>
    public long FailedCustomers { get; private set; }

    /// <summary>Those who have used the largest part of their credits, the largest first.</summary>
    public IEnumerable<CustomerBilling> Nearest =>
        _nearest.UnorderedItems.OrderByDescending(static item => item.Priority).Select(static item => item.Element);

    /// <summary>The failures by their error id, the most first.</summary>
    public IEnumerable<FailureGroup> Failures => _failures.Values.OrderByDescending(static group => group.Count);

    /// <summary>How many requests failed.</summary>
    public long Failed => _failures.Values.Sum(static group => group.Count);

    /// <summary>The usage of each day, in their order. Null: a sum has more than 28 digits.</summary>
    public IReadOnlyCollection<KeyValuePair<string, decimal?>> Days => _days;

    /// <summary>Adds a customer.</summary>
    public void Add(CustomerBilling billing)
    {
        Customers++;
        TotalCredits = Sum(TotalCredits, billing.TotalCredits);
        UsedCredits = Sum(UsedCredits, billing.UsedCredits);
        RemainingCredits = Sum(RemainingCredits, billing.RemainingCredits);
        OverageCredits = Sum(OverageCredits, billing.OverageCredits);
        if (Customers <= MostListed)
        {
            _listed.Add(billing);
        }
        else
        {
            _listed.Clear();
        }

        if (billing.UsedPercent is not { } percent)
        {
            WithoutCredits++;
            return;
        }

        Over80 += percent >= 80 ? 1 : 0;
        if (percent >= 100)
        {
            Over100++;
            AddFirst(_atLimit, billing);
        }

        Histogram[(int)Math.Min(percent / 10, Bars - 1)]++;
        // Of equal ones, those that came first stay.
        _nearest.Enqueue(billing, (percent, -Customers));
        if (_nearest.Count > MostNearest)
        {
            _nearest.Dequeue();
        }
    }

    /// <summary>Adds a failed request.</summary>
    /// <param name="id">Its error id.</param>
    /// <param name="message">What happened.</param>
    /// <param name="target">What it was about. Null: nothing in particular.</param>
    /// <param name="customer">The customer that it was about. Null: none.</param>
    public void AddFailure(string id, string message, string? target, CustomerReference? customer = null)
    {
        if (!_failures.TryGetValue(id, out FailureGroup? group))
        {
            _failures[id] = group = new FailureGroup(id, message);
        }

        group.Add(target);
        if (customer is not null)
        {
            FailedCustomers++;
            AddFirst(_failed, customer);
        }
    }

    /// <summary>Adds what was used on a day.</summary>
    /// <param name="day">The day as the API names it.</param>
    /// <param name="usage">Credits.</param>
    public void AddUsage(string day, decimal usage) => _days[day] = Sum(_days.GetValueOrDefault(day, 0), usage);

    private static void AddFirst<T>(List<T> list, T item)
    {
        if (list.Count < MostSelected)
        {
            list.Add(item);
        }
    }

    private static decimal? Sum(decimal? sum, decimal item)
    {
        try
        {
            return sum + item;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
