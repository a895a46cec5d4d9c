using System.Net;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>HTTPS.</summary>
public sealed class SecureTests : IAsyncLifetime
{
    private StandInServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(new StandInOptions { Https = true });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("1.1", "HTTP/1.1", "localhost")]
    [InlineData("2.0", "HTTP/2", "localhost")]
    [InlineData("2.0", "HTTP/2", "127.0.0.1")]
    public async Task Who_trusts_the_certificate_can_ask_over_https(string version, string protocol, string host)
    {
        using HttpClient client = CreateTrustingClient(version);
        using HttpResponseMessage answer = await client.GetAsync(
            Api.Customer(new UriBuilder(_server.SecureBaseAddress!) { Host = host }.Uri, new string('世', 4000)), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(protocol, Assert.Single(_server.Requests.All).Protocol);
        Assert.Equal(1, _server.Connections.Open);
    }

    [Theory]
    [InlineData("1.1", "{\"abort\":\"beforeHeaders\"}")]
    [InlineData("1.1", "{\"truncate\":true}")]
    [InlineData("2.0", "{\"abort\":\"beforeHeaders\"}")]
    [InlineData("2.0", "{\"abort\":\"inBody\"}")]
    [InlineData("2.0", "{\"truncate\":true}")]
    public async Task Answers_break_over_https_as_well(string version, string answer)
    {
        using HttpClient client = CreateTrustingClient(version);
        _server.Scripts.Set("broken", System.Text.Json.JsonSerializer.Deserialize<ScriptedAnswer>(answer, System.Text.Json.JsonSerializerOptions.Web)!);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(Api.Customer(_server.SecureBaseAddress!, "broken"), Cancel));
    }

    [Fact]
    public async Task Nobody_trusts_the_certificate_unasked()
    {
        using HttpClient client = Api.CreateClient();

        HttpRequestException fault = await Assert.ThrowsAsync<HttpRequestException>(
            () => client.GetAsync(Api.Customer(_server.SecureBaseAddress!, "x"), Cancel));

        Assert.Equal(HttpRequestError.SecureConnectionError, fault.HttpRequestError);
        Assert.DoesNotContain("PRIVATE", _server.CertificatePem, StringComparison.Ordinal);
    }

    private HttpClient CreateTrustingClient(string version)
    {
        HttpClient client = Api.CreateClient(new SocketsHttpHandler { SslOptions = Api.Trust(_server) });
        client.DefaultRequestVersion = Version.Parse(version);
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return client;
    }
}
