using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests;

/// <summary>A stand-in with a store of its own for each test of an operation, and a client that talks to it without retries.</summary>
public abstract class OperationTest : IAsyncLifetime
{
    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected StandInServer Server { get; private set; } = null!;

    private protected OneloopClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Server = await StandInServer.StartAsync();
        Client = new OneloopClient(new OneloopClientOptions(Server.BaseAddress, "test-token") { MaximumRetryCount = 0 });
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>The body of the last request that came in.</summary>
    private protected string LastBody => Server.Requests.All[^1].Body!;

    /// <summary>What comes of a request whose response has this body.</summary>
    private protected async Task<OneloopException> FaultOfAsync(OneloopRequest request, string operation, string body)
    {
        Server.Scripts.Set(new FaultScript { Operation = operation, Answers = [new ScriptedAnswer { Body = body }] });
        await Client.SendAsync(request, Cancel);
        return request.Fault!;
    }
}
