using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Oneloop.Client.Json;

namespace Oneloop.Client.Http;

/// <summary>Puts what went wrong into words and takes the token out of them.</summary>
internal sealed class FaultFactory(TokenRedactor redactor)
{
    /// <summary>The most characters of a foreign text, such as the API's message, that are kept.</summary>
    private const int LongestQuote = 500;

    /// <summary>The fault that a status other than 200 stands for.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="body">Its body, or null where that could not be had.</param>
    /// <param name="now">The time now.</param>
    /// <param name="request">The request, whose secret is redacted.</param>
    public OneloopException FromStatus(HttpResponseMessage response, ResponseBody? body, DateTimeOffset now, OneloopRequest request)
    {
        int status = (int)response.StatusCode;
        (FaultKind kind, string what) = status switch
        {
            400 => (FaultKind.BadRequest, "The API could not read the request"),
            401 => (FaultKind.Unauthorized, "The API does not accept the token"),
            403 => (FaultKind.Forbidden, "The token may not read this customer"),
            408 => (FaultKind.Throttled, "The API waited too long for the request"),
            429 => (FaultKind.Throttled, "The API gets too many requests"),
            >= 500 and <= 599 => (FaultKind.ServerError, "The API failed"),
            >= 300 and <= 399 when response.Headers.Location is { IsAbsoluteUri: true } to =>
                (FaultKind.UnexpectedStatus, $"The API redirects to {Quoted(to.GetLeftPart(UriPartial.Authority), request)}, which is not followed"),
            >= 300 and <= 399 => (FaultKind.UnexpectedStatus, "The API redirects, which is not followed"),
            _ => (FaultKind.UnexpectedStatus, "The API answered with a status that its contract does not name"),
        };

        (string? code, string? message) = ReadError(body, request);
        return new OneloopException(kind, what)
        {
            StatusCode = status,
            ApiCode = code,
            ApiMessage = message,
            RetryAfter = RetryAfterHeader.Read(response, now),
        };
    }

    /// <summary>The fault of a 200 whose body breaks the contract.</summary>
    /// <param name="breach">How: a sentence without its full stop.</param>
    /// <param name="status">The answer's HTTP status.</param>
    /// <param name="request">The request, whose secret is redacted. Null: the text quotes nothing.</param>
    public OneloopException FromInvalidResponse(string breach, int status, OneloopRequest? request = null) =>
        new(FaultKind.InvalidResponse, $"The API's answer is not what its contract says: {Quoted(breach, request)}") { StatusCode = status };

    /// <summary>The fault of a body that is longer than its operation allows.</summary>
    /// <param name="status">The response's HTTP status.</param>
    /// <param name="limit">The limit, in bytes.</param>
    public OneloopException TooLong(int status, int limit) => FromInvalidResponse($"it is longer than {limit / 1024} KB", status);

    /// <summary>The fault of an answer that came too late.</summary>
    public static OneloopException FromTimeout(TimeSpan timeout) =>
        new(FaultKind.Timeout, $"No whole answer came within {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");

    /// <summary>The fault of a request whose client was disposed of.</summary>
    public static OneloopException ClientClosed() => new(FaultKind.ClientClosed, "The connection has been ended");

    /// <summary>The fault of a request that was not sent, since the service is down.</summary>
    /// <param name="failed">So many customers in a row failed.</param>
    /// <param name="last">What the last of them failed for.</param>
    /// <param name="pause">How long nothing will be tried.</param>
    public static OneloopException NotTried(int failed, OneloopException? last, TimeSpan? pause)
    {
        string until = pause is { } wait
            ? string.Create(CultureInfo.InvariantCulture, $" The next try comes in {Math.Ceiling(wait.TotalSeconds):0} s at the earliest.")
            : string.Empty;
        return new OneloopException(
            FaultKind.ServiceUnavailable, $"Not tried: {failed} customers in a row failed, the last so: {last?.Message}{until}".TrimEnd('.'));
    }

    /// <summary>The fault of a connection that failed, or of an answer that broke off or was no HTTP.</summary>
    public OneloopException FromTransport(Exception exception, Uri address, OneloopRequest request)
    {
        string server = $"{address.Host}:{address.Port}";
        string cause = Quoted(Innermost(exception).Message.TrimEnd('.'), request);
        HttpRequestError error = exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError known } => known,
            HttpIOException { HttpRequestError: HttpRequestError known } => known,
            _ => HttpRequestError.Unknown,
        };
        return error switch
        {
            _ when exception is InvalidDataException => FromInvalidResponse("it cannot be unpacked", status: 200),
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded =>
                new OneloopException(FaultKind.InvalidResponse, $"What {server} answered is not HTTP as it should be: {cause}"),
            HttpRequestError.NameResolutionError => Failed($"The name {address.Host} could not be resolved: {cause}"),
            HttpRequestError.SecureConnectionError => Failed($"TLS with {server} failed: {cause}"),
            HttpRequestError.ProxyTunnelError => Failed($"The proxy did not open the way to {server}: {cause}"),
            HttpRequestError.ResponseEnded => Failed($"{server} broke the answer off"),
            _ when Innermost(exception) is AuthenticationException => Failed($"TLS with {server} failed: {cause}"),
            _ when Innermost(exception) is SocketException { SocketErrorCode: SocketError.ConnectionReset } =>
                Failed($"{server} broke the connection off: {cause}"),
            _ => Failed($"No connection to {server}: {cause}"),
        };
    }

    /// <summary>A foreign text, safe to display: without the token and the request's secret, without control characters, and not too long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="request">The request, whose secret is redacted. Null: only the token is.</param>
    public string Quoted(string text, OneloopRequest? request = null)
    {
        string visible = string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
        string redacted = redactor.Redact(visible);
        if (request?.Secret is { } secret)
        {
            redacted = new TokenRedactor(secret).Redact(redacted);
        }

        return redacted.Length <= LongestQuote ? redacted : $"{redacted[..LongestQuote]}…";
    }

    private static OneloopException Failed(string message) => new(FaultKind.ConnectionFailed, message);

    private static Exception Innermost(Exception exception) => exception.GetBaseException();

    private (string? Code, string? Message) ReadError(ResponseBody? body, OneloopRequest request)
    {
        if (body is null)
        {
            return default;
        }

        try
        {
            ErrorDetail? error = JsonSerializer.Deserialize(body.Bytes.Span, OneloopJsonContext.Default.ErrorResponse)?.Error;
            return (Text(error?.Code, request), Text(error?.Message, request));
        }
        catch (JsonException)
        {
            // A gateway's page: its status says enough.
            return default;
        }
    }

    private string? Text(JsonElement? element, OneloopRequest request) => element switch
    {
        { ValueKind: JsonValueKind.String } text => Quoted(text.GetString()!, request),
        { ValueKind: JsonValueKind.Number } number => Quoted(number.GetRawText(), request),
        _ => null,
    };
}
