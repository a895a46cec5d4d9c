using Oneloop.Client.Billing;

namespace Oneloop.Client.Tests.Nginx;

/// <summary>A run over many customers: some workers, each of which asks for the next customer as soon as it has an answer.</summary>
internal sealed class BulkRun(OneloopClient client, int customers)
{
    private readonly string?[] _billings = new string?[customers];
    private int _next = -1;
    private int _done;
    private int _failed;
    private OneloopException? _fault;

    /// <summary>The customers that were answered or failed.</summary>
    public int Done => Volatile.Read(ref _done);

    /// <summary>Fails unless each customer was answered with its own billing.</summary>
    public void AssertAllAnswered()
    {
        // No two customers of the stand-in have the same billing.
        int billings = _billings.Where(id => id is not null).Distinct(StringComparer.Ordinal).Count();
        Assert.True(
            Done == customers && _failed == 0 && billings == customers,
            $"{Done} of {customers} done, {_failed} failed, {billings} billings. {_fault?.Message}");
    }

    /// <summary>Asks for all customers, or for as many as the time allows.</summary>
    public async Task AskAllAsync(int workers, TimeSpan limit)
    {
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        cancel.CancelAfter(limit);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync(cancel.Token), cancel.Token)));
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // Too slow: the number done says so.
        }
    }

    private async Task WorkAsync(CancellationToken cancel)
    {
        for (int i = Interlocked.Increment(ref _next); i < customers; i = Interlocked.Increment(ref _next))
        {
            GetBillingRequest request = new("ws_bulk", $"m{i}");
            await client.SendAsync(request, cancel);
            _billings[i] = request.Result?.Id;
            if (request.Fault is not null)
            {
                Interlocked.Increment(ref _failed);
                Interlocked.CompareExchange(ref _fault, request.Fault, null);
            }

            Interlocked.Increment(ref _done);
        }
    }
}
