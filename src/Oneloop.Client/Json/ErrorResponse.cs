namespace Oneloop.Client.Json;

/// <summary>The body of a refusal: <c>{"error": {"code": …, "message": …}}</c>.</summary>
internal sealed class ErrorResponse
{
    /// <summary>The field <c>error</c>. Null if something other than the API responded.</summary>
    public ErrorDetail? Error { get; init; }
}
