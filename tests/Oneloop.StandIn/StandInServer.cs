using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Oneloop.StandIn.Api;
using Oneloop.StandIn.Control;
using Oneloop.StandIn.Data;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Proxy;
using Oneloop.StandIn.Recording;
using Oneloop.StandIn.Tls;

namespace Oneloop.StandIn;

/// <summary>The running stand-in: on Kestrel, on a loopback address only.</summary>
public sealed class StandInServer : IAsyncDisposable
{
    private readonly FaultPlan _faults;
    private readonly ConnectionLog _connections = new();
    private readonly LocalCertificate? _certificate;
    private readonly WebApplication _app;

    private StandInServer(StandInOptions options)
    {
        _faults = new FaultPlan { LatencyMs = options.LatencyMs };
        _certificate = options.Https ? LocalCertificate.Create(options.Certificate) : null;
        Requests = new RequestLog(options.RecordRequests);
        _app = Build(options);
    }

    /// <summary>Where it listens, with the port it was given.</summary>
    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>Where it listens for HTTPS; null where it does not.</summary>
    public Uri? SecureBaseAddress { get; private set; }

    /// <summary>The certificate to trust there, without its key; null where it does not listen for HTTPS.</summary>
    public string? CertificatePem => _certificate?.TrustPem;

    /// <summary>The forward proxy; null where none was asked for.</summary>
    public ForwardProxy? Proxy { get; private set; }

    /// <summary>The scripted faults.</summary>
    public FaultScripts Scripts => _faults.Scripts;

    /// <summary>The outage, which begins anew each time it is set; null: none.</summary>
    public Outage? Outage
    {
        get => _faults.Outage;
        set => _faults.Outage = value;
    }

    /// <summary>The faults strewn over all customers, counted anew each time they are set; null: none.</summary>
    public Chaos? Chaos
    {
        get => _faults.Chaos;
        set => _faults.Chaos = value;
    }

    /// <summary>How long every request to the API waits before its answer, in milliseconds.</summary>
    public int LatencyMs
    {
        get => _faults.LatencyMs;
        set => _faults.LatencyMs = value;
    }

    /// <summary>What it received.</summary>
    public RequestLog Requests { get; }

    /// <summary>The connections to it, but for those that carry control calls only.</summary>
    public ConnectionCount Connections => _connections.Count;

    /// <summary>Starts it.</summary>
    public static async Task<StandInServer> StartAsync(StandInOptions? options = null)
    {
        options ??= new StandInOptions();
        StandInServer server = new(options);
        await server._app.StartAsync();

        IEnumerable<Uri> addresses = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!
            .Addresses.Select(address => new Uri(address));
        foreach (Uri address in addresses)
        {
            if (address.Scheme == Uri.UriSchemeHttps)
            {
                server.SecureBaseAddress = new Uri($"https://localhost:{address.Port}/");
            }
            else
            {
                server.BaseAddress = address;
            }
        }

        server.Proxy = options.Proxy ? ForwardProxy.Start(options.ProxyCredential) : null;
        return server;
    }

    /// <summary>Ends with Ctrl+C or a termination signal.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Proxy is not null)
        {
            await Proxy.DisposeAsync();
        }

        await _app.DisposeAsync();
        _certificate?.Dispose();
    }

    private WebApplication Build(StandInOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        // What was flushed is on its way, so that half an answer arrives before the connection is reset.
        builder.WebHost.UseSockets(sockets => sockets.MaxWriteBufferSize = 0);
        builder.WebHost.ConfigureKestrel(kestrel => Configure(kestrel, options));
        WebApplication app = builder.Build();

        app.Use((context, next) =>
        {
            _connections.Note(context, isControl: context.Request.Path.StartsWithSegments(ControlEndpoints.Root));
            return next(context);
        });
        ControlEndpoints.Map(app, this);
        app.MapFallback(new BillingEndpoint(options, CustomerBook.Load(), _faults, Requests).HandleAsync);
        return app;
    }

    private void Configure(KestrelServerOptions kestrel, StandInOptions options)
    {
        kestrel.AddServerHeader = false;
        // A meter id of four thousand characters of any script, percent-encoded.
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 96 * 1024;
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = 64 * 1024;
        // The same for the streams of HTTP/2.
        kestrel.Limits.MaxResponseBufferSize = 0;
        // A test may read as slowly as it likes.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Listen(IPAddress.Loopback, options.Port, listen => listen.Use(_connections.Follow));
        if (_certificate is not null)
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Use(_connections.Follow);
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(_certificate.Certificate);
            });
        }
    }
}
