using Microsoft.Net.Http.Headers;
using Oneloop.StandIn.Api.Routing;
using Oneloop.StandIn.Recording;

namespace Oneloop.StandIn.Api;

/// <summary>Holds the bodies of requests to the contract.</summary>
internal static class BodyCheck
{
    /// <summary>How the body breaks the contract; null: it meets it.</summary>
    public static ApiResponse? Refuse(ApiRoute route, ApiRequest request)
    {
        RecordedRequest record = request.Record;
        if (route.Contract?.RequestSchema is null)
        {
            return string.IsNullOrEmpty(record.Body) ? null : ApiErrors.UnexpectedBody;
        }

        return string.IsNullOrEmpty(record.Body) ? ApiErrors.NoBody
            : !IsJson(record.Headers.GetValueOrDefault("Content-Type")) ? ApiErrors.NotDeclaredJson
            : request.Body is not { } body ? ApiErrors.NotJson
            : route.Contract.FindRequestBreach(body) is { } breach ? ApiErrors.Breach(breach)
            : null;
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
