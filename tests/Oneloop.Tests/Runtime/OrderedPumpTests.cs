using System.Diagnostics.CodeAnalysis;
using Oneloop.Runtime;

namespace Oneloop.Tests.Runtime;

/// <summary>The pump, with work that the test itself lets end.</summary>
public sealed class OrderedPumpTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Items_come_out_in_the_order_in_which_they_went_in()
    {
        TaskCompletionSource[] work = [.. Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource())];
        using OrderedPump<int> pump = new((item, _) => work[item].Task, throttleLimit: 4, startsInline: false, Cancel);
        foreach (int item in Enumerable.Range(0, 4))
        {
            Assert.True(pump.TryAdd(item));
        }

        foreach (int item in new[] { 3, 1, 0, 2 })
        {
            work[item].SetResult();
        }

        pump.Complete();
        Assert.Equal([0, 1, 2, 3], Drain(pump));
    }

    [Fact]
    public void No_more_is_under_way_than_the_limit_says_and_no_more_is_taken_in_than_the_look_ahead()
    {
        int underWay = 0;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using SemaphoreSlim started = new(0);
        using OrderedPump<int> pump = new(
            async (_, token) =>
            {
                Interlocked.Increment(ref underWay);
                started.Release();
                await Task.Delay(Timeout.Infinite, token);
            },
            throttleLimit: 3, startsInline: false,
            stop.Token);

        int taken = 0;
        while (pump.TryAdd(taken))
        {
            taken++;
        }

        for (int i = 0; i < 3; i++)
        {
            Assert.True(started.Wait(TimeSpan.FromSeconds(30), Cancel));
        }

        Assert.Equal(48, taken);
        Assert.Equal(3, Volatile.Read(ref underWay));
    }

    [Fact]
    public async Task Disposing_with_results_that_were_not_taken_ends()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        OrderedPump<int> pump = new((_, _) => Task.CompletedTask, throttleLimit: 8, startsInline: false, stop.Token);
        pump.TryAdd(1);
        pump.TryAdd(2);
        pump.Complete();
        Assert.True(Take(pump, out _));

        await stop.CancelAsync();

        await Task.Run(pump.Dispose, Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public void Disposing_cancels_the_work_under_way_and_waits_for_its_end()
    {
        bool ended = false;
        using SemaphoreSlim started = new(0);
        OrderedPump<int> pump = new(
            async (_, token) =>
            {
                started.Release();
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    await Task.Yield();
                    Volatile.Write(ref ended, true);
                }
            },
            throttleLimit: 1, startsInline: false,
            Cancel);
        pump.TryAdd(1);
        Assert.True(started.Wait(TimeSpan.FromSeconds(30), Cancel));

        pump.Dispose();

        Assert.True(Volatile.Read(ref ended));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Work_starts_on_the_thread_that_puts_only_where_that_is_asked_for(bool startsInline)
    {
        int here = Environment.CurrentManagedThreadId;
        int there = 0;
        using OrderedPump<int> pump = new(
            (_, _) =>
            {
                there = Environment.CurrentManagedThreadId;
                return Task.CompletedTask;
            },
            throttleLimit: 1, startsInline, Cancel);
        pump.TryAdd(1);

        Assert.True(Take(pump, out _));
        Assert.Equal(startsInline, there == here);
    }

    [Fact]
    public void Every_item_comes_out_once_in_order_and_done_while_they_are_put_and_taken()
    {
        const int Items = 10_000;
        bool[] done = new bool[Items];
        using OrderedPump<int> pump = new(
            async (item, _) =>
            {
                if (item % 3 == 0)
                {
                    await Task.Yield();
                }

                Volatile.Write(ref done[item], true);
            },
            throttleLimit: 8,
            startsInline: false,
            Cancel);
        List<int> taken = [];
        for (int item = 0; item < Items; item++)
        {
            while (!pump.TryAdd(item))
            {
                Assert.True(Take(pump, out int next));
                Assert.True(done[next]);
                taken.Add(next);
            }
        }

        pump.Complete();
        taken.AddRange(Drain(pump));
        Assert.Equal(Enumerable.Range(0, Items), taken);
        Assert.DoesNotContain(false, done);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_a_result()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using OrderedPump<int> pump = new(
            (_, token) => Task.Delay(Timeout.Infinite, token),
            throttleLimit: 1, startsInline: false,
            stop.Token);
        pump.TryAdd(1);
        Task wait = Task.Run(() => Take(pump, out _), Cancel);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public void An_exception_from_the_work_is_thrown_when_the_item_is_taken()
    {
        using OrderedPump<int> pump = new((_, _) => Task.FromException(new InvalidOperationException("planted")), throttleLimit: 1, startsInline: false, Cancel);
        pump.TryAdd(1);

        Assert.Equal("planted", Assert.Throws<InvalidOperationException>(() => Take(pump, out _)).Message);
    }

    [Fact]
    public void Without_a_limit_workers_and_look_ahead_grow_and_shrink_with_the_throughput()
    {
        SteppedTime time = new(TimeSpan.Zero);
        AdaptiveConcurrency adaptive = new();
        Queue<TaskCompletionSource> underWay = new();
        using OrderedPump<int> pump = new(
            (_, _) =>
            {
                TaskCompletionSource work = new();
                underWay.Enqueue(work);
                return work.Task;
            },
            adaptive, time, startsInline: true, Cancel);
        int added = Fill(pump, 0);
        Assert.Equal(128, added);
        Assert.Equal(8, underWay.Count);

        int taken = 0;
        int mostAhead = 0;
        void Run(int items, Func<int, double> perSecond)
        {
            for (int end = taken + items; taken < end; mostAhead = Math.Max(mostAhead, added - taken))
            {
                time.Step(TimeSpan.FromSeconds(1 / perSecond(underWay.Count)));
                underWay.Dequeue().SetResult();
                while (pump.TryTake(out int item))
                {
                    Assert.Equal(taken++, item);
                }

                added = Fill(pump, added);
            }
        }

        Run(1000, underWay => underWay / 0.5);
        Assert.Equal(64, underWay.Count);
        Assert.Equal(1024, mostAhead);

        Run(1000, underWay => 1000.0 / underWay / underWay);
        Assert.Equal(adaptive.Workers, underWay.Count);
        Assert.InRange(underWay.Count, 4, 8);

        Run(1000, underWay => underWay / 0.5);
        Assert.Equal(64, underWay.Count);
        Assert.Equal(1024, mostAhead);
        while (underWay.TryDequeue(out TaskCompletionSource? work))
        {
            work.SetResult();
        }
    }

    [Fact]
    public void Without_a_limit_every_item_comes_out_once_and_in_order_while_the_number_of_workers_changes()
    {
        const int Items = 50_000;
        SteppedTime time = new(TimeSpan.FromMilliseconds(1));
        int underWay = 0;
        int most = 0;
        using OrderedPump<int> pump = new(
            async (item, _) =>
            {
                int now = Interlocked.Increment(ref underWay);
                InterlockedMax(ref most, now);

                // Seconds in which more workers pay, and seconds in which they do not.
                time.Step(TimeSpan.FromMilliseconds(item / 5000 % 2 == 0 ? 50.0 / now : now));
                await Task.Yield();
                Interlocked.Decrement(ref underWay);
            },
            new AdaptiveConcurrency(), time, startsInline: false, Cancel);
        List<int> taken = [];
        for (int item = 0; item < Items; item++)
        {
            while (!pump.TryAdd(item))
            {
                Assert.True(Take(pump, out int next));
                taken.Add(next);
            }
        }

        pump.Complete();
        taken.AddRange(Drain(pump));
        Assert.Equal(Enumerable.Range(0, Items), taken);
        Assert.InRange(most, 1, AdaptiveConcurrency.Most);
    }

    [Fact]
    public void Taking_with_patience_ends_when_that_is_over_and_takes_what_is_completed_then()
    {
        TaskCompletionSource work = new();
        using OrderedPump<int> pump = new((_, _) => work.Task, throttleLimit: 1, startsInline: true, Cancel);
        pump.TryAdd(7);

        Assert.Equal(TakeResult.TimedOut, pump.Take(TimeSpan.FromMilliseconds(1), out _));
        work.SetResult();
        Assert.Equal(TakeResult.Taken, pump.Take(TimeSpan.FromSeconds(30), out int item));
        Assert.Equal(7, item);
        pump.Complete();
        Assert.Equal(TakeResult.NoneLeft, pump.Take(TimeSpan.FromSeconds(30), out _));
    }

    [Fact]
    public void More_workers_start_for_the_items_that_are_there_already()
    {
        const int Items = 120;
        SteppedTime time = new(TimeSpan.FromMilliseconds(1));
        TaskCompletionSource allAdded = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int underWay = 0;
        int most = 0;
        using OrderedPump<int> pump = new(
            async (_, _) =>
            {
                await allAdded.Task;
                int now = Interlocked.Increment(ref underWay);
                InterlockedMax(ref most, now);
                time.Step(TimeSpan.FromMilliseconds(50.0 / now));
                await Task.Yield();
                Interlocked.Decrement(ref underWay);
            },
            new AdaptiveConcurrency(), time, startsInline: false, Cancel);
        for (int item = 0; item < Items; item++)
        {
            Assert.True(pump.TryAdd(item));
        }

        pump.Complete();
        allAdded.SetResult();

        Assert.Equal(Enumerable.Range(0, Items), Drain(pump));
        Assert.InRange(most, AdaptiveConcurrency.Initial + 1, AdaptiveConcurrency.Most);
    }

    private static bool Take<T>(OrderedPump<T> pump, [MaybeNullWhen(false)] out T item) => pump.Take(Timeout.InfiniteTimeSpan, out item) == TakeResult.Taken;

    private static int Fill(OrderedPump<int> pump, int next)
    {
        while (pump.TryAdd(next))
        {
            next++;
        }

        return next;
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (int before = Volatile.Read(ref most); value > before; before = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, before);
        }
    }

    private static List<int> Drain(OrderedPump<int> pump)
    {
        List<int> taken = [];
        while (Take(pump, out int item))
        {
            taken.Add(item);
        }

        return taken;
    }
}
