using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Oneloop.Client.Tests.Http;
using Oneloop.Client.Tests.StandIn;
using Oneloop.StandIn;
using Oneloop.StandIn.Tls;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>What connections to the API meet on their way instead of it.</summary>
internal sealed class BrokenWay : IAsyncDisposable
{
    private readonly IAsyncDisposable? _obstacle;
    private readonly Uri? _leadsTo;
    private readonly SocketError _error;
    private readonly string? _trustPem;

    private BrokenWay(
        bool isThroughProxy, Uri? leadsTo = null, SocketError error = default, IAsyncDisposable? obstacle = null, string? trustPem = null)
    {
        IsThroughProxy = isThroughProxy;
        _leadsTo = leadsTo;
        _error = error;
        _obstacle = obstacle;
        _trustPem = trustPem;
    }

    /// <summary>Whether the way leads through a proxy, which is what fails then.</summary>
    public bool IsThroughProxy { get; }

    /// <summary>The host's name cannot be resolved.</summary>
    public static Task<BrokenWay> WithoutNameAsync(SocketError error) =>
        Task.FromResult(new BrokenWay(isThroughProxy: false, error: error));

    /// <summary>Nothing listens.</summary>
    public static Task<BrokenWay> ClosedAsync(bool isProxy) => Task.FromResult(new BrokenWay(isProxy, FalseProxy.ClosedAddress()));

    /// <summary>A server shows a certificate of some kind.</summary>
    public static async Task<BrokenWay> WithCertificateAsync(CertificateKind kind, bool isTrusted = true)
    {
        StandInServer server = await StandInServer.StartAsync(new StandInOptions { Https = true, Certificate = kind });
        string? trustPem = isTrusted ? server.CertificatePem : null;
        return new BrokenWay(isThroughProxy: false, server.SecureBaseAddress, obstacle: server, trustPem: trustPem);
    }

    /// <summary>A proxy refuses with a status.</summary>
    public static Task<BrokenWay> WithProxyAsync(int status)
    {
        FalseProxy proxy = FalseProxy.StartWithStatus(status);
        return Task.FromResult(new BrokenWay(isThroughProxy: true, proxy.Address, obstacle: proxy));
    }

    /// <summary>Opens a connection on this way.</summary>
    public async ValueTask<Stream> OpenAsync(CancellationToken cancel) =>
        _leadsTo is null ? throw new SocketException((int)_error) : await OpenAsync(new DnsEndPoint("127.0.0.1", _leadsTo.Port), cancel);

    /// <summary>Opens a connection as it would be without this.</summary>
    public static async ValueTask<Stream> OpenAsync(DnsEndPoint end, CancellationToken cancel)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(end, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Trusts the API, and what stands in the way if it is not trust that it lacks.</summary>
    public SslClientAuthenticationOptions Trust(StandInServer server)
    {
        SslClientAuthenticationOptions trust = Api.Trust(server);
        if (_trustPem is not null)
        {
            trust.CertificateChainPolicy!.CustomTrustStore.Add(X509Certificate2.CreateFromPem(_trustPem));
        }

        return trust;
    }

    public ValueTask DisposeAsync() => _obstacle?.DisposeAsync() ?? ValueTask.CompletedTask;
}
