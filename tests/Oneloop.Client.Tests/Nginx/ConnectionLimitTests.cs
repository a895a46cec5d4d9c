namespace Oneloop.Client.Tests.Nginx;

/// <summary>The client under nginx's <c>limit_conn</c>.</summary>
public sealed class ConnectionLimitTests
{
    [Theory]
    [InlineData(503, 500)]
    [InlineData(429, 150)]
    public async Task A_limit_of_connections_fails_none(int status, int customers)
    {
        NginxLimits limits = new() { Connections = 4, ConnectionStatus = status };
        await using NginxFixture fixture = await NginxFixture.StartAsync(limits, latencyMs: 20);

        await fixture.AskAsync(workers: 32, customers);
    }
}
