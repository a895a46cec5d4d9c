using System.Text.Json;
using Oneloop.StandIn.Api.Routing;
using Oneloop.StandIn.Recording;

namespace Oneloop.StandIn.Api;

/// <summary>A request to the API, as far as it could be read.</summary>
/// <param name="match">What its method and path lead to.</param>
/// <param name="record">What is recorded of it.</param>
/// <param name="body">Its body; null if there is none, or none that is JSON.</param>
internal sealed class ApiRequest(RouteMatch match, RecordedRequest record, JsonElement? body)
{
    public RouteMatch Match => match;

    public RecordedRequest Record => record;

    public JsonElement? Body => body;

    /// <summary>The first id in the path.</summary>
    public string Id => match.Ids[0];

    /// <summary>The second id in the path.</summary>
    public string SecondId => match.Ids[1];

    /// <summary>What it is about, for faults that are strewn over all requests: the meter id, or else the operation with its ids.</summary>
    public string Subject => record.ExternalMeterId ?? string.Join('/', match.Ids.Prepend(record.Operation));

    /// <summary>The body, which has been found to meet the contract.</summary>
    public T Read<T>() => body!.Value.Deserialize<T>(JsonSerializerOptions.Web)!;

    /// <summary>All ids by which a script may be narrowed.</summary>
    public IEnumerable<string> Ids()
    {
        string? customerId = body is { } json ? MemberOf(json, "customerId") : null;
        string?[] ids = [record.ExternalMeterId, .. match.Ids.Reverse(), record.WorkspaceId, customerId];
        return ids.OfType<string>();
    }

    /// <summary>A member of a body that may be of any form; null: there is no such text.</summary>
    public static string? MemberOf(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty(name, out JsonElement member)
        && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
}
