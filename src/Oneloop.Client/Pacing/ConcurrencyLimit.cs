namespace Oneloop.Client.Pacing;

/// <summary>
/// Learns how many requests the API accepts at once. A limit on concurrency refuses nearly every request that is sent while a certain
/// number of others are in flight, and nearly none that is sent while there are fewer; a limit on the rate refuses some of both.
/// </summary>
/// <remarks>Pure: all times are seconds on the caller's clock. Not safe to use from several threads at once.</remarks>
internal sealed class ConcurrencyLimit
{
    private const int Most = 256;
    private const int FewestRefusals = 4;

    // So many answers there may be for a refusal: a server may have done with one that the client still counts.
    private const int MostAnswered = 2;

    // How many answers prove a higher number: a request that the client counts may not have arrived, or may be over for the server, so
    // a single one beyond the limit is accepted now and then.
    private const int Proof = 8;

    // How many refusals without an answer between them show that the limit is lower.
    private const int Disproof = 3;
    private const int Remembered = 256;
    private const double Period = 10;
    private const double Shortest = 0.25;
    private const double Longest = 5;

    // After a limit that proved to be none, in seconds; doubles each time.
    private const double Distrust = 5;

    // By the number of other requests in flight when the request was sent; those of the last seconds. A rate that is
    // taken for the limit meanwhile makes refusals rare, so it takes that long to see who is refused.
    private readonly int[] _inFlight = new int[Most];
    private int[] _answered = new int[Most];
    private int[] _refused = new int[Most];
    private int[] _answeredEarlier = new int[Most];
    private int[] _refusedEarlier = new int[Most];
    private double _countedFrom;
    private double _respondedAt = double.PositiveInfinity;
    private double _growAt;
    private double _pause = Shortest;
    private double _trustedFrom;
    private double _distrust = Distrust;
    private int _before;
    private int _step = 1;
    private int _answeredInTrial;
    private int _refusedInRow;
    private int _answeredWithin;
    private int _refusedWithin;

    /// <summary>The most requests in flight, 1 or more. Null: no limit is known.</summary>
    public int? Limit { get; private set; }

    /// <summary>Records that a request is sent.</summary>
    /// <param name="others">How many other requests are in flight.</param>
    public void RecordSent(int others) => _inFlight[Math.Min(others, Most - 1)]++;

    /// <summary>Records that a request has completed, whatever became of it. Before what became of it is recorded.</summary>
    /// <param name="others">How many other requests were in flight when it was sent.</param>
    public void RecordCompleted(int others) => _inFlight[Math.Min(others, Most - 1)]--;

    /// <summary>Records that the API responded.</summary>
    /// <param name="others">How many other requests were in flight when it was sent.</param>
    /// <param name="sentAt">When it was sent.</param>
    /// <param name="now">The time.</param>
    public void RecordAnswer(int others, double sentAt, double now)
    {
        BeginCount(now);
        // The very first requests wait until their connections are made, so they are accepted however many there are.
        if (sentAt >= _respondedAt)
        {
            _answered[Math.Min(others, Most - 1)]++;
        }

        if (others >= _before - 1)
        {
            _refusedInRow = 0;
        }

        if (Limit is not { } limit || others < limit - 1)
        {
            return;
        }

        if (++_answeredWithin >= Remembered)
        {
            // The limit may change: what is long past must not explain what is refused now.
            _answeredWithin /= 2;
            _refusedWithin /= 2;
        }

        if (limit > _before)
        {
            _answeredInTrial++;
        }

        if (now < _growAt || (limit > _before && _answeredInTrial < Proof))
        {
            return;
        }

        if (limit > _before)
        {
            // The last step was not refused.
            _pause = Shortest;
            _step = Math.Max(1, limit / 4);
        }

        _answeredInTrial = 0;
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
        BeginCount(now);
        _refused[Math.Min(others, Most - 1)]++;
        if (Limit is { } limit && others >= _before)
        {
            if (limit > _before)
            {
                StepBack(_before, now);
            }

            return true;
        }

        if (Limit is not null)
        {
            if (others > 0 && others == _before - 1 && ++_refusedInRow >= Disproof)
            {
                StepBack(others, now);
                return true;
            }

            // A server may count a request a little longer than its response takes, so a few say nothing. More say that the limit is
            // not on concurrency.
            if (++_refusedWithin <= 3 + (_answeredWithin / 16))
            {
                return true;
            }

            if (Find() is { } lower && lower < Limit)
            {
                // As at the start of a run, when requests wait for their connections and more seem to be in flight than are.
                Begin(lower, now);
                return true;
            }

            Limit = null;
            _trustedFrom = now + _distrust;
            _distrust = Math.Min(60, _distrust * 2);
            return false;
        }

        if (now < _trustedFrom || Find() is not { } found)
        {
            return false;
        }

        Begin(found, now);
        return true;
    }

    private void Begin(int limit, double now)
    {
        Limit = limit;
        _before = limit;
        _step = 1;
        _pause = Shortest;
        _growAt = now + _pause;
        _answeredWithin = 0;
        _refusedWithin = 0;
        _refusedInRow = 0;
        BeginCount(double.PositiveInfinity);
        _countedFrom = now;
    }

    private void StepBack(int limit, double now)
    {
        Limit = limit;
        _before = limit;
        _step = 1;
        _refusedInRow = 0;
        _pause = Math.Min(Longest, _pause * 2);
        _growAt = now + _pause;
    }

    private void BeginCount(double now)
    {
        _respondedAt = Math.Min(_respondedAt, now);
        double age = now - _countedFrom;
        if (age <= Period)
        {
            return;
        }

        (_answered, _answeredEarlier) = (_answeredEarlier, _answered);
        (_refused, _refusedEarlier) = (_refusedEarlier, _refused);
        Array.Clear(_answered);
        Array.Clear(_refused);
        if (age > 2 * Period)
        {
            Array.Clear(_answeredEarlier);
            Array.Clear(_refusedEarlier);
        }

        _countedFrom = now;
    }

    /// <summary>The largest number below which nearly nothing was refused, and from which on a third or more was.</summary>
    private int? Find()
    {
        int refusedInAll = _refused.Sum() + _refusedEarlier.Sum();
        int refusedBelow = 0;
        // Those that are in flight were accepted, as it seems: a refusal comes sooner than an answer.
        int answeredFrom = _answered.Sum() + _answeredEarlier.Sum() + _inFlight.Sum();
        int? found = null;
        for (int others = 0; others < Most && refusedBelow * 10 <= refusedInAll; others++)
        {
            int refusedFrom = refusedInAll - refusedBelow;
            if (others > 0 && refusedFrom >= FewestRefusals && answeredFrom <= MostAnswered * refusedFrom)
            {
                found = others;
            }

            refusedBelow += _refused[others] + _refusedEarlier[others];
            answeredFrom -= _answered[others] + _answeredEarlier[others] + _inFlight[others];
        }

        return found;
    }
}
