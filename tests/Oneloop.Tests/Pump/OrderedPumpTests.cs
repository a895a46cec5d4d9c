using Oneloop.Pump;

namespace Oneloop.Tests.Pump;

/// <summary>The pump, with work that the test itself lets end.</summary>
public sealed class OrderedPumpTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Results_come_in_the_order_of_their_inputs()
    {
        TaskCompletionSource<int>[] work = [.. Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource<int>())];
        using OrderedPump<int, int> pump = new((input, _) => work[input].Task, throttleLimit: 4, startsInline: false, Cancel);
        foreach (int input in Enumerable.Range(0, 4))
        {
            Assert.True(pump.TryPut(input));
        }

        foreach (int input in new[] { 3, 1, 0, 2 })
        {
            work[input].SetResult(input * 10);
        }

        pump.Complete();
        Assert.Equal([0, 10, 20, 30], Drain(pump));
    }

    [Fact]
    public void No_more_is_under_way_than_the_limit_says_and_no_more_is_taken_in_than_the_look_ahead()
    {
        int underWay = 0;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using SemaphoreSlim started = new(0);
        using OrderedPump<int, int> pump = new(
            async (_, token) =>
            {
                Interlocked.Increment(ref underWay);
                started.Release();
                await Task.Delay(Timeout.Infinite, token);
                return 0;
            },
            throttleLimit: 3, startsInline: false,
            stop.Token);

        int taken = 0;
        while (pump.TryPut(taken))
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
    public async Task Disposing_with_results_that_nobody_took_ends()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        OrderedPump<int, int> pump = new((input, _) => Task.FromResult(input), throttleLimit: 8, startsInline: false, stop.Token);
        pump.TryPut(1);
        pump.TryPut(2);
        pump.Complete();
        Assert.True(pump.WaitTake(out _));

        await stop.CancelAsync();

        await Task.Run(pump.Dispose, Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
    }

    [Fact]
    public void Disposing_cancels_the_work_under_way_and_waits_for_its_end()
    {
        bool ended = false;
        using SemaphoreSlim started = new(0);
        OrderedPump<int, int> pump = new(
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

                return 0;
            },
            throttleLimit: 1, startsInline: false,
            Cancel);
        pump.TryPut(1);
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
        using OrderedPump<int, int> pump = new((_, _) => Task.FromResult(Environment.CurrentManagedThreadId), throttleLimit: 1, startsInline, Cancel);
        pump.TryPut(1);

        Assert.True(pump.WaitTake(out int there));
        Assert.Equal(startsInline, there == here);
    }

    [Fact]
    public void Every_input_comes_out_once_and_in_order_while_they_are_put_and_taken()
    {
        const int Inputs = 10_000;
        using OrderedPump<int, int> pump = new(
            async (input, _) =>
            {
                if (input % 3 == 0)
                {
                    await Task.Yield();
                }

                return input;
            },
            throttleLimit: 8,
            startsInline: false,
            Cancel);
        List<int> results = [];
        for (int input = 0; input < Inputs; input++)
        {
            while (!pump.TryPut(input))
            {
                Assert.True(pump.WaitTake(out int result));
                results.Add(result);
            }
        }

        pump.Complete();
        results.AddRange(Drain(pump));
        Assert.Equal(Enumerable.Range(0, Inputs), results);
    }

    [Fact]
    public async Task A_stop_ends_the_wait_for_a_result()
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using OrderedPump<int, int> pump = new(
            async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return 0;
            },
            throttleLimit: 1, startsInline: false,
            stop.Token);
        pump.TryPut(1);
        Task wait = Task.Run(() => pump.WaitTake(out _), Cancel);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public void An_exception_from_the_work_reaches_whoever_waits()
    {
        using OrderedPump<int, int> pump = new((_, _) => Task.FromException<int>(new InvalidOperationException("planted")), throttleLimit: 1, startsInline: false, Cancel);
        pump.TryPut(1);

        Assert.Equal("planted", Assert.Throws<InvalidOperationException>(() => pump.WaitTake(out _)).Message);
    }

    private static List<int> Drain(OrderedPump<int, int> pump)
    {
        List<int> results = [];
        while (pump.WaitTake(out int result))
        {
            results.Add(result);
        }

        return results;
    }
}
