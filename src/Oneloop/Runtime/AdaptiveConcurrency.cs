namespace Oneloop.Runtime;

/// <summary>
/// Finds how many workers a run needs, by hill climbing: it tries another number, and keeps it if the throughput earns it. It starts
/// with 8, doubles that as long as the throughput follows, up to 64, and tries again from time to time, since services change.
/// </summary>
/// <remarks>
/// It has no clock and starts no worker: the pump tells it what happens and looks at <see cref="Workers"/>. Not safe for several
/// threads at once: the pump calls it under its lock. It judges only intervals in which all workers were busy. In others, the input
/// or the consumer sets the pace, and another number of workers would change nothing. While all are busy, latency is their number
/// divided by the throughput, so throughput alone tells both: what falls with the same number of workers takes longer.
/// </remarks>
internal sealed class AdaptiveConcurrency
{
    /// <summary>The number of workers at the start. No trial goes below it unless the throughput has fallen.</summary>
    public const int Initial = 8;

    /// <summary>The most workers.</summary>
    public const int Most = 64;

    /// <summary>The fewest workers.</summary>
    public const int Least = 4;

    // An interval has some completions of each worker, so that bursts and slow responses even out, and lasts longer than a pause of
    // the garbage collector. A smaller step has to show a smaller difference, so it gets a longer interval.
    private const int CompletionsPerWorker = 4;
    private const int CompletionsPerWorkerOfSmallStep = 8;

    /// <summary>What share of the relative growth of the workers the throughput has to earn.</summary>
    private const double EarnedShare = 0.4;

    /// <summary>
    /// What share of the throughput fewer workers have to keep. What is lost by a mistake here comes back at the next trial of more
    /// at best, so chance has to be kinder to keep fewer than to keep more.
    /// </summary>
    private const double KeptShare = 0.95;

    /// <summary>Below this share of what it was, throughput has clearly fallen; above the reverse, it has clearly risen.</summary>
    private const double FallenShare = 0.75;

    /// <summary>How many intervals in a row have to show that the throughput has changed: one may be an accident.</summary>
    private const int IntervalsToBelieve = 2;

    /// <summary>How much an interval counts in the mean of the throughput while the number of workers stays the same.</summary>
    private const double Smoothing = 0.25;

    /// <summary>The least pause in intervals: with slow responses, a trial takes long, and must not fill most of the run.</summary>
    private const int PauseIntervals = 8;

    private static readonly TimeSpan s_leastInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_firstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    // What a trial is compared with and goes back to. A rate of 0: not measured yet. There is a trial while the workers are others.
    private int _baseWorkers = Initial;
    private double _baseRate;

    // What the rate has to reach: for the trial to succeed, or else so as not to have fallen. 0: not known yet.
    private double _neededRate;

    // The interval. The first completions after a change come from requests of before, or have set a connection up, and do not count.
    private int _toSkip = Initial;
    private TimeSpan _start;
    private int _completions;
    private int _completionsNeeded = CompletionsPerWorker * Initial;

    private int _fallen;
    private int _risen;
    private bool _nextTriesFewer;
    private TimeSpan _pause = s_firstPause;
    private TimeSpan _nextTrial;

    /// <summary>How many workers there should be now.</summary>
    public int Workers { get; private set; } = Initial;

    /// <summary>An item was completed while all workers were busy.</summary>
    /// <param name="now">The time since any moment before the first call; not less than before.</param>
    public void Complete(TimeSpan now)
    {
        if (_toSkip > 0)
        {
            _toSkip--;
            _start = now;
            return;
        }

        _completions++;
        TimeSpan length = now - _start;

        // Once it takes too long for the needed rate, the verdict is certain. So an overload, which makes the rest slow, ends soon.
        bool isTooLate = length.TotalSeconds * _neededRate > _completionsNeeded;
        if (length < s_leastInterval || (_completions < _completionsNeeded && !isTooLate))
        {
            return;
        }

        double rate = _completions / length.TotalSeconds;
        _start = now;
        _completions = 0;
        Judge(rate, now, length);
    }

    /// <summary>A worker had nothing to do. The interval says nothing and begins again.</summary>
    public void Interrupt()
    {
        _toSkip = Workers;
        _completions = 0;
    }

    private void Judge(double rate, TimeSpan now, TimeSpan length)
    {
        if (_baseRate == 0)
        {
            _baseRate = rate;
            TryMore(2 * Workers, CompletionsPerWorker);
        }
        else if (Workers == _baseWorkers)
        {
            Follow(rate, now);
        }
        else if (rate < _neededRate)
        {
            Change(_baseWorkers);
            Hold(now, length);
        }
        else if (Workers > _baseWorkers)
        {
            KeepMore(rate, now, length);
        }
        else
        {
            KeepFewer(rate, now, length);
        }
    }

    private void KeepMore(double rate, TimeSpan now, TimeSpan length)
    {
        Keep(rate);
        if (Workers < Most)
        {
            TryMore(2 * Workers, CompletionsPerWorker);
        }
        else
        {
            Hold(now, length);
        }
    }

    private void KeepFewer(double rate, TimeSpan now, TimeSpan length)
    {
        // Down to fewer than at the start only if this has got more out of the service, which then is overloaded.
        int least = rate * FallenShare > _baseRate ? Least : Math.Min(Initial, Workers);

        // Each further step is compared with the best of those before, or many small losses would add up.
        Keep(Math.Max(rate, _baseRate));
        if (Workers > least)
        {
            TryFewer(Math.Max(Workers / 2, least));
        }
        else
        {
            Hold(now, length);
        }
    }

    /// <summary>Follows the throughput between trials, and begins one when it is time, or the throughput has changed.</summary>
    private void Follow(double rate, TimeSpan now)
    {
        _fallen = rate < _baseRate * FallenShare ? _fallen + 1 : 0;
        _risen = rate * FallenShare > _baseRate ? _risen + 1 : 0;
        if (_fallen == IntervalsToBelieve)
        {
            // An overload, which fewer workers mend, or just slower responses, of which more workers may get more.
            _baseRate = rate;
            _pause = s_firstPause;
            _nextTriesFewer = false;
            TryFewer(Math.Max(Workers / 2, Least));
        }
        else if (_risen == IntervalsToBelieve)
        {
            _baseRate = rate;
            _pause = s_firstPause;
            _neededRate = rate * FallenShare;
            _risen = 0;
            _nextTrial = now;
        }
        else if (_fallen == 0 && _risen == 0)
        {
            _baseRate += (rate - _baseRate) * Smoothing;
            _neededRate = _baseRate * FallenShare;
            if (now >= _nextTrial)
            {
                TryNext();
            }
        }
    }

    /// <summary>Tries more or fewer in turn: more, since the service may have room now, and fewer, since an earlier gain may have been chance.</summary>
    private void TryNext()
    {
        bool triesFewer = Workers > Initial && (_nextTriesFewer || Workers == Most);
        _nextTriesFewer = !triesFewer;
        if (triesFewer)
        {
            TryFewer(Math.Max(Workers * 2 / 3, Initial));
        }
        else
        {
            TryMore(Workers + Workers / 2, CompletionsPerWorkerOfSmallStep);
        }
    }

    private void TryMore(int workers, int completionsPerWorker)
    {
        workers = Math.Min(workers, Most);
        double growth = (double)workers / _baseWorkers - 1;
        Try(workers, completionsPerWorker, _baseRate * (1 + EarnedShare * growth));
    }

    private void TryFewer(int workers) => Try(workers, CompletionsPerWorker, _baseRate * KeptShare);

    private void Try(int workers, int completionsPerWorker, double neededRate)
    {
        Change(workers);
        _neededRate = neededRate;
        _completionsNeeded = completionsPerWorker * workers;
    }

    private void Keep(double rate)
    {
        _baseWorkers = Workers;
        _baseRate = rate;
        _pause = s_firstPause;
        _nextTriesFewer = true;
    }

    /// <summary>Stays with the number of workers until the next trial.</summary>
    private void Hold(TimeSpan now, TimeSpan length)
    {
        Change(_baseWorkers);
        // A trial in which nothing completed for long, as in an outage, says nothing about how long the next one takes.
        TimeSpan least = length * PauseIntervals < s_longestPause ? length * PauseIntervals : s_longestPause;
        _nextTrial = now + (_pause > least ? _pause : least);
        _pause = _pause * 2 < s_longestPause ? _pause * 2 : s_longestPause;
    }

    private void Change(int workers)
    {
        // Those beyond the new number complete what they have begun, too.
        _toSkip = Math.Max(Workers, workers);
        _completions = 0;
        _completionsNeeded = CompletionsPerWorker * workers;
        _neededRate = _baseRate * FallenShare;
        _fallen = 0;
        _risen = 0;
        Workers = workers;
    }
}
