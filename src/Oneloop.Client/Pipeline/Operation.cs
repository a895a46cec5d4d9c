namespace Oneloop.Client.Pipeline;

/// <summary>What is fixed about an operation of the API. Each request type holds one static instance.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Template">
/// The path below <c>/api/v1/</c> with the API's own names of its parameters, such as <c>workspace/{id}</c>. Traces show it instead
/// of the path, which may hold a secret.
/// </param>
/// <param name="Retry">When a failed attempt may be repeated.</param>
internal sealed record Operation(HttpMethod Method, string Template, Retry Retry)
{
    /// <summary>A response with more bytes, after decompression, is refused. 1 MB, which is ample for one object, unless set.</summary>
    public int ResponseLimit { get; init; } = 1024 * 1024;

    /// <summary>Whether any 2xx is a success, and not 200 alone, which is all that the contract has.</summary>
    public bool AcceptsAnySuccess { get; init; }
}
