using System.Text;
using System.Text.Json;
using Oneloop.StandIn.Data;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.StandIn.Api;

/// <summary>The API itself: checks path, method, token and both ids as the contract says, then answers, or does what a script says.</summary>
internal sealed class BillingEndpoint(StandInOptions options, CustomerBook customers, FaultScripts scripts, RequestLog requests)
{
    private const string Path = "/api/v1/customer-billing";

    public async Task HandleAsync(HttpContext context)
    {
        RecordedRequest request = Record(context.Request);
        requests.Add(request);

        ScriptedAnswer script = scripts.Next(request.ExternalMeterId ?? string.Empty);
        if (script.DelayMs > 0)
        {
            await Task.Delay(script.DelayMs, context.RequestAborted);
        }

        (int status, string body) = script.IsOrdinary
            ? Answer(request)
            : (script.Status ?? StatusCodes.Status200OK, script.Body?.Replace("{token}", request.Token, StringComparison.Ordinal) ?? string.Empty);
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        context.Response.StatusCode = status;
        context.Response.ContentType = script.ContentType;
        context.Response.ContentLength = bytes.Length;
        foreach ((string name, string value) in script.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static RecordedRequest Record(HttpRequest request) => new(
        request.Method,
        request.Path.Value ?? string.Empty,
        request.QueryString.Value ?? string.Empty,
        request.Query.TryGetValue("workspaceId", out Microsoft.Extensions.Primitives.StringValues workspace) ? workspace.ToString() : null,
        request.Query.TryGetValue("externalMeterId", out Microsoft.Extensions.Primitives.StringValues meter) ? meter.ToString() : null,
        request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));

    private static (int Status, string Body) Error(int status, int code, string message) =>
        (status, JsonSerializer.Serialize(new { error = new { code, message } }, JsonSerializerOptions.Web));

    private (int Status, string Body) Answer(RecordedRequest request) => request switch
    {
        { Path: not Path } => Error(404, 4040, "There is no such path"),
        { Method: not "GET" } => Error(405, 4050, "This path takes GET only"),
        { Token: null or "" } => Error(401, 4010, "The Authorization header has no bearer token"),
        { Token: { } token } when !Accepts(token) => Error(401, 4011, "The API key is not valid"),
        { WorkspaceId: null or "" } => Error(400, 4001, "workspaceId is required"),
        { ExternalMeterId: null or "" } => Error(400, 4002, "externalMeterId is required"),
        { WorkspaceId: { } workspace } when !customers.HasWorkspace(workspace) =>
            Error(403, 4030, "The API key has no access to this workspace"),
        _ => (200, JsonSerializer.Serialize(
            new { billing = customers.Find(request.WorkspaceId, request.ExternalMeterId) }, JsonSerializerOptions.Web)),
    };

    private bool Accepts(string token) =>
        options.Tokens.Count > 0 ? options.Tokens.Contains(token) : !token.StartsWith("revoked", StringComparison.Ordinal);
}
