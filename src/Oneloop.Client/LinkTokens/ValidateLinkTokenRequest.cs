using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.LinkTokens;

/// <summary>Asks whether a link token is valid: <c>GET /api/v1/link-token/{token}</c>.</summary>
/// <param name="token">The token itself, a secret: the path parameter <c>token</c>. Not null, blank or a dot segment.</param>
/// <exception cref="ArgumentException">The token is null, blank or a dot segment.</exception>
public sealed class ValidateLinkTokenRequest(string token) : OneloopRequest<LinkTokenValidation>
{
    private static readonly Operation s_operation = new(HttpMethod.Get, "link-token/{token}", Retry.Always);

    private readonly string _token = PathSegment(token);

    internal override string Secret => _token;

    internal override Operation Operation => s_operation;

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.LinkTokenValidation;

    internal override Uri BuildUri(string root) => RequestUri.From(root, $"link-token/{_token}");

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Read(body, OneloopJsonContext.Default.LinkTokenValidation);
}
