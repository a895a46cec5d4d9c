namespace Oneloop.StandIn.Recording;

/// <summary>What the stand-in received, in the order in which it came.</summary>
/// <param name="keepRequests">Whether to keep the requests themselves, and not their counts only.</param>
public sealed class RequestLog(bool keepRequests = true)
{
    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly Dictionary<string, int> _byMeter = new(StringComparer.Ordinal);
    private int _total;

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
                return new RequestCount(_total, _byMeter.Count);
            }
        }
    }

    /// <summary>How many requests came for each meter id.</summary>
    public IReadOnlyDictionary<string, int> ByMeter
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<string, int>(_byMeter, StringComparer.Ordinal);
            }
        }
    }

    /// <summary>Counts a request, and keeps it unless told not to.</summary>
    public void Add(RecordedRequest request)
    {
        lock (_lock)
        {
            _total++;
            if (request.ExternalMeterId is { } meter)
            {
                _byMeter[meter] = _byMeter.GetValueOrDefault(meter) + 1;
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
            _byMeter.Clear();
            _total = 0;
        }
    }
}
