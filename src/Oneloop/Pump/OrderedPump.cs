using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Dataflow;

namespace Oneloop.Pump;

/// <summary>
/// Keeps several pieces of work under way at once and hands out their results in the order of their inputs. It looks a bounded
/// number of inputs ahead, so that a slow one does not idle the others and memory does not grow with the input.
/// </summary>
/// <remarks>Put, take and dispose from one thread, the pipeline's.</remarks>
internal sealed class OrderedPump<TInput, TOutput> : IDisposable
{
    /// <summary>Inputs accepted for each one under way: so far the others may run ahead of a slow one, and of the pipeline.</summary>
    private const int LookAhead = 16;

    private readonly CancellationTokenSource _stop;
    private readonly TransformBlock<TInput, TOutput> _block;

    /// <summary>Creates a pump.</summary>
    /// <param name="work">The work on one input. It reports its faults in its result: an exception from it ends the pump.</param>
    /// <param name="throttleLimit">The most pieces of work under way at once, 1 or more.</param>
    /// <param name="stop">Ends the work under way at once; nothing is handed out after it.</param>
    public OrderedPump(Func<TInput, CancellationToken, Task<TOutput>> work, int throttleLimit, CancellationToken stop)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        stop = _stop.Token;
        _block = new TransformBlock<TInput, TOutput>(
            input => work(input, stop),
            new ExecutionDataflowBlockOptions
            {
                MaxDegreeOfParallelism = throttleLimit,
                BoundedCapacity = throttleLimit == 1 ? 1 : throttleLimit * LookAhead,
                EnsureOrdered = true,
                SingleProducerConstrained = true,
                CancellationToken = stop,
            });
    }

    /// <summary>Takes an input in.</summary>
    /// <returns>False where the pump is full: take a result first.</returns>
    public bool TryPut(TInput input) => _block.Post(input);

    /// <summary>Hands out the next result if it is there.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TOutput output) => _block.TryReceive(out output);

    /// <summary>Waits for the next result.</summary>
    /// <returns>False where none will come.</returns>
    /// <exception cref="OperationCanceledException">The pump was cancelled.</exception>
    public bool WaitTake([MaybeNullWhen(false)] out TOutput output)
    {
        if (TryTake(out output))
        {
            return true;
        }

        if (_block.OutputAvailableAsync(_stop.Token).GetAwaiter().GetResult())
        {
            return TryTake(out output);
        }

        // The block has ended. Where it has not ended well, its exception goes to the caller.
        _block.Completion.GetAwaiter().GetResult();
        return false;
    }

    /// <summary>No more inputs will come.</summary>
    public void Complete() => _block.Complete();

    /// <summary>Ends the work under way and waits until it has ended.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _block.Complete();
        // A block whose work was done before it was cancelled ends only when its last result has been taken.
        _block.LinkTo(DataflowBlock.NullTarget<TOutput>());
        // Completion ends cancelled, or with a fault that has been reported by then; here it only has to end.
        ((IAsyncResult)_block.Completion).AsyncWaitHandle.WaitOne();
        _stop.Dispose();
    }
}
