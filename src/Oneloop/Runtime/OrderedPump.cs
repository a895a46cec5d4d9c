using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Oneloop.Runtime;

/// <summary>
/// Processes several items at once and returns them in the order in which they were added. It looks a bounded number of items
/// ahead, so that a slow item does not idle the workers and memory does not grow with the input.
/// </summary>
/// <remarks>
/// The items wait in a ring. Workers take them from there, one after the other, and end when there is none left, or when there are
/// more workers than there should be. Add, take and dispose on one thread, the pipeline's.
/// </remarks>
internal sealed class OrderedPump<TItem> : IDisposable
{
    /// <summary>Items accepted for each worker: how far the others may run ahead of a slow one, and of the pipeline.</summary>
    private const int LookAhead = 16;

    /// <summary>How often the pipeline's thread polls before it sleeps: some ten microseconds.</summary>
    private const int Spins = 20;

    private readonly object _lock = new();
    private readonly Func<TItem, CancellationToken, Task> _work;
    private readonly AdaptiveConcurrency? _adaptive;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly bool _startsInline;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _stopped;
    private readonly CancellationTokenRegistration _wakeOnStop;

    // Replaced by a larger one on the pipeline's thread alone, which looks into it without the lock.
    private Slot[] _ring;
    private int _mostWorkers;

    // Counts of items from the first: an item's slot is its number modulo the size of the ring.
    private long _added;
    private long _started;
    private long _taken;
    private int _workers;
    private bool _isComplete;
    private bool _isWaiting;

    /// <summary>Creates a pump with a fixed limit.</summary>
    /// <param name="work">Processes one item, which carries its own outcome. If it throws, so does taking the item.</param>
    /// <param name="throttleLimit">The most items processed at once, 1 or more.</param>
    /// <param name="startsInline">
    /// Whether work starts on the thread that adds the item, which saves waking another if this one would only wait. False: on
    /// another thread, so that this one can go on adding.
    /// </param>
    /// <param name="stop">Cancels the work at once; nothing is returned after it.</param>
    public OrderedPump(Func<TItem, CancellationToken, Task> work, int throttleLimit, bool startsInline, CancellationToken stop)
        : this(work, throttleLimit, adaptive: null, TimeProvider.System, startsInline, stop)
    {
    }

    /// <summary>Creates a pump that finds by itself how many items to process at once.</summary>
    /// <param name="work">Processes one item, which carries its own outcome. If it throws, so does taking the item.</param>
    /// <param name="adaptive">Says how many. It belongs to this pump from now on.</param>
    /// <param name="time">The clock that throughput is measured by.</param>
    /// <param name="startsInline">Whether work starts on the thread that adds the item.</param>
    /// <param name="stop">Cancels the work at once; nothing is returned after it.</param>
    public OrderedPump(
        Func<TItem, CancellationToken, Task> work,
        AdaptiveConcurrency adaptive,
        TimeProvider time,
        bool startsInline,
        CancellationToken stop)
        : this(work, adaptive.Workers, adaptive, time, startsInline, stop)
    {
    }

    private OrderedPump(
        Func<TItem, CancellationToken, Task> work,
        int mostWorkers,
        AdaptiveConcurrency? adaptive,
        TimeProvider time,
        bool startsInline,
        CancellationToken stop)
    {
        _work = work;
        _mostWorkers = mostWorkers;
        _adaptive = adaptive;
        _time = time;
        _start = time.GetTimestamp();
        _startsInline = startsInline;
        _ring = new Slot[mostWorkers == 1 ? 1 : mostWorkers * LookAhead];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _stopped = _stop.Token;
        _wakeOnStop = _stopped.UnsafeRegister(static pump => ((OrderedPump<TItem>)pump!).Wake(), this);
    }

    /// <summary>Adds an item.</summary>
    /// <returns>False if the pump is full: take an item first.</returns>
    public bool TryAdd(TItem item)
    {
        lock (_lock)
        {
            if (_added - _taken == _ring.Length && !TryGrow())
            {
                return false;
            }

            At(_added++).Item = item;
            if (_workers >= _mostWorkers)
            {
                return true;
            }

            _workers++;
        }

        StartWorker();
        return true;
    }

    /// <summary>Takes the next item if it is completed.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TItem item)
    {
        lock (_lock)
        {
            return TryTakeLocked(out item);
        }
    }

    /// <summary>Waits for the next item, for a time, and takes it.</summary>
    /// <exception cref="OperationCanceledException">The pump was cancelled.</exception>
    public TakeResult Take(TimeSpan atMost, out TItem? item)
    {
        // It is often a few microseconds away, and waking this thread costs about as much; meanwhile, other threads may run.
        SpinWait spin = default;
        while (!IsNextDone() && spin.Count < Spins)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        lock (_lock)
        {
            while (!TryTakeLocked(out item))
            {
                _stopped.ThrowIfCancellationRequested();
                if (_isComplete && _taken == _added)
                {
                    return TakeResult.NoneLeft;
                }

                _isWaiting = true;
                bool isPulsed = Monitor.Wait(_lock, atMost);
                _isWaiting = false;
                if (!isPulsed && !IsNextDone() && !_stopped.IsCancellationRequested)
                {
                    return TakeResult.TimedOut;
                }
            }

            return TakeResult.Taken;
        }
    }

    /// <summary>No more items will come.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
        }
    }

    /// <summary>Cancels the work and waits until it has ended.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        lock (_lock)
        {
            while (_workers > 0)
            {
                Monitor.Wait(_lock);
            }
        }

        _wakeOnStop.Dispose();
        _stop.Dispose();
    }

    private bool IsNextDone() => Volatile.Read(ref At(_taken).IsDone);

    private ref Slot At(long number) => ref _ring[number % _ring.Length];

    /// <summary>Makes the full ring larger, if there are more workers now than it was made for.</summary>
    private bool TryGrow()
    {
        if (_adaptive is null || _mostWorkers * LookAhead <= _ring.Length)
        {
            return false;
        }

        var larger = new Slot[_mostWorkers * LookAhead];
        for (long number = _taken; number < _added; number++)
        {
            larger[number % larger.Length] = At(number);
        }

        _ring = larger;
        return true;
    }

    private bool TryTakeLocked([MaybeNullWhen(false)] out TItem item)
    {
        ref Slot next = ref At(_taken);
        if (_taken == _started || !next.IsDone || _stopped.IsCancellationRequested)
        {
            item = default;
            return false;
        }

        Slot done = next;
        next = default;
        _taken++;
        done.Fault?.Throw();
        item = done.Item;
        return true;
    }

    private void StartWorker()
    {
        if (!_startsInline)
        {
            // Unsafe: the workers need no execution context of the pipeline's thread, and restoring one costs at each await.
            ThreadPool.UnsafeQueueUserWorkItem(static pump => _ = pump.RunWorkerAsync(), this, preferLocal: false);
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            _ = RunWorkerAsync();
        }
    }

    private async Task RunWorkerAsync()
    {
        while (TryStart(out long number, out TItem? item))
        {
            ExceptionDispatchInfo? fault = null;
            try
            {
                await _work(item, _stopped).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                fault = ExceptionDispatchInfo.Capture(e);
            }

            End(number, fault);
        }
    }

    /// <summary>Takes the next item for a worker.</summary>
    /// <returns>False if there is none, which ends the worker.</returns>
    private bool TryStart(out long number, [MaybeNullWhen(false)] out TItem item)
    {
        lock (_lock)
        {
            number = _started;
            if (_started < _added && _workers <= _mostWorkers && !_stopped.IsCancellationRequested)
            {
                item = At(_started++).Item;
                return true;
            }

            item = default;
            if (_workers-- <= _mostWorkers)
            {
                // None was left: the input, or what takes the results, is slower than the workers.
                _adaptive?.Interrupt();
            }

            if (_stopped.IsCancellationRequested)
            {
                Monitor.Pulse(_lock);
            }

            return false;
        }
    }

    private void End(long number, ExceptionDispatchInfo? fault)
    {
        bool startsOneMore;
        lock (_lock)
        {
            ref Slot slot = ref At(number);
            slot.Fault = fault;
            slot.IsDone = true;
            if (_adaptive is not null && _workers >= _mostWorkers)
            {
                _adaptive.Complete(_time.GetElapsedTime(_start));
                _mostWorkers = _adaptive.Workers;
            }

            // One more each time: the items that are there may be the last ones, so that none is added that would start workers.
            startsOneMore = _adaptive is not null && _workers < _mostWorkers && _started < _added && !_stopped.IsCancellationRequested;
            _workers += startsOneMore ? 1 : 0;

            if (_isWaiting && number == _taken)
            {
                Monitor.Pulse(_lock);
            }
        }

        if (startsOneMore)
        {
            StartWorker();
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>One item and its state.</summary>
    private struct Slot
    {
        public TItem Item;
        public ExceptionDispatchInfo? Fault;
        public bool IsDone;
    }
}
