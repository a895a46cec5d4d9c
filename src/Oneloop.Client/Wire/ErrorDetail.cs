using System.Text.Json;

namespace Oneloop.Client.Wire;

/// <summary>
/// What the API says of a request it refused. Both fields are read as they come, so that an answer which bends the contract
/// still tells the user what it has to tell.
/// </summary>
internal sealed record ErrorDetail
{
    /// <summary>The field <c>code</c>: a number above 0, by the contract.</summary>
    public JsonElement Code { get; init; }

    /// <summary>The field <c>message</c>: a string, by the contract.</summary>
    public JsonElement Message { get; init; }
}
