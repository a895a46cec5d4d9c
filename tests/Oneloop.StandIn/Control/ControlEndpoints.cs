using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.StandIn.Control;

/// <summary>How a test in another process scripts faults and reads what was received: under /_standin/, which the API does not have.</summary>
internal static class ControlEndpoints
{
    public static void Map(WebApplication app, FaultScripts scripts, RequestLog requests)
    {
        app.MapPut("/_standin/scripts", (FaultScript script) => scripts.Set(script));
        app.MapDelete("/_standin/scripts", scripts.Clear);
        app.MapGet("/_standin/requests", () => requests.All);
        app.MapDelete("/_standin/requests", requests.Clear);
    }
}
