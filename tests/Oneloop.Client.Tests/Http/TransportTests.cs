using System.Net;
using Oneloop.Client.Tests.StandIn;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Proxy;

namespace Oneloop.Client.Tests.Http;

/// <summary>TLS, HTTP/2, compression and proxies, each for real.</summary>
public sealed class TransportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HTTP_2_is_used_where_the_server_has_it()
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { Https = true });
        using OneloopClient client = new(new OneloopClientOptions(server.SecureBaseAddress!, "token") { Trust = Api.Trust(server) });

        Assert.NotNull(await client.GetCustomerBillingAsync("ws_bulk", "m", Cancel));

        Assert.Equal("HTTP/2", Assert.Single(server.Requests.All).Protocol);
    }

    [Fact]
    public async Task HTTP_1_1_is_used_where_it_has_not()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "token"));

        Assert.NotNull(await client.GetCustomerBillingAsync("ws_bulk", "m", Cancel));

        Assert.Equal("HTTP/1.1", Assert.Single(server.Requests.All).Protocol);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Compressed_answers_are_read_and_leave_their_connection_fit_for_use(string encoding)
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "token"));
        server.Scripts.Set("m", new ScriptedAnswer { Encoding = encoding });

        for (int i = 0; i < 3; i++)
        {
            Assert.NotNull(await client.GetCustomerBillingAsync("ws_bulk", "m", Cancel));
        }

        Assert.Single(server.Requests.All.Select(r => r.ConnectionId).Distinct());
    }

    [Fact]
    public async Task Requests_one_after_the_other_share_a_connection()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "token"));

        for (int i = 0; i < 5; i++)
        {
            await client.GetCustomerBillingAsync("ws_bulk", $"m{i}", Cancel);
        }

        Assert.Single(server.Requests.All.Select(r => r.ConnectionId).Distinct());
    }

    [Fact]
    public async Task Through_a_proxy_the_token_goes_in_a_tunnel()
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { Https = true, Proxy = true, ProxyCredential = "user:pa55" });
        OneloopClientOptions options = new(server.SecureBaseAddress!, "token", server.Proxy!.Address, new NetworkCredential("user", "pa55"));
        using OneloopClient client = new(options with { Trust = Api.Trust(server) });

        Assert.NotNull(await client.GetCustomerBillingAsync("ws_bulk", "m", Cancel));

        ProxyRequest asked = server.Proxy.Requests[^1];
        Assert.Equal(("CONNECT", server.SecureBaseAddress!.Authority, true), (asked.Method, asked.Target, asked.Authorised));
        Assert.DoesNotContain("Authorization", asked.HeaderNames);
        Assert.Equal("token", Assert.Single(server.Requests.All).Token);
    }

    [Fact]
    public async Task A_proxy_on_this_machine_serves_a_loopback_address()
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { Proxy = true });
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "token", server.Proxy!.Address));

        Assert.NotNull(await client.GetCustomerBillingAsync("ws_bulk", "m", Cancel));

        Assert.Equal("GET", Assert.Single(server.Proxy.Requests).Method);
        Assert.Single(server.Requests.All);
    }
}
