using System.Globalization;
using Oneloop.Client;
using Oneloop.Runtime;

namespace Oneloop.Tests.Runtime;

/// <summary>What the progress bar says.</summary>
public sealed class ProgressTextTests : IDisposable
{
    private static readonly ConnectionState s_free = new();
    private static readonly ConnectionState s_down = new() { DownFor = TimeSpan.FromSeconds(12.9), RetryAfter = TimeSpan.FromSeconds(3), RequestsPerSecond = 180 };
    private static readonly ConnectionState s_asked = new() { RetryAfter = TimeSpan.FromSeconds(41.2), RequestsPerSecond = 180 };
    private static readonly ConnectionState s_paced = new() { RequestsPerSecond = 180.4, ConcurrencyLimit = 4 };
    private static readonly ConnectionState s_narrow = new() { ConcurrencyLimit = 4 };

    private readonly CultureInfo _culture = CultureInfo.CurrentCulture;

    public ProgressTextTests() => CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

    public static TheoryData<string, ConnectionState> States => new()
    {
        { "1,234 of 2,000 done, 3 failed, 178 a second", s_free },
        { "service down for 12 s, asking again; 1,234 done, 3 failed", s_down },
        { "waiting 42 s: the API asked for it (HTTP 429); 1,234 done, 3 failed", s_asked },
        { "1,234 of 2,000 done, 3 failed, 178 a second, paced to 180 a second", s_paced },
        { "1,234 of 2,000 done, 3 failed, 178 a second, 4 at once: the API refuses more", s_narrow },
    };

    public void Dispose() => CultureInfo.CurrentCulture = _culture;

    [Theory]
    [MemberData(nameof(States))]
    public void It_says_how_far_the_run_is_and_what_holds_it_back(string expected, ConnectionState state) =>
        Assert.Equal(expected, ProgressText.Status(done: 1234, failed: 3, total: 2000, perSecond: 178.4, state));

    [Fact]
    public void A_number_that_is_not_known_is_not_named() =>
        Assert.Equal("1,234 done, 0 failed, 9.5 a second", ProgressText.Status(done: 1234, failed: 0, total: null, perSecond: 9.52, s_free));

    [Fact]
    public void The_numbers_are_written_as_the_user_writes_them()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        Assert.Equal("1.234 done, 0 failed, 9,5 a second", ProgressText.Status(done: 1234, failed: 0, total: null, perSecond: 9.52, s_free));
    }

    [Theory]
    [InlineData(0, 3L, 0)]
    [InlineData(2, 3L, 66)]
    [InlineData(3, 3L, 100)]
    [InlineData(4, 3L, -1)]
    [InlineData(4, null, -1)]
    [InlineData(long.MaxValue / 2, long.MaxValue, 49)]
    public void The_percentage_is_unknown_where_the_total_is_not_known_or_too_low(long done, long? total, int percent) =>
        Assert.Equal(percent, ProgressText.Percent(done, total));

    [Fact]
    public void The_time_left_is_what_the_rest_takes_at_this_rate()
    {
        Assert.Equal(8, ProgressText.SecondsLeft(done: 1250, total: 2000, perSecond: 100, s_free));
        Assert.Equal(8, ProgressText.SecondsLeft(done: 1250, total: 2000, perSecond: 100, s_paced));
        Assert.Equal(0, ProgressText.SecondsLeft(done: 2000, total: 2000, perSecond: 100, s_free));
        Assert.Equal(int.MaxValue, ProgressText.SecondsLeft(done: 1, total: long.MaxValue, perSecond: 0.1, s_free));
    }

    [Fact]
    public void The_time_left_is_unknown_where_nothing_is_sent_or_the_total_is_not_known()
    {
        Assert.Equal(-1, ProgressText.SecondsLeft(done: 1, total: 2000, perSecond: 0, s_free));
        Assert.Equal(-1, ProgressText.SecondsLeft(done: 1, total: null, perSecond: 100, s_free));
        Assert.Equal(-1, ProgressText.SecondsLeft(done: 3, total: 2, perSecond: 100, s_free));
        Assert.Equal(-1, ProgressText.SecondsLeft(done: 1, total: 2000, perSecond: 100, s_down));
        Assert.Equal(-1, ProgressText.SecondsLeft(done: 1, total: 2000, perSecond: 100, s_asked));
    }
}
