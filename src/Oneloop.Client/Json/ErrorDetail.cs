using System.Text.Json;

namespace Oneloop.Client.Json;

/// <summary>
/// Why the API refused a request. Both fields are read as they come, so that a response that bends the contract still says what it
/// can.
/// </summary>
internal sealed class ErrorDetail
{
    /// <summary>The field <c>code</c>: by the contract, a number above 0.</summary>
    public JsonElement Code { get; init; }

    /// <summary>The field <c>message</c>: by the contract, a string.</summary>
    public JsonElement Message { get; init; }
}
