namespace Oneloop.Client.Pacing;

/// <summary>
/// Learns how many requests a second the API accepts. There is no limit until the first refusal. That one halves the rate at which
/// responses came; then the rate grows fast until the next refusal, and from there on slowly: each refusal takes a little off, and
/// the longer there is none, the faster it grows, so that a limit that was raised is found within seconds. Where the API sends a
/// Retry-After, each refusal costs all that time, so that the rate is cut more and grows more slowly.
/// </summary>
/// <remarks>Pure: all times are seconds on the caller's clock. Not safe to use from several threads at once.</remarks>
internal sealed class SendRate
{
    /// <summary>The lowest rate, in requests a second: with it, one request probes every 10 s.</summary>
    private const double Lowest = 0.1;

    /// <summary>The lowest rate after the first refusal, which says little yet: low enough for any API, found too high within a second.</summary>
    private const double LowestAtFirst = 10;

    /// <summary>The highest rate, in requests a second: no limit any more.</summary>
    private const double Highest = 1_000_000;

    /// <summary>How long a fast growth may go on without a request, in seconds: what is not sent says nothing.</summary>
    private const double LongestGrowth = 1;

    /// <summary>How late a request may be sent and still keep its slot, in seconds: timers are late by a few milliseconds, on Windows by 16.</summary>
    private static readonly double s_catchUp = OperatingSystem.IsWindows() ? 0.02 : 0.01;

    /// <summary>So many refusals a second that may have another reason, and such a share of the responses, are a limit.</summary>
    private const double FewestUnclear = 3;

    private const double LeastUnclearShare = 0.1;

    private readonly ResponseRate _responses = new();
    private readonly ResponseRate _unclear = new();
    private double _limit;
    private bool _isLimited;
    private bool _isSearching;
    private bool _saysRetryAfter;
    private bool _isBlind;
    private int _consecutiveCuts;
    private double _cutAt = double.NegativeInfinity;
    private double _grownAt;
    private double _sentAt = double.NegativeInfinity;
    private double _firstSentAt = double.NaN;
    private double _checkedAt;

    /// <summary>The most requests a second. Null: no limit is known.</summary>
    public double? Limit => _isLimited ? _limit : null;

    /// <summary>When the time is over that the API asked to wait by Retry-After, in seconds.</summary>
    public double HoldUntil { get; private set; } = double.NegativeInfinity;

    /// <summary>When the next request may be sent, in seconds; at or before <paramref name="now"/>: now.</summary>
    public double DueAt(double now)
    {
        if (!_isLimited)
        {
            return HoldUntil;
        }

        Grow(now);
        return Math.Max(HoldUntil, _sentAt + (1 / _limit));
    }

    /// <summary>Records that a request is sent. The slot is taken at this moment, not reserved before: the rate may change meanwhile.</summary>
    public void RecordSent(double now)
    {
        if (!_isLimited)
        {
            if (double.IsNaN(_firstSentAt))
            {
                _firstSentAt = now;
            }

            return;
        }

        double slot = 1 / _limit;
        _sentAt = Math.Min(now, Math.Max(_sentAt + slot, now - Math.Max(slot, s_catchUp)));
    }

    /// <summary>Records that the API responded.</summary>
    public void RecordResponse(double now)
    {
        _responses.Record(now);
        if (!_isLimited)
        {
            return;
        }

        _consecutiveCuts = 0;
        if (_isBlind)
        {
            // After a time in which all was refused, the limit may be anywhere above.
            _isBlind = false;
            _isSearching = true;
        }

        if (now - _checkedAt > 0.25)
        {
            _checkedAt = now;
            Grow(now);
            // Workers and latency limit the rate, and not the API.
            if (now - _cutAt > 5 && _limit > 50 && _limit > 4 * _responses.PerSecond(1, now))
            {
                _isLimited = false;
            }
        }
    }

    /// <summary>Records that the API refused a request because of a limit.</summary>
    /// <param name="sentAt">When it was sent. A refusal of what was sent before the last cut says nothing new.</param>
    /// <param name="now">The time.</param>
    /// <param name="retryAfter">How long the API asks to wait, in seconds. Null: it does not say.</param>
    /// <param name="isRate">False: a limit on concurrency explains the refusal.</param>
    public void RecordRefusal(double sentAt, double now, double? retryAfter, bool isRate = true)
    {
        Grow(now);
        if (retryAfter is { } wait)
        {
            HoldUntil = Math.Max(HoldUntil, now + wait);
            _saysRetryAfter = true;
        }

        if (!isRate || (_isLimited && sentAt <= _cutAt))
        {
            return;
        }

        double responses = _responses.PerSecondOfMany(now);
        if (!_isLimited)
        {
            double window = Math.Clamp(now - _firstSentAt, 0.0625, 0.5);
            _limit = Math.Max(LowestAtFirst, _responses.PerSecond(window, now) / 2);
            _isSearching = true;
        }
        else
        {
            _consecutiveCuts++;
            double cut = _consecutiveCuts switch { 1 => _saysRetryAfter ? 0.9 : 0.92, 2 => 0.75, _ => 0.5 };
            double from = _isSearching ? _limit * (_saysRetryAfter ? 0.6 : 0.75) : responses > 0 ? Math.Min(_limit, responses) : _limit;
            _limit = Math.Max(Lowest, cut * from);
            _isSearching = false;
        }

        _isBlind = responses == 0;
        _isLimited = true;
        _cutAt = now;
        _sentAt = now;
    }

    /// <summary>Grows fast again: the refusals that it has learnt from had another reason.</summary>
    public void Search(double now)
    {
        Grow(now);
        _isSearching = true;
        _consecutiveCuts = 0;
    }

    /// <summary>Does not wait any more for what a Retry-After asked for.</summary>
    public void DropHold() => HoldUntil = double.NegativeInfinity;

    /// <summary>Records a 503, which may be a refusal because of a limit.</summary>
    /// <returns>Whether it is one, by how many there are.</returns>
    public bool RecordUnclear(double now)
    {
        _unclear.Record(now);
        double unclear = _unclear.PerSecond(1, now);
        return unclear >= FewestUnclear && unclear >= LeastUnclearShare * _responses.PerSecond(1, now);
    }

    /// <summary>Begins low and grows fast, since the service has just come back.</summary>
    /// <param name="before">How many responses a second came before the outage.</param>
    /// <param name="now">The time.</param>
    public void Restart(double before, double now)
    {
        double gentle = Math.Max(LowestAtFirst, before / 10);
        _limit = _isLimited ? Math.Min(_limit, gentle) : gentle;
        _isLimited = true;
        _isSearching = true;
        _consecutiveCuts = 0;
        _cutAt = now;
        _grownAt = now;
        _sentAt = now;
    }

    /// <summary>How many responses a second came in the last seconds.</summary>
    public double Responses(double now) => _responses.PerSecondOfMany(now);

    private void Grow(double now)
    {
        double from = Math.Max(_grownAt, HoldUntil);
        _grownAt = Math.Max(_grownAt, now);
        if (!_isLimited || now <= from)
        {
            return;
        }

        double time = now - from;
        if (_isSearching)
        {
            _limit = Math.Min(Highest, _limit * Math.Pow(_saysRetryAfter ? 8 : 16, Math.Min(time, LongestGrowth)));
            return;
        }

        double quiet = now - Math.Max(_cutAt, HoldUntil);
        double share = _saysRetryAfter
            ? quiet < 6 ? 0.02 : quiet < 10 ? 0.15 : 1
            : quiet < 2.5 ? 0.03 : quiet < 4 ? 0.15 : 1;
        // Twice in proportion below 100 a second, so that of two programs under one limit the slower one catches up.
        _limit = Math.Min(Highest, _limit + (Math.Max(_limit, Math.Min(200, 2 * _limit)) * share * time));
    }
}
