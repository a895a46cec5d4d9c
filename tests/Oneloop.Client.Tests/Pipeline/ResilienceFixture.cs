using Oneloop.Client.Billing;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>A stand-in and a client whose waits are over at once and as long as they may be.</summary>
internal sealed class ResilienceFixture : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(7);

    private int _connections;

    private readonly bool _ownsServer;

    private ResilienceFixture(
        StandInServer server,
        bool ownsServer,
        int maximumRetryCount,
        BrokenWay? way,
        int brokenFor,
        TimeSpan outageTimeout,
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect)
    {
        _ownsServer = ownsServer;
        Server = server;
        Uri address = way is null ? server.BaseAddress : server.SecureBaseAddress!;
        Uri? proxy = way is { IsThroughProxy: true } ? server.Proxy!.Address : null;
        Client = new OneloopClient(new OneloopClientOptions(address, "test-token", proxy)
        {
            Trust = way?.Trust(server),
            Connect = way is null ? connect : (context, cancel) =>
                Interlocked.Increment(ref _connections) <= brokenFor
                    ? way.OpenAsync(cancel)
                    : BrokenWay.OpenAsync(context.DnsEndPoint, cancel),
            MaximumRetryCount = maximumRetryCount,
            RetryInterval = TimeSpan.FromSeconds(1),
            Timeout = Limit,
            OutageTimeout = outageTimeout,
            TimeProvider = Time,
            Random = static () => 1,
        });
    }

    public StandInServer Server { get; }

    public SkippingTimeProvider Time { get; } = new(Limit);

    public OneloopClient Client { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The connections opened, where a way was given.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Starts both.</summary>
    /// <param name="maximumRetryCount">The client's retries.</param>
    /// <param name="way">What the first connections meet; null: nothing. Not disposed of.</param>
    /// <param name="brokenFor">How many connections meet it.</param>
    /// <param name="outageTimeout">How long requests wait for the service. Zero: they fail after their retries.</param>
    /// <param name="connect">Opens connections, without a way. Null: as usual.</param>
    public static async Task<ResilienceFixture> StartAsync(
        int maximumRetryCount = 3,
        BrokenWay? way = null,
        int brokenFor = int.MaxValue,
        TimeSpan outageTimeout = default,
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect = null)
    {
        StandInOptions options = new() { Https = way is not null, Proxy = way is not null };
        return new ResilienceFixture(await StandInServer.StartAsync(options), ownsServer: true, maximumRetryCount, way, brokenFor, outageTimeout, connect);
    }

    /// <summary>Starts a client alone, for one of many trials of a stand-in, which forgets those before.</summary>
    /// <param name="server">The stand-in. With a way, it needs HTTPS and a proxy. Not disposed of.</param>
    /// <param name="maximumRetryCount">The client's retries.</param>
    /// <param name="way">What the first connections meet; null: nothing. Not disposed of.</param>
    /// <param name="brokenFor">How many connections meet it.</param>
    public static ResilienceFixture On(StandInServer server, int maximumRetryCount, BrokenWay? way, int brokenFor)
    {
        server.Scripts.Clear();
        server.Requests.Clear();
        server.ResetData();
        return new ResilienceFixture(server, ownsServer: false, maximumRetryCount, way, brokenFor, outageTimeout: TimeSpan.Zero, connect: null);
    }

    /// <summary>How often a customer was asked for.</summary>
    public int Sent(string meter) => Server.Requests.ByMeter.GetValueOrDefault(meter);

    /// <summary>Asks for a customer and gives what came of it: a billing, or the fault. The limit of a try expires when it hangs.</summary>
    public async Task<(CustomerBillingMeter? Billing, OneloopException? Fault)> AskAsync(string meter, bool hangs = false)
    {
        GetBillingRequest request = new("ws_bulk", meter);
        await SendAsync(request, () => Sent(meter), hangs);
        return (request.Result, request.Fault);
    }

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="received">How often it came so far.</param>
    /// <param name="hangs">Whether the limit of each try expires once it has come.</param>
    public async Task SendAsync(OneloopRequest request, Func<int> received, bool hangs)
    {
        Task sent = Client.SendAsync(request, Cancel);
        for (int expired = 0; hangs && !sent.IsCompleted;)
        {
            await Task.Delay(1, Cancel);
            if (received() > expired)
            {
                // The request has arrived and hangs; what it is answered before that is on its way within this time.
                await Task.Delay(30, Cancel);
                expired++;
                Time.ExpireLimits();
            }
        }

        await sent;
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
        if (_ownsServer)
        {
            await Server.DisposeAsync();
        }
    }
}
