using Oneloop.Client.Billing;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>A stand-in and a client whose waits are over at once and as long as they may be.</summary>
internal sealed class ResilienceFixture : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(7);

    private ResilienceFixture(StandInServer server, int maximumRetryCount)
    {
        Server = server;
        Client = new OneloopClient(new OneloopClientOptions(server.BaseAddress, "test-token")
        {
            MaximumRetryCount = maximumRetryCount,
            RetryInterval = TimeSpan.FromSeconds(1),
            Timeout = Limit,
            TimeProvider = Time,
            Random = static () => 1,
        });
    }

    public StandInServer Server { get; }

    public SkippingTimeProvider Time { get; } = new(Limit);

    public OneloopClient Client { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<ResilienceFixture> StartAsync(int maximumRetryCount = 3) =>
        new(await StandInServer.StartAsync(), maximumRetryCount);

    /// <summary>How often a customer was asked for.</summary>
    public int Sent(string meter) => Server.Requests.ByMeter.GetValueOrDefault(meter);

    /// <summary>Asks for a customer and gives what came of it: a billing, or the fault. The limit of a try expires when it hangs.</summary>
    public async Task<(CustomerBillingMeter? Billing, OneloopException? Fault)> AskAsync(string meter, bool hangs = false)
    {
        Task<CustomerBillingMeter?> asked = Client.InvokeAsync(new GetBillingRequest("ws_bulk", meter), Cancel);
        for (int expired = 0; hangs && !asked.IsCompleted;)
        {
            await Task.Delay(1, Cancel);
            if (Sent(meter) > expired)
            {
                // The request has arrived and hangs; what it is answered before that is on its way within this time.
                await Task.Delay(30, Cancel);
                expired++;
                Time.ExpireLimits();
            }
        }

        try
        {
            return (await asked, null);
        }
        catch (OneloopException fault)
        {
            return (null, fault);
        }
    }

    /// <summary>Asks for customers one after the other, all of which fail by a fault that passes.</summary>
    public async Task FailAsync(int customers, string prefix = "down")
    {
        for (int i = 0; i < customers; i++)
        {
            Server.Scripts.Set($"{prefix}{i}", new ScriptedAnswer { Status = 503 });
            Assert.Equal(FaultKind.ServerError, (await AskAsync($"{prefix}{i}")).Fault?.Kind);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
