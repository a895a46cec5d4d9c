namespace Oneloop.Client.Pacing;

/// <summary>Counts responses by sixteenths of a second, for the last 4 seconds.</summary>
internal sealed class ResponseRate
{
    private const int SlotsPerSecond = 16;
    private const int Slots = 64;

    private readonly long[] _numbers = new long[Slots];
    private readonly int[] _counts = new int[Slots];

    /// <summary>Counts a response.</summary>
    /// <param name="now">The time, in seconds, 0 or more.</param>
    public void Record(double now)
    {
        long number = (long)(now * SlotsPerSecond);
        int slot = (int)(number % Slots);
        if (_numbers[slot] != number)
        {
            _numbers[slot] = number;
            _counts[slot] = 0;
        }

        _counts[slot]++;
    }

    /// <summary>The responses a second.</summary>
    /// <param name="seconds">Over how many seconds, up to 4.</param>
    /// <param name="now">The time, in seconds.</param>
    public double PerSecond(double seconds, double now) => Count(seconds, now, out double covered) / covered;

    /// <summary>The responses a second, over the shortest time that holds ten, which is enough for a figure.</summary>
    public double PerSecondOfMany(double now)
    {
        double perSecond = 0;
        for (double seconds = 0.5; seconds <= 4; seconds *= 2)
        {
            int count = Count(seconds, now, out double covered);
            perSecond = count / covered;
            if (count >= 10)
            {
                break;
            }
        }

        return perSecond;
    }

    private int Count(double seconds, double now, out double covered)
    {
        long last = (long)(now * SlotsPerSecond);
        int slots = Math.Clamp((int)Math.Round(seconds * SlotsPerSecond), 1, Slots);
        int count = 0;
        for (long number = Math.Max(0, last - slots + 1); number <= last; number++)
        {
            int slot = (int)(number % Slots);
            count += _numbers[slot] == number ? _counts[slot] : 0;
        }

        // The slot that has just begun counts for the time it has lasted.
        covered = Math.Max(1.0 / SlotsPerSecond, now - (Math.Max(0, last - slots + 1) / (double)SlotsPerSecond));
        return count;
    }
}
