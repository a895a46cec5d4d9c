using System.Net.Sockets;
using Oneloop.Client.Billing;
using Oneloop.StandIn;

namespace Oneloop.Client.Tests.Http;

/// <summary>A host that does not exist is asked for once; a name server that does not answer may come back.</summary>
public sealed class NameResolutionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.NoData)]
    public async Task An_unknown_host_is_asked_for_once(SocketError error)
    {
        int connections = 0;
        using OneloopClient client = new(Options("https://prod.onelop.ai", (_, _) => Fail(error, ref connections)));

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws", "m"), Cancel));

        Assert.Equal((FaultKind.ConnectionFailed, FaultCause.HostNotFound, 1, 1), (fault.Kind, fault.Cause, fault.Attempts, connections));
        Assert.Equal("There is no host named prod.onelop.ai (1 attempt).", fault.Message);
        Assert.Null(fault.Proxy);
    }

    [Fact]
    public async Task An_unknown_proxy_is_asked_for_once_and_called_the_proxy()
    {
        Uri proxy = new("http://proxi.example.com:3128");
        int connections = 0;
        OneloopClientOptions options = Options("https://prod.oneloop.ai", (_, _) => Fail(SocketError.HostNotFound, ref connections), proxy);
        using OneloopClient client = new(options);

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws", "m"), Cancel));

        Assert.Equal((FaultCause.HostNotFound, 1, 1), (fault.Cause, fault.Attempts, connections));
        Assert.Equal(proxy, fault.Proxy);
        Assert.Equal("There is no host named proxi.example.com, which is the proxy (1 attempt).", fault.Message);
    }

    [Theory]
    [InlineData(SocketError.TryAgain)]
    [InlineData(SocketError.NoRecovery)]
    public async Task While_the_name_server_does_not_answer_it_is_asked_again(SocketError error)
    {
        int connections = 0;
        using OneloopClient client = new(Options("https://prod.oneloop.ai", (_, _) => Fail(error, ref connections)));

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws", "m"), Cancel));

        Assert.Equal((FaultKind.ConnectionFailed, FaultCause.Unspecified, 4, 4), (fault.Kind, fault.Cause, fault.Attempts, connections));
        Assert.StartsWith("The name prod.oneloop.ai could not be resolved: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_server_that_comes_back_costs_a_retry()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        int connections = 0;
        using OneloopClient client = new(Options(server.BaseAddress.AbsoluteUri, async (context, cancel) =>
        {
            if (++connections == 1)
            {
                throw new SocketException((int)SocketError.TryAgain);
            }

            Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }));

        Assert.NotNull(await client.InvokeAsync(new GetBillingRequest("ws_bulk", "m"), Cancel));
        Assert.Equal(2, connections);
    }

    [Fact]
    public async Task The_system_says_so_of_a_name_that_cannot_exist()
    {
        OneloopClientOptions options = new(new Uri("https://no-such-host.invalid"), "token") { MaximumRetryCount = 0 };
        using OneloopClient client = new(options);

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws", "m"), Cancel));

        Assert.Equal(FaultKind.ConnectionFailed, fault.Kind);
        // Where no name server can be reached, nobody can say that there is no such host.
        Assert.Matches("^(There is no host named|The name) no-such-host.invalid", fault.Message);
    }

    private static ValueTask<Stream> Fail(SocketError error, ref int connections)
    {
        connections++;
        return ValueTask.FromException<Stream>(new SocketException((int)error));
    }

    private static OneloopClientOptions Options(
        string api, Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect, Uri? proxy = null) =>
        new(new Uri(api), "token", proxy) { RetryInterval = TimeSpan.Zero, Connect = connect };
}
