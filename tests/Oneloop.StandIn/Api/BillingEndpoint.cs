using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Oneloop.StandIn.Data;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.StandIn.Api;

/// <summary>The API itself: checks path, method, token and both ids as the contract says, then answers, or does what a script says.</summary>
internal sealed class BillingEndpoint(StandInOptions options, CustomerBook customers, FaultPlan faults, RequestLog requests)
{
    private const string Path = "/api/v1/customer-billing";

    public async Task HandleAsync(HttpContext context)
    {
        RecordedRequest request = await RecordAsync(context);
        requests.Add(request);

        ScriptedAnswer script = faults.Next(request.ExternalMeterId ?? string.Empty);
        (int status, string body) = Answer(request, script);
        request.Answer = script.Word(status);
        try
        {
            int wait = faults.LatencyMs + script.DelayMs;
            if (wait > 0)
            {
                await Task.Delay(wait, context.RequestAborted);
            }

            await new AnswerWriter(context, script).WriteAsync(status, body);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is left to answer; in a log of what clients got, that matters only where they got nothing.
            if (!context.Response.HasStarted)
            {
                request.Answer = "gone";
            }
        }
    }

    private static async Task<RecordedRequest> RecordAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        return new RecordedRequest(
            request.Method,
            request.Path.Value ?? string.Empty,
            request.QueryString.Value ?? string.Empty,
            request.Query.TryGetValue("workspaceId", out StringValues workspace) ? workspace.ToString() : null,
            request.Query.TryGetValue("externalMeterId", out StringValues meter) ? meter.ToString() : null,
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            Protocol = request.Protocol,
            ConnectionId = context.Connection.Id,
            Body = request.ContentLength > 0 ? await new StreamReader(request.Body).ReadToEndAsync(context.RequestAborted) : null,
        };
    }

    private static (int Status, string Body) Error(int status, int code, string message) =>
        (status, JsonSerializer.Serialize(new { error = new { code, message } }, JsonSerializerOptions.Web));

    private (int Status, string Body) Answer(RecordedRequest request, ScriptedAnswer script)
    {
        if (script is { Status: null, Body: null })
        {
            return OrdinaryAnswer(request);
        }

        string body = script.Body?.Replace("{token}", request.Token, StringComparison.Ordinal) ?? string.Empty;
        return (script.Status ?? StatusCodes.Status200OK, body);
    }

    private (int Status, string Body) OrdinaryAnswer(RecordedRequest request) => request switch
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
