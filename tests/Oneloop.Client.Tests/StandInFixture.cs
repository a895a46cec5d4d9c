using Oneloop.StandIn;

namespace Oneloop.Client.Tests;

/// <summary>One stand-in for all tests of a class. Tests keep apart by the meter ids they use.</summary>
public sealed class StandInFixture : IAsyncLifetime
{
    public StandInServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await StandInServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A client that talks to the stand-in, without retries.</summary>
    public OneloopClient CreateClient(string token = "test-token") =>
        new(new OneloopClientOptions(Server.BaseAddress, token) { MaximumRetryCount = 0, OutageTimeout = TimeSpan.Zero });
}
