using Oneloop.Client.Resilience;

namespace Oneloop.Client.Tests.Resilience;

/// <summary>Time limits are used again, and only where no try can end another.</summary>
public sealed class TimeLimitsTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_was_in_time_is_used_again()
    {
        using CancellationTokenSource closed = new();
        TimeLimits limits = new(s_never, TimeProvider.System, closed.Token);
        TimeLimit first = limits.Begin();
        limits.End(first);

        Assert.Same(first, limits.Begin());
        Assert.NotSame(first, limits.Begin());
        await closed.CancelAsync();
        Assert.True(first.IsOver);
    }

    [Fact]
    public async Task One_that_ran_out_is_not()
    {
        using CancellationTokenSource closed = new();
        TimeLimits limits = new(TimeSpan.FromMilliseconds(1), TimeProvider.System, closed.Token);
        TimeLimit first = limits.Begin();
        TaskCompletionSource over = new();
        await using (first.Token.Register(over.SetResult))
        {
            await over.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        }

        limits.End(first);

        Assert.NotSame(first, limits.Begin());
    }

    [Fact]
    public async Task One_that_was_cancelled_with_its_try_is_not()
    {
        using CancellationTokenSource closed = new();
        using CancellationTokenSource stop = new();
        TimeLimits limits = new(s_never, TimeProvider.System, closed.Token);
        TimeLimit first = limits.Begin();
        await using (first.EndWith(stop.Token))
        {
            await stop.CancelAsync();
            Assert.True(first.IsOver);
        }

        limits.End(first);

        TimeLimit second = limits.Begin();
        Assert.NotSame(first, second);
        Assert.False(second.IsOver);
    }

    [Fact]
    public async Task What_ended_an_earlier_try_does_not_end_a_later_one()
    {
        using CancellationTokenSource closed = new();
        using CancellationTokenSource stop = new();
        TimeLimits limits = new(s_never, TimeProvider.System, closed.Token);
        TimeLimit first = limits.Begin();
        await first.EndWith(stop.Token).DisposeAsync();
        limits.End(first);
        TimeLimit again = limits.Begin();

        await stop.CancelAsync();

        Assert.Same(first, again);
        Assert.False(again.IsOver);
    }
}
