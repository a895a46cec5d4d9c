using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client;

/// <summary>
/// A request and, once it has completed, its outcome. Each operation of the API is a sealed subclass; the pipeline knows this type
/// alone. Send it once, by <see cref="OneloopClient.SendAsync"/> or <see cref="OneloopClient.InvokeAsync"/>.
/// </summary>
public abstract class OneloopRequest
{
    private protected OneloopRequest()
    {
    }

    /// <summary>Records each attempt and delay. Null disables tracing.</summary>
    public RequestTrace? Trace { get; set; }

    /// <summary>
    /// Whether the request is sent at once, whatever holds back others, and fails after its own retries instead of waiting for the
    /// service: for a request that asks whether the service is there.
    /// </summary>
    public bool IsSentAtOnce { get; init; }

    /// <summary>Why the request failed. Null: it succeeded, or has not completed.</summary>
    public OneloopException? Fault { get; internal set; }

    /// <summary>How often the request was sent, 0 or more.</summary>
    public int Attempts { get; internal set; }

    /// <summary>How often the API refused it because of a limit, 0 or more: by a 429, or by a 503 while it responded to others.</summary>
    public int Refusals { get; internal set; }

    /// <summary>The bytes of the bodies of its responses, after decompression.</summary>
    public long BytesReceived { get; internal set; }

    /// <summary>What is fixed about the operation.</summary>
    internal abstract Operation Operation { get; }

    /// <summary>What the request is about, for traces, such as <c>workspace 'ws_acme'</c>; never a secret. Null: the operation says it all.</summary>
    internal virtual string? Subject => null;

    /// <summary>A secret that the request carries besides the token: redacted from every text about this request. Null: none.</summary>
    internal virtual string? Secret => null;

    /// <summary>All secrets that the request carries besides the token.</summary>
    internal virtual IReadOnlyList<string> Secrets => Secret is { } secret ? [secret] : [];

    /// <summary>The type that <see cref="ReadResult"/> reads, to explain a response that cannot be read.</summary>
    internal abstract JsonTypeInfo ResponseType { get; }

    /// <summary>How many of its attempts were retries after a fault of its own, 0 or more: no refusal, and no outage.</summary>
    internal int Retries { get; set; }

    /// <summary>Whether its last attempt was refused because of a limit.</summary>
    internal bool WasRefused { get; set; }

    /// <summary>Whether the attempt in flight is the probe of an outage.</summary>
    internal bool IsProbe { get; set; }

    /// <summary>How many other requests were in flight when its last attempt was sent.</summary>
    internal int OthersInFlight { get; set; }

    /// <summary>When its last attempt was sent, in seconds on the clock of the gate.</summary>
    internal double SentAt { get; set; }

    /// <summary>When its first attempt was sent, or the first after an outage, in seconds on the clock of the gate. NaN: none was.</summary>
    internal double FirstSentAt { get; set; } = double.NaN;

    /// <summary>Since when it has been without a response, in seconds on the clock of the gate. NaN: no attempt of it was.</summary>
    internal double FirstFailedAt { get; set; } = double.NaN;

    /// <summary>
    /// When its attempt was sent, in seconds on the clock of the gate, that got a 503 which may have been a refusal because of a limit.
    /// NaN: none did.
    /// </summary>
    internal double UnclearSentAt { get; set; } = double.NaN;

    /// <summary>The request as traces name it. Empty while tracing is disabled.</summary>
    internal string Label { get; set; } = string.Empty;

    /// <summary>Forgets its earlier attempts, which say nothing about those after an outage.</summary>
    internal void StartAnew()
    {
        FirstSentAt = double.NaN;
        FirstFailedAt = double.NaN;
    }

    /// <summary>Builds the request's URI.</summary>
    /// <param name="root">What the operation's path is appended to: an absolute URI that ends with a slash.</param>
    internal abstract Uri BuildUri(string root);

    /// <summary>Makes the content of one attempt. Null for GET alone: see <see cref="JsonBody.Empty"/>.</summary>
    internal virtual HttpContent? CreateContent() => Operation.Method == HttpMethod.Get ? null : JsonBody.Empty();

    /// <summary>Reads the result from the body of a 200.</summary>
    /// <exception cref="JsonException">The body is not what the contract says.</exception>
    internal abstract void ReadResult(ReadOnlySpan<byte> body);

    /// <summary>Checks an id that stands in the query or in a body.</summary>
    /// <exception cref="ArgumentException">The id is null or blank.</exception>
    private protected static string NotBlank(string id, [CallerArgumentExpression(nameof(id))] string? name = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id, name);
        return id;
    }

    /// <summary>Checks an id that is a segment of the path.</summary>
    /// <exception cref="ArgumentException">The id is null, blank, or a dot segment, which servers resolve even if it is percent-encoded.</exception>
    private protected static string PathSegment(string id, [CallerArgumentExpression(nameof(id))] string? name = null) =>
        NotBlank(id, name) is not ("." or "..") ? id : throw new ArgumentException("A dot segment cannot be an id.", name);
}
