using Oneloop.StandIn.Faults;

namespace Oneloop.StandIn.Control;

/// <summary>How a test in another process sets faults and reads what was received: under /_standin/, which the API does not have.</summary>
internal static class ControlEndpoints
{
    /// <summary>Where the paths of all control calls begin.</summary>
    public const string Root = "/_standin";

    public static void Map(WebApplication app, StandInServer server)
    {
        app.Use(RefuseWhatCannotBeAsync);
        RouteGroupBuilder control = app.MapGroup(Root);
        control.MapPut("/scripts", (FaultScript script) => server.Scripts.Set(script));
        control.MapDelete("/scripts", server.Scripts.Clear);
        control.MapPut("/outage", (Outage outage) => { server.Outage = outage; });
        control.MapDelete("/outage", () => { server.Outage = null; });
        control.MapPut("/chaos", (Chaos chaos) => { server.Chaos = chaos; });
        control.MapDelete("/chaos", () => { server.Chaos = null; });
        control.MapPut("/latency", (LatencySetting latency) => { server.LatencyMs = latency.Ms; });
        control.MapGet("/requests", () => server.Requests.All);
        control.MapDelete("/requests", server.Requests.Clear);
        control.MapGet("/requests/count", () => server.Requests.Count);
        control.MapGet("/requests/by-meter", (string? operation) => server.Requests.CountByMeter(operation));
        control.MapGet("/requests/by-operation", () => server.Requests.ByOperation);
        control.MapDelete("/data", server.ResetData);
        control.MapGet("/connections", () => server.Connections);
        control.MapGet("/proxy", () => server.Proxy?.Requests ?? []);
        control.MapDelete("/proxy", () => server.Proxy?.Clear());
        // A slip in a test must not pass for a request to the API.
        control.Map("/{**rest}", () => Results.NotFound());
    }

    private static async Task RefuseWhatCannotBeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (ArgumentException e) when (context.Request.Path.StartsWithSegments(Root))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(e.Message);
        }
    }
}
