using System.Net;
using System.Text;
using Oneloop.Client.Billing;
using Oneloop.Client.Http;
using Oneloop.Client.Pipeline;
using Oneloop.Client.Tests.StandIn;
using Oneloop.StandIn;

namespace Oneloop.Client.Tests.Http;

/// <summary>
/// Faults of a proxy are called the proxy's, tried again only where that may help, and never show what it is logged on to with.
/// </summary>
public sealed class ProxyFaultTests
{
    private static readonly Uri s_api = new("https://prod.oneloop.ai");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("https://prod.oneloop.ai", "http")]
    [InlineData("https://prod.oneloop.ai", "socks5")]
    [InlineData("http://127.0.0.1:1", "http")]
    public async Task A_dead_proxy_is_blamed_itself_and_tried_again(string api, string scheme)
    {
        Uri proxy = FalseProxy.ClosedAddress(scheme);

        OneloopException fault = await AskAsync(new Uri(api), proxy, retries: 2);

        Assert.Equal((FaultKind.ConnectionFailed, FaultCause.ProxyUnreachable, 3), (fault.Kind, fault.Cause, fault.Attempts));
        Assert.Equal(proxy, fault.Proxy);
        Assert.StartsWith($"No connection to the proxy {scheme}://{proxy.Authority}: ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("oneloop.ai", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, "asks for a user name and password")]
    [InlineData(true, true, "does not accept the user name and password")]
    [InlineData(false, false, "asks for a user name and password")]
    [InlineData(false, true, "does not accept the user name and password")]
    public async Task A_proxy_that_wants_another_credential_is_asked_once(bool https, bool given, string says)
    {
        await using StandInServer server = await StartAsync("user:pa55");
        Uri api = https ? server.SecureBaseAddress! : server.BaseAddress;
        NetworkCredential? credential = given ? new NetworkCredential("guest", "wrong-one") : null;

        OneloopException fault = await AskAsync(api, server.Proxy!.Address, credential);

        Assert.Equal(
            (FaultKind.ConnectionFailed, FaultCause.ProxyAuthenticationRequired, 407, 1), (fault.Kind, fault.Cause, fault.StatusCode, fault.Attempts));
        Assert.Equal(server.Proxy.Address, fault.Proxy);
        Assert.Equal($"The proxy http://{server.Proxy.Address.Authority} {says} (HTTP 407; 1 attempt).", fault.Message);
        // The first is asked without the credential, which is what HTTP wants.
        Assert.Equal(given ? 2 : 1, server.Proxy.Requests.Count);
        Assert.Empty(server.Requests.All);
    }

    [Theory]
    [InlineData("\u0005\u00ff")]
    [InlineData("\u0005\u0002\u0001\u0001")]
    public async Task A_SOCKS_proxy_that_wants_another_credential_is_asked_once(string answer)
    {
        await using FalseProxy proxy = FalseProxy.Start(answer, "socks5");

        OneloopException fault = await AskAsync(s_api, proxy.Address, new NetworkCredential("guest", "wrong-one"));

        Assert.Equal((FaultCause.ProxyAuthenticationRequired, 1, 1), (fault.Cause, fault.Attempts, proxy.Asked));
    }

    [Theory]
    [InlineData(400, 1)]
    [InlineData(403, 1)]
    [InlineData(405, 1)]
    [InlineData(429, 2)]
    [InlineData(502, 2)]
    [InlineData(503, 2)]
    [InlineData(504, 2)]
    public async Task A_proxy_that_refuses_is_asked_again_where_that_may_help(int status, int tries)
    {
        await using FalseProxy proxy = FalseProxy.StartWithStatus(status);

        OneloopException fault = await AskAsync(s_api, proxy.Address, retries: 1);

        Assert.Equal((FaultKind.ConnectionFailed, FaultCause.ProxyRefused, status), (fault.Kind, fault.Cause, fault.StatusCode));
        Assert.Equal((tries, tries), (fault.Attempts, proxy.Asked));
        string attempts = tries == 1 ? "1 attempt" : "2 attempts";
        Assert.Equal($"The proxy http://{proxy.Address.Authority} opened no connection to prod.oneloop.ai:443 (HTTP {status}; {attempts}).", fault.Message);
    }

    [Theory]
    [InlineData("The proxy tunnel request to proxy 'http://status code '999'@proxy/' failed with status code '407'.\"", 407)]
    [InlineData("The proxy tunnel request to proxy 'http://proxy/' failed with status code '502'.", 502)]
    [InlineData("An error occurred while establishing a connection to the proxy tunnel.", null)]
    public void The_status_is_read_from_the_message_as_well_which_is_where_NET_8_has_it(string message, int? status)
    {
        FaultFactory faults = new(new TokenRedactor("token"), ProxyRoute.Find(s_api, new WebProxy("http://proxy")));

        OneloopException fault = faults.FromTransport(new HttpRequestException(HttpRequestError.ProxyTunnelError, message), s_api, new GetBillingRequest("ws", "m"));

        Assert.Equal((FaultKind.ConnectionFailed, status), (fault.Kind, fault.StatusCode));
    }

    [Fact]
    public async Task A_407_from_behind_a_tunnel_is_the_APIs_own()
    {
        await using StandInServer server = await StartAsync();
        server.Scripts.Set("m", new Oneloop.StandIn.Faults.ScriptedAnswer { Status = 407 });

        OneloopException fault = await AskAsync(server.SecureBaseAddress!, server.Proxy!.Address, trusted: server);

        Assert.Equal((FaultKind.UnexpectedStatus, FaultCause.Unspecified, null), (fault.Kind, fault.Cause, fault.Proxy));
    }

    [Fact]
    public async Task Where_it_may_have_been_either_the_message_names_both()
    {
        await using FalseProxy silent = FalseProxy.Start(string.Empty);
        await using FalseProxy babbling = FalseProxy.Start("no HTTP\r\n\r\n");

        OneloopException broken = await AskAsync(s_api, silent.Address, retries: 0);
        OneloopException noise = await AskAsync(s_api, babbling.Address, retries: 0);

        Assert.Equal($"prod.oneloop.ai:443, or the proxy http://{silent.Address.Authority}, closed the connection before the response was complete (1 attempt).", broken.Message);
        Assert.StartsWith($"What prod.oneloop.ai:443, or the proxy http://{babbling.Address.Authority}, sent is not valid HTTP", noise.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_systems_proxy_is_used_with_the_credential_in_its_address_which_shows_nowhere()
    {
        await using StandInServer server = await StartAsync("us%er:pa55/w@rd");
        Uri proxy = WithUserInfo(server.Proxy!.Address, "us%25er:pa55%2Fw%40rd");
        SystemProxy.Set(server.SecureBaseAddress!, proxy, new NetworkCredential("us%er", "pa55/w@rd"));
        using OneloopClient client = new(new OneloopClientOptions(server.SecureBaseAddress!, "token") { Trust = Api.Trust(server) });

        Assert.NotNull(await client.InvokeAsync(new GetBillingRequest("ws_bulk", "m"), Cancel));

        Assert.True(server.Proxy.Requests[^1].Authorised);
        Assert.Equal(server.Proxy.Address, OneloopClientOptions.SystemProxy(server.SecureBaseAddress!));
    }

    [Theory]
    [InlineData(407)]
    [InlineData(403)]
    [InlineData(502)]
    [InlineData(0)]
    public async Task A_refusal_shows_no_form_of_the_systems_proxy_credential(int status)
    {
        Uri api = new($"https://refused-{status}.example");
        await using FalseProxy proxy = status == 0
            ? FalseProxy.Start("us%er pa55/w@rd us%25er:pa55%2fw%40rd dXMlZXI6cGE1NS93QHJk\r\n\r\n")
            : FalseProxy.StartWithStatus(status);
        SystemProxy.Set(api, WithUserInfo(proxy.Address, "us%25er:pa55%2fw%40rd"), new NetworkCredential("us%er", "pa55/w@rd"));
        RequestTrace trace = new(withDetails: true);
        GetBillingRequest request = new("ws", "m") { Trace = trace };
        using OneloopClient client = new(new OneloopClientOptions(api, "token") { MaximumRetryCount = 1, RetryInterval = TimeSpan.Zero });

        await client.SendAsync(request, Cancel);

        string all = $"{request.Fault} {request.Fault!.Proxy?.OriginalString} {string.Join('\n', trace.Lines.Select(l => l.Text))}";
        Assert.Contains(proxy.Address.Authority, all, StringComparison.Ordinal);
        string basic = Convert.ToBase64String(Encoding.UTF8.GetBytes("us%er:pa55/w@rd"));
        foreach (string secret in (string[])["us%er", "us%25er", "pa55", "w@rd", "w%40rd", basic])
        {
            Assert.DoesNotContain(secret, all, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Ids_that_resemble_the_proxys_user_are_shown_as_they_were_given()
    {
        await using FalseProxy proxy = FalseProxy.StartWithStatus(403);
        Uri api = new("https://resembling.example");
        SystemProxy.Set(api, WithUserInfo(proxy.Address, "acme:pa55word"), new NetworkCredential("acme", "pa55word"));
        RequestTrace trace = new(withDetails: false);
        using OneloopClient client = new(new OneloopClientOptions(api, "token"));

        await client.SendAsync(new GetBillingRequest("ws_acme", "acme/1") { Trace = trace }, Cancel);

        Assert.Contains("for meter 'acme/1' in workspace 'ws_acme': HTTP 403 from the proxy in ", trace.Lines[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/")]
    [InlineData("https://nothing-set-for.example/")]
    public void Where_the_system_has_none_or_it_is_not_used_there_is_none(string api) =>
        Assert.Null(OneloopClientOptions.SystemProxy(new Uri(api)));

    private static Task<StandInServer> StartAsync(string? credential = null) =>
        StandInServer.StartAsync(new StandInOptions { Https = true, Proxy = true, ProxyCredential = credential });

    private static Uri WithUserInfo(Uri address, string userInfo) => new($"http://{userInfo}@{address.Authority}/");

    private static async Task<OneloopException> AskAsync(
        Uri api, Uri proxy, NetworkCredential? credential = null, int retries = 3, StandInServer? trusted = null)
    {
        OneloopClientOptions options = new(api, "token", proxy, credential);
        using OneloopClient client = new(options with
        {
            MaximumRetryCount = retries,
            RetryInterval = TimeSpan.Zero,
            Trust = trusted is null ? null : Api.Trust(trusted),
        });
        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws_bulk", "m"), Cancel));
        Assert.DoesNotContain("wrong-one", fault.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"", fault.Message, StringComparison.Ordinal);
        return fault;
    }
}
