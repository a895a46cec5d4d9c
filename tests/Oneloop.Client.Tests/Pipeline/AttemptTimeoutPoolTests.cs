using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>Time timeouts are used again, and only where no try can end another.</summary>
public sealed class AttemptTimeoutPoolTests
{
    private static readonly TimeSpan s_never = TimeSpan.FromHours(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_was_in_time_is_used_again()
    {
        using CancellationTokenSource closed = new();
        AttemptTimeoutPool timeouts = new(s_never, TimeProvider.System, closed.Token);
        AttemptTimeout first = timeouts.Rent();
        timeouts.Return(first);

        Assert.Same(first, timeouts.Rent());
        Assert.NotSame(first, timeouts.Rent());
        await closed.CancelAsync();
        Assert.True(first.IsOver);
    }

    [Fact]
    public async Task One_that_ran_out_is_not()
    {
        using CancellationTokenSource closed = new();
        AttemptTimeoutPool timeouts = new(TimeSpan.FromMilliseconds(1), TimeProvider.System, closed.Token);
        AttemptTimeout first = timeouts.Rent();
        TaskCompletionSource over = new();
        await using (first.Token.Register(over.SetResult))
        {
            await over.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        }

        timeouts.Return(first);

        Assert.NotSame(first, timeouts.Rent());
    }

    [Fact]
    public async Task One_that_was_cancelled_with_its_try_is_not()
    {
        using CancellationTokenSource closed = new();
        using CancellationTokenSource stop = new();
        AttemptTimeoutPool timeouts = new(s_never, TimeProvider.System, closed.Token);
        AttemptTimeout first = timeouts.Rent();
        await using (first.CancelWith(stop.Token))
        {
            await stop.CancelAsync();
            Assert.True(first.IsOver);
        }

        timeouts.Return(first);

        AttemptTimeout second = timeouts.Rent();
        Assert.NotSame(first, second);
        Assert.False(second.IsOver);
    }

    [Fact]
    public async Task What_ended_an_earlier_try_does_not_end_a_later_one()
    {
        using CancellationTokenSource closed = new();
        using CancellationTokenSource stop = new();
        AttemptTimeoutPool timeouts = new(s_never, TimeProvider.System, closed.Token);
        AttemptTimeout first = timeouts.Rent();
        await first.CancelWith(stop.Token).DisposeAsync();
        timeouts.Return(first);
        AttemptTimeout again = timeouts.Rent();

        await stop.CancelAsync();

        Assert.Same(first, again);
        Assert.False(again.IsOver);
    }
}
