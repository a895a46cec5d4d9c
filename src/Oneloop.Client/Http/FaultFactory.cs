using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;
using Oneloop.Client.Json;

namespace Oneloop.Client.Http;

/// <summary>
/// Maps responses and exceptions to <see cref="OneloopException"/>, and redacts token and proxy credentials from their messages.
/// </summary>
internal sealed partial class FaultFactory(TokenRedactor redactor, ProxyRoute? proxy)
{
    /// <summary>The most characters of a foreign text, such as the API's message, that are kept.</summary>
    private const int LongestQuote = 500;

    private readonly TokenRedactor[] _proxySecrets = [.. proxy?.Secrets.Select(static s => new TokenRedactor(s)) ?? []];

    /// <summary>Names the proxy, if there is one.</summary>
    private string Through => proxy is null ? string.Empty : $" through the proxy {proxy}";

    /// <summary>The fault that a status other than 200 stands for.</summary>
    /// <param name="response">The response.</param>
    /// <param name="body">Its body. Null if it could not be read.</param>
    /// <param name="now">The time now.</param>
    /// <param name="request">The request, whose secret is redacted.</param>
    public OneloopException FromStatus(HttpResponseMessage response, ResponseBody? body, DateTimeOffset now, OneloopRequest request)
    {
        int status = (int)response.StatusCode;
        // Inside a tunnel to https, a 407 would be the API's own.
        if (status == 407 && proxy is not null && response.RequestMessage?.RequestUri?.Scheme == Uri.UriSchemeHttp)
        {
            return ProxyAuthentication(proxy);
        }

        (FaultKind kind, string what) = status switch
        {
            400 => (FaultKind.BadRequest, "The API rejected the request as invalid"),
            401 => (FaultKind.Unauthorized, "The API does not accept the token"),
            403 => (FaultKind.Forbidden, "The token is not allowed to do this"),
            404 => (FaultKind.NotFound, "The API does not find it"),
            409 => (FaultKind.Conflict, "The API reports a conflict"),
            408 => (FaultKind.Throttled, "The API timed out waiting for the request"),
            429 => (FaultKind.Throttled, "The API received too many requests"),
            >= 500 and <= 599 => (FaultKind.ServerError, "The API failed"),
            >= 300 and <= 399 when response.Headers.Location is { IsAbsoluteUri: true } to =>
                (FaultKind.UnexpectedStatus, $"The API redirects to {Quoted(to.GetLeftPart(UriPartial.Authority), request)}, which is not followed"),
            >= 300 and <= 399 => (FaultKind.UnexpectedStatus, "The API redirects, which is not followed"),
            _ => (FaultKind.UnexpectedStatus, "The API returned an unexpected status"),
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

    /// <summary>The fault of a 200 whose body departs from the contract.</summary>
    /// <param name="breach">How: a sentence without its full stop.</param>
    /// <param name="status">The response's HTTP status.</param>
    /// <param name="request">The request, whose secret is redacted. Null: the text quotes nothing.</param>
    public OneloopException FromInvalidResponse(string breach, int status, OneloopRequest? request = null) =>
        new(FaultKind.InvalidResponse, $"Unexpected response: {Quoted(breach, request)}") { StatusCode = status };

    /// <summary>The fault of a body that is longer than its operation allows.</summary>
    /// <param name="status">The response's HTTP status.</param>
    /// <param name="limit">The limit, in bytes.</param>
    public OneloopException TooLong(int status, int limit) => FromInvalidResponse($"it is longer than {limit / 1024} KB", status);

    /// <summary>The fault of a response that was not complete in time.</summary>
    public OneloopException FromTimeout(TimeSpan timeout) =>
        new(FaultKind.Timeout, $"No complete response within {timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s{Through}");

    /// <summary>The client was disposed of.</summary>
    public static OneloopException ClientClosed() => new(FaultKind.ClientClosed, "The connection has been ended");

    /// <summary>The fault of a request that is not sent, because the service is down.</summary>
    /// <param name="failed">How many consecutive requests failed.</param>
    /// <param name="last">The fault of the last of them.</param>
    /// <param name="pause">How long no probe is sent.</param>
    public static OneloopException NotSent(int failed, OneloopException? last, TimeSpan pause) => new(
        FaultKind.ServiceUnavailable,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Not sent: the last {failed} requests failed. Last error: {last?.Message} The next attempt is made in {Math.Ceiling(pause.TotalSeconds):0} s at the earliest"))
    {
        Cause = last?.Cause ?? FaultCause.Unspecified,
        Proxy = last?.Proxy,
    };

    /// <summary>The fault of a request that is not sent, because the service has been down for too long.</summary>
    /// <param name="downFor">For how long.</param>
    /// <param name="last">The fault of the last request that was sent.</param>
    public static OneloopException NotSent(TimeSpan downFor, OneloopException? last) => new(
        FaultKind.ServiceUnavailable,
        string.Create(CultureInfo.InvariantCulture, $"Not sent: the service has not responded for {downFor.TotalSeconds:0} s. Last error: {last?.Message}").TrimEnd('.'))
    {
        Cause = last?.Cause ?? FaultCause.Unspecified,
        Proxy = last?.Proxy,
    };

    /// <summary>The fault of a request that is not sent, because the API asks for a longer wait than is waited for.</summary>
    /// <param name="wait">How long. Zero: it does not say, and refuses all requests.</param>
    public static OneloopException NotSent(TimeSpan wait) => wait > TimeSpan.Zero
        ? new(FaultKind.Throttled, "Not sent: the API asked to wait") { RetryAfter = wait }
        : new(FaultKind.Throttled, "Not sent: the API refuses all requests");

    /// <summary>The fault of a connection that failed, or of a response that was not complete or not HTTP.</summary>
    public OneloopException FromTransport(Exception exception, Uri address, OneloopRequest request)
    {
        string server = $"{address.Host}:{address.Port}";
        // Which of the two it was is not known.
        string either = proxy is null ? server : $"{server}, or the proxy {proxy},";
        Exception innermost = exception.GetBaseException();
        string cause = Quoted(innermost.Message.TrimEnd('.'), request);
        HttpRequestError error = exception switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError known } => known,
            HttpIOException { HttpRequestError: HttpRequestError known } => known,
            _ => HttpRequestError.Unknown,
        };
        OneloopException fault = (error, innermost) switch
        {
            _ when exception is InvalidDataException => FromInvalidResponse("it cannot be decompressed", status: 200),
            (_, InvalidCertificateException invalid) => FromCertificate(invalid, address),
            (HttpRequestError.ProxyTunnelError, _) when proxy is not null => FromTunnel(exception, proxy, server, cause),
            (_, SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData }) => FromUnknownName(address),
            (HttpRequestError.NameResolutionError, _) or
            (_, SocketException { SocketErrorCode: SocketError.TryAgain or SocketError.NoRecovery }) =>
                Failed($"The name {proxy?.Address.Host ?? address.Host} could not be resolved: {cause}"),
            (HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded, _) =>
                new OneloopException(FaultKind.InvalidResponse, $"What {either} sent is not valid HTTP: {cause}"),
            (HttpRequestError.SecureConnectionError, _) or (_, AuthenticationException) =>
                Failed($"TLS with {server}{Through} failed: {cause}"),
            (HttpRequestError.ResponseEnded, _) => Failed($"{either} closed the connection before the response was complete"),
            (_, SocketException { SocketErrorCode: SocketError.ConnectionReset }) =>
                Failed($"{either} reset the connection: {cause}"),
            // All connections are opened to the proxy, if there is one.
            (HttpRequestError.ConnectionError, _) when proxy is not null =>
                Failed($"No connection to the proxy {proxy}: {cause}", FaultCause.ProxyUnreachable, proxy),
            _ => Failed($"No connection to {server}{Through}: {cause}"),
        };
        fault.IsUnsent = innermost is InvalidCertificateException || error is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;
        return fault;
    }

    /// <summary>Why an attempt failed, in a few words for a trace.</summary>
    public string Reason(Exception exception, OneloopRequest request) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } tunnel && TunnelStatus(tunnel) is { } status
            ? string.Create(CultureInfo.InvariantCulture, $"HTTP {status} from the proxy")
            : Quoted(exception.GetBaseException().Message.TrimEnd('.'), request);

    /// <summary>
    /// A foreign text, safe to display: without the token, the request's secret, and the proxy's credentials, without control
    /// characters, and not too long.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="request">The request, whose secret is redacted. Null: the text is about none.</param>
    public string Quoted(string text, OneloopRequest? request = null) =>
        Shortened(_proxySecrets.Aggregate(Redacted(text, request), static (left, secret) => secret.Redact(left)));

    /// <summary>
    /// A text of the caller's own, safe to display: without the token and the request's secret, without control characters, and not
    /// too long.
    /// </summary>
    public string Visible(string text, OneloopRequest? request = null) => Shortened(Redacted(text, request));

    private static string Shortened(string text) => text.Length <= LongestQuote ? text : $"{text[..LongestQuote]}…";

    private string Redacted(string text, OneloopRequest? request)
    {
        string visible = string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
        string redacted = redactor.Redact(visible);
        foreach (string secret in request?.Secrets ?? [])
        {
            redacted = new TokenRedactor(secret).Redact(redacted);
        }

        return redacted;
    }

    private static OneloopException Failed(string message, FaultCause cause = FaultCause.Unspecified, ProxyRoute? at = null) =>
        new(FaultKind.ConnectionFailed, message) { Cause = cause, Proxy = at?.Address };

    private static OneloopException ProxyAuthentication(ProxyRoute at) => new(
        FaultKind.ConnectionFailed,
        $"The proxy {at} {(at.HasCredentials ? "does not accept the user name and password" : "asks for a user name and password")}")
    {
        Cause = FaultCause.ProxyAuthenticationRequired,
        Proxy = at.Address,
        StatusCode = 407,
    };

    private static OneloopException FromTunnel(Exception exception, ProxyRoute at, string server, string cause)
    {
        int? status = TunnelStatus(exception);
        // A SOCKS proxy has no status; these are the words of .NET for both ways in which it refuses a logon.
        if (status == 407 || (status is null && cause.Contains("authenticat", StringComparison.Ordinal)))
        {
            return ProxyAuthentication(at);
        }

        return new OneloopException(
            FaultKind.ConnectionFailed, $"The proxy {at} opened no connection to {server}{(status is null ? $": {cause}" : string.Empty)}")
        {
            Cause = FaultCause.ProxyRefused,
            Proxy = at.Address,
            StatusCode = status,
        };
    }

    /// <summary>The status with which a proxy refused a tunnel; null where it sent none.</summary>
    private static int? TunnelStatus(Exception exception) => exception switch
    {
        HttpRequestException { StatusCode: { } status } => (int)status,
        // .NET 8 has it in the message only.
        _ when StatusInMessage().Match(exception.Message) is { Success: true } found =>
            int.Parse(found.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture),
        _ => null,
    };

    [GeneratedRegex(@"status code '(\d{3})'""?\.?""?$")]
    private static partial Regex StatusInMessage();

    private OneloopException FromCertificate(InvalidCertificateException invalid, Uri address)
    {
        bool isProxys = proxy is not null && invalid.Host == proxy.Address.IdnHost && invalid.Host != address.IdnHost;
        string host = isProxys ? $"the proxy {invalid.Host}" : invalid.Host;
        return Failed($"The certificate of {host} {Quoted(invalid.Reason)}", invalid.Cause, isProxys ? proxy : null);
    }

    private OneloopException FromUnknownName(Uri address) => proxy is null
        ? Failed($"There is no host named {address.Host}", FaultCause.HostNotFound)
        : Failed($"There is no host named {proxy.Address.Host}, which is the proxy", FaultCause.HostNotFound, proxy);

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

    private string? Text(JsonElement? element, OneloopRequest request)
    {
        try
        {
            return element switch
            {
                { ValueKind: JsonValueKind.String } text => Quoted(text.GetString()!, request),
                { ValueKind: JsonValueKind.Number } number => Quoted(number.GetRawText(), request),
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8.
            return null;
        }
    }
}
