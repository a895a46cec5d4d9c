namespace Oneloop.Client.Wire;

/// <summary>The body of a 400, 401 or 403: <c>{"error": {"code": …, "message": …}}</c>.</summary>
internal sealed record ErrorResponse
{
    /// <summary>The field <c>error</c>. Null where something else than the API answered.</summary>
    public ErrorDetail? Error { get; init; }
}
