using Oneloop.StandIn;

namespace Oneloop.Client.Tests;

/// <summary>One stand-in for all tests of a class, which speaks HTTPS and so HTTP/2 as well.</summary>
public sealed class SecureStandInFixture : IAsyncLifetime
{
    public StandInServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await StandInServer.StartAsync(new StandInOptions { Https = true });

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
