using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Proxy;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>The forward proxy.</summary>
public sealed class ProxyTests
{
    private const string Credential = "user:pass word";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Plain_http_goes_by_absolute_uris_once_the_credential_is_there()
    {
        await using StandInServer server = await StartAsync(Credential);
        using HttpClient client = CreateClient(server, new NetworkCredential("user", "pass word"));
        Uri uri = Api.Customer(server.BaseAddress, "a b");
        using HttpResponseMessage answer = await client.GetAsync(uri, Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([("GET", uri.AbsoluteUri, false), ("GET", uri.AbsoluteUri, true)], server.Proxy!.Requests.Select(Essence));
        Assert.Contains("Authorization", server.Proxy.Requests[1].HeaderNames);
        Assert.DoesNotContain("Proxy-Authorization", Assert.Single(server.Requests.All).Headers.Keys);
    }

    [Fact]
    public async Task Https_goes_through_a_tunnel()
    {
        await using StandInServer server = await StartAsync(Credential);
        using HttpClient client = CreateClient(server, new NetworkCredential("user", "pass word"));
        using HttpResponseMessage answer = await client.GetAsync(Api.Customer(server.SecureBaseAddress!, "x"), Cancel);
        string target = $"localhost:{server.SecureBaseAddress!.Port}";

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([("CONNECT", target, false), ("CONNECT", target, true)], server.Proxy!.Requests.Select(Essence));
        Assert.DoesNotContain("Authorization", server.Proxy.Requests[1].HeaderNames);
    }

    [Fact]
    public async Task Without_the_credential_the_answer_is_407()
    {
        await using StandInServer server = await StartAsync(Credential);
        using HttpClient wrong = CreateClient(server, new NetworkCredential("user", "wrong"));
        using HttpClient none = CreateClient(server, null);
        using HttpResponseMessage answer = await none.GetAsync(Api.Customer(server.BaseAddress, "x"), Cancel);

        Assert.Equal(407, await wrong.StatusAsync(server, "x"));
        Assert.Equal(HttpStatusCode.ProxyAuthenticationRequired, answer.StatusCode);
        Assert.Equal("Basic realm=\"stand-in\"", answer.Headers.ProxyAuthenticate.ToString());
        Assert.Empty(server.Requests.All);
        JsonElement record = await Api.CreateClient().ReadAsync(server, "proxy");
        Assert.Equal(
            [null, null, "Basic dXNlcjp3cm9uZw=="], record.EnumerateArray().Select(r => r.GetProperty("proxyAuthorization").GetString()));
        Assert.All(record.EnumerateArray(), r => Assert.False(r.GetProperty("authorised").GetBoolean()));
    }

    [Fact]
    public async Task It_leads_to_this_machine_only()
    {
        await using StandInServer server = await StartAsync(null);
        using HttpClient client = CreateClient(server, null);
        using HttpResponseMessage plain = await client.GetAsync(new Uri("http://example.com/"), Cancel);
        HttpRequestException tunnel = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(new Uri("https://localhost.example.com/"), Cancel));

        Assert.Equal(HttpStatusCode.Forbidden, plain.StatusCode);
        Assert.Equal(HttpRequestError.ProxyTunnelError, tunnel.HttpRequestError);
        Assert.Contains("403", tunnel.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_breaks_behind_it_breaks_before_it_and_no_connection_is_left()
    {
        await using StandInServer server = await StartAsync(null);
        server.Scripts.Set("reset", new ScriptedAnswer { Abort = AbortPoint.InBody });
        using (HttpClient client = CreateClient(server, null))
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(Api.Customer(server.BaseAddress, "reset"), Cancel));
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(Api.Customer(server.SecureBaseAddress!, "reset"), Cancel));
            await client.GetStringAsync(Api.Customer(server.SecureBaseAddress!, "x"), Cancel);
        }

        await Api.UntilAsync(() => server.Connections.Open == 0);
    }

    [Fact]
    public async Task It_ends_well_while_somebody_connects()
    {
        for (int round = 0; round < 100; round++)
        {
            ForwardProxy proxy = ForwardProxy.Start(credential: null);
            Task[] connecting = [.. Enumerable.Range(0, 8).Select(_ => TryConnectAsync(proxy.Address))];
            await Task.WhenAny(connecting);

            await proxy.DisposeAsync();

            await Task.WhenAll(connecting);
        }
    }

    private static async Task TryConnectAsync(Uri address)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, Cancel);
        }
        catch (SocketException)
        {
            // The proxy had ended before.
        }
    }

    private static (string Method, string Target, bool Authorised) Essence(ProxyRequest request) =>
        (request.Method, request.Target, request.Authorised);

    private static Task<StandInServer> StartAsync(string? credential) =>
        StandInServer.StartAsync(new StandInOptions { Https = true, Proxy = true, ProxyCredential = credential });

    private static HttpClient CreateClient(StandInServer server, NetworkCredential? credential)
    {
        WebProxy proxy = new(server.Proxy!.Address) { Credentials = credential };
        return Api.CreateClient(new SocketsHttpHandler { Proxy = proxy, SslOptions = Api.Trust(server) });
    }
}
