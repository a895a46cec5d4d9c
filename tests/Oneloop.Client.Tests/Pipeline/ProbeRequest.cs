using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>Any operation, to test what holds for all. The result is the length of the body.</summary>
/// <param name="method">The HTTP method.</param>
/// <param name="path">The path below /api/v1/.</param>
/// <param name="retry">When a failed attempt may be repeated.</param>
internal sealed class ProbeRequest(HttpMethod method, string path, Retry retry) : OneloopRequest<string>
{
    public string? Key { get; init; }

    internal override Operation Operation { get; } = new(method, "probe/{token}", retry);

    internal override string? Secret => Key;

    internal override string? Subject => Key is null ? null : $"the key {Key}";

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.WorkspaceEnvelope;

    internal override Uri BuildUri(string root) => new($"{root}{path}");

    internal override void ReadResult(ReadOnlySpan<byte> body) =>
        Result = ResponseReader.Read(body, OneloopJsonContext.Default.WorkspaceEnvelope).ToString();
}
