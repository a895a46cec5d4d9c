using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Oneloop.StandIn.Api.Routing;
using Oneloop.StandIn.Data;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.StandIn.Api;

/// <summary>Handles every request to the API: reads it, carries it out unless a script says otherwise, records it, and responds.</summary>
internal sealed class ApiHandler(StandInOptions options, FaultPlan faults, RequestLog requests)
{
    // A member that comes twice is read in one way here and in another there, so it is no JSON.
    private static readonly JsonDocumentOptions s_bodyOptions = new() { AllowDuplicateProperties = false };

    private readonly Access _access = new(options);
    private volatile Api _api = new(options);

    public RouteTable Routes => _api.Routes;

    /// <summary>Forgets all changes to the data.</summary>
    public void Reset() => _api = new Api(options);

    public async Task HandleAsync(HttpContext context)
    {
        string? body = HasBody(context) ? await new StreamReader(context.Request.Body).ReadToEndAsync(context.RequestAborted) : null;
        Api api = _api;
        ApiRequest request = Read(context, api.Routes, body);
        ScriptedAnswer script = faults.Next(request);
        (int status, byte[] content) = Respond(api, request, script);
        request.Record.Answer = script.Word(status);
        requests.Add(request.Record);
        try
        {
            int wait = faults.LatencyMs + script.DelayMs;
            if (wait > 0)
            {
                await Task.Delay(wait, context.RequestAborted);
            }

            await new ResponseWriter(context, script).WriteAsync(status, content);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // No client is left; in a log of what clients got, that matters only if they got nothing.
            if (!context.Response.HasStarted)
            {
                request.Record.Answer = "gone";
            }
        }
    }

    private static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    private static ApiRequest Read(HttpContext context, RouteTable routes, string? text)
    {
        HttpRequest request = context.Request;
        RouteMatch match = routes.Find(request.Method, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        JsonElement? body = string.IsNullOrEmpty(text) ? null : Parse(text);
        Dictionary<string, string> headers = new(request.Headers.Count, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, StringValues value) in request.Headers)
        {
            headers[name] = value.ToString();
        }

        RecordedRequest record = new(
            request.Method,
            request.Path.Value ?? string.Empty,
            request.QueryString.Value ?? string.Empty,
            Find(request, body, "workspaceId") ?? (match.WorkspaceId),
            Find(request, body, "externalMeterId"),
            headers)
        {
            Operation = match.Route?.Operation,
            Protocol = request.Protocol,
            ConnectionId = context.Connection.Id,
            Body = text,
        };
        return new ApiRequest(match, record, body);
    }

    private static string? Find(HttpRequest request, JsonElement? body, string name) =>
        request.Query.TryGetValue(name, out StringValues value) ? value.ToString()
        : body is { } json ? ApiRequest.MemberOf(json, name)
        : null;

    private static JsonElement? Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text, s_bodyOptions);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private (int Status, byte[] Body) Respond(Api api, ApiRequest request, ScriptedAnswer script)
    {
        if (script.IsOrdinary)
        {
            ApiResponse response = CarryOut(api, request);
            return (response.Status, response.ToJson());
        }

        if (script.CarriesOut)
        {
            CarryOut(api, request);
        }

        string body = script.Body?.Replace("{token}", request.Record.Token, StringComparison.Ordinal) ?? string.Empty;
        return (script.Status ?? StatusCodes.Status200OK, Encoding.UTF8.GetBytes(body));
    }

    private ApiResponse CarryOut(Api api, ApiRequest request)
    {
        if (request.Match.Route is not { } route)
        {
            return request.Match.Methods is { } methods ? ApiErrors.WrongMethod(methods) : ApiErrors.NoSuchPath;
        }

        if ((_access.Refuse(route, request.Record.Token) ?? BodyCheck.Refuse(route, request)) is { } refusal)
        {
            return refusal;
        }

        ApiResponse response;
        try
        {
            lock (api.Store.Gate)
            {
                response = route.Handle(request);
            }
        }
        catch (OverflowException e)
        {
            return ApiErrors.OutOfRange(e.Message);
        }

        request.Record.Processed = response.Status == StatusCodes.Status200OK;
        return response;
    }

    /// <summary>The data, and the routes to it.</summary>
    private sealed class Api
    {
        public Api(StandInOptions options)
        {
            Store = new Store(options.Clock);
            Routes = new RouteTable(Store);
        }

        public Store Store { get; }

        public RouteTable Routes { get; }
    }
}
