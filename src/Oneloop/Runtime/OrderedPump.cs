using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Oneloop.Runtime;

/// <summary>
/// Keeps work on several items under way at once and hands them out, when theirs is done, in the order in which they came. It looks
/// a bounded number of items ahead, so that a slow one does not idle the others and memory does not grow with the input.
/// </summary>
/// <remarks>
/// The items wait in a ring; up to so many lanes as work may be under way take them from there, one after the other, and end when
/// there is none. Put, take and dispose from one thread, the pipeline's.
/// </remarks>
internal sealed class OrderedPump<TItem> : IDisposable
{
    /// <summary>Items accepted for each one under way: so far the others may run ahead of a slow one, and of the pipeline.</summary>
    private const int LookAhead = 16;

    /// <summary>So often the processor is offered to others before the pipeline's thread goes to sleep: some ten microseconds.</summary>
    private const int Spins = 20;

    private readonly object _lock = new();
    private readonly Func<TItem, CancellationToken, Task> _work;
    private readonly int _throttleLimit;
    private readonly bool _startsInline;
    private readonly Slot[] _ring;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _stopped;
    private readonly CancellationTokenRegistration _wakeOnStop;

    // Numbers of items, counted from the first: an item's slot is its number modulo the size of the ring.
    private long _put;
    private long _started;
    private long _taken;
    private int _lanes;
    private bool _isComplete;
    private bool _isWaiting;

    /// <summary>Creates a pump.</summary>
    /// <param name="work">The work on one item, which keeps what comes of it, faults too: an exception goes to whoever takes it.</param>
    /// <param name="throttleLimit">The most pieces of work under way at once, 1 or more.</param>
    /// <param name="startsInline">
    /// Whether work starts on the thread that puts the item in, which saves waking another where this one would only wait. False:
    /// on another thread, so that this one can go on putting.
    /// </param>
    /// <param name="stop">Ends the work under way at once; nothing is handed out after it.</param>
    public OrderedPump(Func<TItem, CancellationToken, Task> work, int throttleLimit, bool startsInline, CancellationToken stop)
    {
        _work = work;
        _throttleLimit = throttleLimit;
        _startsInline = startsInline;
        _ring = new Slot[throttleLimit == 1 ? 1 : throttleLimit * LookAhead];
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _stopped = _stop.Token;
        _wakeOnStop = _stopped.UnsafeRegister(static pump => ((OrderedPump<TItem>)pump!).Wake(), this);
    }

    /// <summary>Takes an item in.</summary>
    /// <returns>False where the pump is full: take one out first.</returns>
    public bool TryPut(TItem item)
    {
        lock (_lock)
        {
            if (_put - _taken == _ring.Length)
            {
                return false;
            }

            At(_put++).Item = item;
            if (_lanes == _throttleLimit)
            {
                return true;
            }

            _lanes++;
        }

        StartLane();
        return true;
    }

    /// <summary>Hands out the next item if the work on it is done.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TItem item)
    {
        lock (_lock)
        {
            return TryTakeLocked(out item);
        }
    }

    /// <summary>Waits for the next item.</summary>
    /// <returns>False where none will come.</returns>
    /// <exception cref="OperationCanceledException">The pump was cancelled.</exception>
    public bool WaitTake([MaybeNullWhen(false)] out TItem item)
    {
        // It is often a few microseconds away, and to be woken costs about as many; meanwhile, others may have the processor.
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
                if (_isComplete && _taken == _put)
                {
                    return false;
                }

                _isWaiting = true;
                Monitor.Wait(_lock);
                _isWaiting = false;
            }

            return true;
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

    /// <summary>Ends the work under way and waits until it has ended.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        lock (_lock)
        {
            while (_lanes > 0)
            {
                Monitor.Wait(_lock);
            }
        }

        _wakeOnStop.Dispose();
        _stop.Dispose();
    }

    private bool IsNextDone() => Volatile.Read(ref At(_taken).IsDone);

    private ref Slot At(long number) => ref _ring[number % _ring.Length];

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

    private void StartLane()
    {
        if (!_startsInline)
        {
            // Unsafe: the lanes need nothing of what flows with the pipeline's thread, and what flows costs at each await.
            ThreadPool.UnsafeQueueUserWorkItem(static pump => _ = pump.RunLaneAsync(), this, preferLocal: false);
            return;
        }

        using (ExecutionContext.SuppressFlow())
        {
            _ = RunLaneAsync();
        }
    }

    private async Task RunLaneAsync()
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

    /// <summary>Hands a lane its next item.</summary>
    /// <returns>False where there is none, which ends the lane.</returns>
    private bool TryStart(out long number, [MaybeNullWhen(false)] out TItem item)
    {
        lock (_lock)
        {
            number = _started;
            if (_started < _put && !_stopped.IsCancellationRequested)
            {
                item = At(_started++).Item;
                return true;
            }

            item = default;
            _lanes--;
            if (_stopped.IsCancellationRequested)
            {
                Monitor.Pulse(_lock);
            }

            return false;
        }
    }

    private void End(long number, ExceptionDispatchInfo? fault)
    {
        lock (_lock)
        {
            ref Slot slot = ref At(number);
            slot.Fault = fault;
            slot.IsDone = true;
            if (_isWaiting && number == _taken)
            {
                Monitor.Pulse(_lock);
            }
        }
    }

    private void Wake()
    {
        lock (_lock)
        {
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>One item, and how far the work on it is.</summary>
    private struct Slot
    {
        public TItem Item;
        public ExceptionDispatchInfo? Fault;
        public bool IsDone;
    }
}
