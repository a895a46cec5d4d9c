namespace Oneloop.StandIn.Recording;

/// <summary>What the stand-in received, in the order in which it came.</summary>
/// <param name="keepRequests">Whether to keep the requests themselves, and not their counts only.</param>
public sealed class RequestLog(bool keepRequests = true)
{
    // The name of no operation: requests for a path that there is not.
    private const string None = "";

    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly Dictionary<string, Tally> _byOperation = new(StringComparer.Ordinal);

    /// <summary>All requests up to now.</summary>
    public IReadOnlyList<RecordedRequest> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>How many requests came, and for how many different meter ids.</summary>
    public RequestCount Count
    {
        get
        {
            lock (_lock)
            {
                return new RequestCount(
                    _byOperation.Values.Sum(tally => tally.Received),
                    _byOperation.Values.SelectMany(tally => tally.ByMeter.Keys).Distinct().Count());
            }
        }
    }

    /// <summary>How many requests came for each meter id, whatever the operation.</summary>
    public IReadOnlyDictionary<string, int> ByMeter => CountByMeter(null);

    /// <summary>How many requests came for each operation that was asked for.</summary>
    public IReadOnlyDictionary<string, OperationCount> ByOperation
    {
        get
        {
            lock (_lock)
            {
                return _byOperation.Where(tally => tally.Key != None).ToDictionary(
                    tally => tally.Key, tally => new OperationCount(tally.Value.Received, tally.Value.Processed), StringComparer.Ordinal);
            }
        }
    }

    /// <summary>How many requests came for an operation.</summary>
    public OperationCount Of(string operation) => ByOperation.GetValueOrDefault(operation) ?? new OperationCount(0, 0);

    /// <summary>How many requests came for each meter id.</summary>
    /// <param name="operation">The operation to count; null: all.</param>
    public IReadOnlyDictionary<string, int> CountByMeter(string? operation)
    {
        lock (_lock)
        {
            return _byOperation
                .Where(tally => operation is null || tally.Key == operation)
                .SelectMany(tally => tally.Value.ByMeter)
                .GroupBy(meter => meter.Key, meter => meter.Value, StringComparer.Ordinal)
                .ToDictionary(meter => meter.Key, counts => counts.Sum(), StringComparer.Ordinal);
        }
    }

    /// <summary>Counts a request, and keeps it unless told not to.</summary>
    public void Add(RecordedRequest request)
    {
        lock (_lock)
        {
            string operation = request.Operation ?? None;
            if (!_byOperation.TryGetValue(operation, out Tally? tally))
            {
                _byOperation[operation] = tally = new Tally();
            }

            tally.Received++;
            tally.Processed += request.Processed ? 1 : 0;
            if (request.ExternalMeterId is { } meter)
            {
                tally.ByMeter[meter] = tally.ByMeter.GetValueOrDefault(meter) + 1;
            }

            if (keepRequests)
            {
                _requests.Add(request);
            }
        }
    }

    /// <summary>Forgets them.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _requests.Clear();
            _byOperation.Clear();
        }
    }

    private sealed class Tally
    {
        public int Received { get; set; }

        public int Processed { get; set; }

        public Dictionary<string, int> ByMeter { get; } = new(StringComparer.Ordinal);
    }
}
