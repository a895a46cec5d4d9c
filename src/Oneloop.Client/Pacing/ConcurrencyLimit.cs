namespace Oneloop.Client.Pacing;

/// <summary>
/// Learns how many requests the API accepts at once. A limit on concurrency refuses nearly every request that is sent while a certain
/// number of others are in flight, and nearly none that is sent while there are fewer; a limit on the rate refuses some of both.
/// </summary>
/// <remarks>Pure: all times are seconds on the caller's clock. Not safe to use from several threads at once.</remarks>
internal sealed class ConcurrencyLimit
{
    private const int Most = 256;
    private const int FewestRefusals = 5;
    private const double Shortest = 0.25;
    private const double Longest = 30;

    // By the number of other requests in flight when the request was sent, over about a second.
    private readonly int[] _answered = new int[Most];
    private readonly int[] _refused = new int[Most];
    private double _countedFrom;
    private double _growAt;
    private double _pause = Shortest;
    private int _before;
    private int _step = 1;

    /// <summary>The most requests in flight, 1 or more. Null: no limit is known.</summary>
    public int? Limit { get; private set; }

    /// <summary>Records that the API responded.</summary>
    /// <param name="others">How many other requests were in flight when it was sent.</param>
    /// <param name="now">The time.</param>
    public void RecordAnswer(int others, double now)
    {
        Count(_answered, others, now);
        if (Limit is not { } limit || others < limit - 1 || now < _growAt)
        {
            return;
        }

        if (limit > _before)
        {
            // The last step was not refused.
            _pause = Shortest;
            _step = Math.Max(1, limit / 4);
        }

        _before = limit;
        Limit = limit + _step < Most ? limit + _step : null;
        _growAt = now + _pause;
    }

    /// <summary>Records that the API refused a request because of a limit.</summary>
    /// <param name="others">How many other requests were in flight when it was sent.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether a limit on concurrency explains it.</returns>
    public bool RecordRefusal(int others, double now)
    {
        Count(_refused, others, now);
        if (Limit is { } limit && others >= _before)
        {
            if (limit > _before)
            {
                Limit = _before;
                _step = 1;
                _pause = Math.Min(Longest, _pause * 2);
                _growAt = now + _pause;
            }

            return true;
        }

        if (Find() is not { } found)
        {
            // A server may count a request a little longer than its response takes: that is no lower limit.
            return Limit is { } known && others >= known - 1;
        }

        Limit = found;
        _before = found;
        _step = 1;
        _pause = Shortest;
        _growAt = now + _pause;
        Array.Clear(_answered);
        Array.Clear(_refused);
        return true;
    }

    private void Count(int[] counts, int others, double now)
    {
        if (now - _countedFrom > 1)
        {
            _countedFrom = now;
            Array.Clear(_answered);
            Array.Clear(_refused);
        }

        counts[Math.Min(others, Most - 1)]++;
    }

    /// <summary>The largest number below which nearly nothing was refused, and from which on most was.</summary>
    private int? Find()
    {
        int refusedInAll = _refused.Sum();
        int refusedBelow = 0;
        int answeredFrom = _answered.Sum();
        int? found = null;
        for (int others = 0; others < Most && refusedBelow * 10 <= refusedInAll; others++)
        {
            int refusedFrom = refusedInAll - refusedBelow;
            if (others > 0 && refusedFrom >= FewestRefusals && refusedFrom >= answeredFrom)
            {
                found = others;
            }

            refusedBelow += _refused[others];
            answeredFrom -= _answered[others];
        }

        return found;
    }
}
