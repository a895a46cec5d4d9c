using System.Net;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>
/// A warm connection that closes when the operation has been carried out and before the first byte of the response. Over HTTP/1.1,
/// SocketsHttpHandler then sends a request without content again: the server carries it out twice, and the client sees one response.
/// </summary>
public sealed class ClosedConnectionTests : IAsyncLifetime
{
    private const string Rotate = "rotateApiKey";
    private const string Path = "api/v1/workspace/ws_northwind/api-key/ak_nw_1001";

    private StandInServer _server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync(new StandInOptions { Https = true });

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Over_http_1_a_request_without_content_is_processed_twice(string scheme)
    {
        using HttpClient client = await WarmAsync(scheme, "1.1");
        _server.Scripts.SetOnce(Rotate, new ScriptedAnswer { Abort = AbortPoint.CloseBeforeHeaders });
        using HttpRequestMessage request = Rotation(scheme, "1.1", content: null);
        using HttpResponseMessage response = await client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(new OperationCount(2, 2), _server.Requests.Of(Rotate));
        AssertWarm();
    }

    [Theory]
    [InlineData("http", "1.1", true)]
    [InlineData("https", "1.1", true)]
    [InlineData("https", "2.0", true)]
    [InlineData("https", "2.0", false)]
    public async Task Any_other_is_processed_once_and_the_client_sees_a_fault(string scheme, string version, bool hasContent)
    {
        using HttpClient client = await WarmAsync(scheme, version);
        _server.Scripts.SetOnce(Rotate, new ScriptedAnswer { Abort = AbortPoint.CloseBeforeHeaders });
        using HttpRequestMessage request = Rotation(scheme, version, hasContent ? new ByteArrayContent([]) : null);

        HttpRequestException fault = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(request, Cancel));

        Assert.Equal(HttpRequestError.ResponseEnded, fault.HttpRequestError);
        Assert.Equal(new OperationCount(1, 1), _server.Requests.Of(Rotate));
        AssertWarm();
    }

    private void AssertWarm()
    {
        IReadOnlyList<RecordedRequest> requests = _server.Requests.All;
        Assert.Equal(requests[0].ConnectionId, requests[1].ConnectionId);
        Assert.Equal("close", requests[1].Answer);
    }

    private HttpRequestMessage Rotation(string scheme, string version, HttpContent? content) =>
        Request(HttpMethod.Post, scheme, version, $"{Path}/rotate", content);

    private HttpRequestMessage Request(HttpMethod method, string scheme, string version, string path, HttpContent? content) =>
        new(method, new Uri(scheme == "http" ? _server.BaseAddress : _server.SecureBaseAddress!, path))
        {
            Content = content,
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

    /// <summary>A client whose pool holds a connection that has been used.</summary>
    private async Task<HttpClient> WarmAsync(string scheme, string version)
    {
        HttpClient client = Api.CreateClient(new SocketsHttpHandler { SslOptions = Api.Trust(_server) });
        using HttpRequestMessage request = Request(HttpMethod.Get, scheme, version, Path, content: null);
        using HttpResponseMessage response = await client.SendAsync(request, Cancel);
        response.EnsureSuccessStatusCode();
        return client;
    }
}
