using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Oneloop.StandIn.Api;
using Oneloop.StandIn.Control;
using Oneloop.StandIn.Data;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.StandIn;

/// <summary>The running stand-in: on Kestrel, on a loopback address only.</summary>
public sealed class StandInServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandInServer(WebApplication app, FaultScripts scripts, RequestLog requests)
    {
        _app = app;
        Scripts = scripts;
        Requests = requests;
        BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    /// <summary>Where it listens, with the port it was given.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The scripted faults.</summary>
    public FaultScripts Scripts { get; }

    /// <summary>What it received.</summary>
    public RequestLog Requests { get; }

    /// <summary>Starts it.</summary>
    public static async Task<StandInServer> StartAsync(StandInOptions? options = null)
    {
        options ??= new StandInOptions();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // A meter id of four thousand characters of any script, percent-encoded.
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        WebApplication app = builder.Build();

        FaultScripts scripts = new();
        RequestLog requests = new();
        BillingEndpoint billing = new(options, CustomerBook.Load(), scripts, requests);
        ControlEndpoints.Map(app, scripts, requests);
        app.MapFallback(billing.HandleAsync);

        await app.StartAsync();
        return new StandInServer(app, scripts, requests);
    }

    /// <summary>Ends with Ctrl+C or a termination signal.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
