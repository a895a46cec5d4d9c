using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Oneloop.Client.Json;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Raw;

/// <summary>
/// Any call to the API, for what has no request of its own. The result is what the API returned; null if it returned no body. A GET is
/// retried like any other; all else only if the server cannot have acted on it.
/// </summary>
public sealed class RawRequest : OneloopRequest<JsonElement?>
{
    private const int LongestResponse = 64 * 1024 * 1024;

    private readonly string _path;
    private readonly byte[]? _body;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _query;
    private readonly string[] _secrets;

    /// <summary>Creates a request.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path below <c>/api/v1/</c>, percent-encoded where needed: see <see cref="RawPath.Problem"/>.</param>
    /// <param name="query">Names and values of the query, not encoded. Null: none.</param>
    /// <param name="body">The body: JSON in UTF-8. Null: none. A GET has none.</param>
    /// <param name="secrets">
    /// What no text about the request may show, besides the token, a link token in the path, and those members of the body whose name
    /// says so. Null: nothing.
    /// </param>
    /// <exception cref="ArgumentException">The path cannot be sent, the body is not JSON, or a GET has one.</exception>
    public RawRequest(
        HttpMethod method,
        string path,
        IReadOnlyList<KeyValuePair<string, string>>? query = null,
        byte[]? body = null,
        IEnumerable<string>? secrets = null)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (RawPath.Problem(path) is { } problem)
        {
            throw new ArgumentException(problem, nameof(path));
        }

        if (body is not null && method == HttpMethod.Get)
        {
            throw new ArgumentException("A GET has no body.", nameof(body));
        }

        _path = RawPath.BelowApi(path);
        _query = query ?? [];
        _body = body;
        _secrets = [.. (secrets ?? []).Concat(RawPath.Secrets(_path)).Concat(body is null ? [] : SecretMembers.Of(body)).Where(static s => s.Length > 0)];
        Operation = new Operation(method, RawPath.Shown(_path), method == HttpMethod.Get ? Retry.Always : Retry.IfNotProcessed)
        {
            ResponseLimit = LongestResponse,
            AcceptsAnySuccess = true,
        };
    }

    /// <summary>The HTTP method.</summary>
    public HttpMethod Method => Operation.Method;

    /// <summary>The path below <c>/api/v1/</c>, with a placeholder for a link token. Safe to display.</summary>
    public string ShownPath => Operation.Template;

    /// <summary>Redacts each of the request's secrets.</summary>
    public IEnumerable<TokenRedactor> Redactors() => _secrets.Select(static secret => new TokenRedactor(secret));

    internal override Operation Operation { get; }

    internal override IReadOnlyList<string> Secrets => _secrets;

    internal override JsonTypeInfo ResponseType => OneloopJsonContext.Default.JsonElement;

    internal override Uri BuildUri(string root)
    {
        RequestUri relative = new(_path.Length, 0, root);
        relative.AppendLiteral(_path);
        string separator = "?";
        foreach ((string name, string value) in _query)
        {
            relative.AppendLiteral(separator);
            relative.AppendFormatted(name);
            relative.AppendLiteral("=");
            relative.AppendFormatted(value);
            separator = "&";
        }

        return RequestUri.From(root, ref relative);
    }

    internal override HttpContent? CreateContent() => _body is null ? base.CreateContent() : JsonBody.From(_body);

    internal override void ReadResult(ReadOnlySpan<byte> body) => Result = ResponseReader.Any(body);

    /// <summary>Checks a body.</summary>
    /// <param name="json">The text.</param>
    /// <returns>Its bytes in UTF-8; null: it is not JSON.</returns>
    public static byte[]? BodyOf(string json)
    {
        byte[] body = Encoding.UTF8.GetBytes(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return body;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
