using Oneloop.StandIn;

namespace Oneloop.Client.Tests.Nginx;

/// <summary>What a test behind nginx needs: a service, an nginx in front of it, and a client that asks it.</summary>
internal sealed class NginxFixture : IAsyncDisposable
{
    /// <summary>How long a run may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly StandInServer _standIn;

    private NginxFixture(StandInServer standIn, NginxServer nginx)
    {
        _standIn = standIn;
        Nginx = nginx;
        Client = new OneloopClient(new OneloopClientOptions(nginx.BaseAddress, "test-token") { Trust = nginx.Trust });
    }

    public NginxServer Nginx { get; }

    public OneloopClient Client { get; }

    public static async Task<NginxFixture> StartAsync(NginxLimits limits, int latencyMs = 0, bool https = false)
    {
        StandInServer standIn = await StandInServer.StartAsync(new StandInOptions { LatencyMs = latencyMs });
        try
        {
            return new NginxFixture(standIn, await NginxServer.StartAsync(standIn.BaseAddress, limits, https));
        }
        catch
        {
            await standIn.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks for customers, each of which must be answered.</summary>
    public async Task<NginxLog> AskAsync(int workers, int customers)
    {
        BulkRun run = new(Client, customers);
        await run.AskAllAsync(workers, Limit);
        run.AssertAllAnswered();
        return Nginx.ReadLog();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Nginx.DisposeAsync();
        await _standIn.DisposeAsync();
    }
}
