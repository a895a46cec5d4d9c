using Oneloop.Runtime;

namespace Oneloop.Tests.Runtime;

/// <summary>The rate over the last seconds, with passed-in times.</summary>
public sealed class RateWindowTests
{
    private readonly RateWindow _rate = new();

    [Fact]
    public void Without_time_there_is_no_rate() => Assert.Equal(0, _rate.PerSecond);

    [Fact]
    public void At_first_it_is_the_rate_since_the_start()
    {
        _rate.Add(1000, 50);
        _rate.Add(2000, 300);
        Assert.Equal(150, _rate.PerSecond);
    }

    [Fact]
    public void What_is_more_than_five_seconds_ago_does_not_count()
    {
        for (int i = 1; i <= 100; i++)
        {
            // A thousand a second for ten seconds, then ten a second for ten.
            _rate.Add(i * 200, i <= 50 ? i * 200 : 10_000 + ((i - 50) * 2));
        }

        Assert.Equal(10, _rate.PerSecond);
    }

    [Fact]
    public void A_run_that_stands_still_comes_down_to_zero()
    {
        _rate.Add(10_000, 1000);
        _rate.Add(12_500, 1000);
        Assert.InRange(_rate.PerSecond, 1, 100);
        for (int ms = 12_700; ms <= 17_700; ms += 200)
        {
            _rate.Add(ms, 1000);
        }

        Assert.Equal(0, _rate.PerSecond);
    }

    [Fact]
    public void Looks_further_apart_than_the_window_are_compared_with_the_one_before()
    {
        _rate.Add(10_000, 100);
        _rate.Add(30_000, 300);
        Assert.Equal(10, _rate.PerSecond);
    }
}
