using System.Net.Security;
using Oneloop.Client.Http;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client;

/// <summary>The Oneloop API over HTTP. Safe to use from several threads at once; keeps its connections open between requests.</summary>
public sealed class OneloopClient : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly FaultFactory _faults;
    private readonly CancellationTokenSource _closed = new();
    private readonly RequestSender _sender;

    /// <summary>Creates a client. Nothing is sent yet.</summary>
    /// <param name="options">Where and how to ask.</param>
    public OneloopClient(OneloopClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProxyRoute? proxy = ProxyRoute.Find(options.BaseAddress, options.Proxy);
        _http = new HttpMessageInvoker(CreateHandler(options, proxy));
        _faults = new FaultFactory(options.Redactor(), proxy);
        _sender = new RequestSender(options, _faults, _http, _closed.Token);
    }

    /// <summary>Sends a request and returns its result.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="request">The request. Not sent before.</param>
    /// <param name="cancellationToken">Cancels the request, or the delay before its next attempt, at once.</param>
    /// <returns>The result. Null if the operation says that there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="OneloopException">The request failed, after all attempts that may have helped.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled by <paramref name="cancellationToken"/>.</exception>
    public async Task<TResult?> InvokeAsync<TResult>(OneloopRequest<TResult> request, CancellationToken cancellationToken = default)
    {
        await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Fault is null ? request.Result : throw request.Fault;
    }

    /// <summary>
    /// Sends a request. When the task completes, the request has its <see cref="OneloopRequest{TResult}.Result"/> or its
    /// <see cref="OneloopRequest.Fault"/>: nothing is thrown for a request that failed.
    /// </summary>
    /// <param name="request">The request. Not sent before.</param>
    /// <param name="cancellationToken">Cancels the request, or the delay before its next attempt, at once.</param>
    /// <returns>A task that completes when the request has its outcome.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled by <paramref name="cancellationToken"/>.</exception>
    public Task SendAsync(OneloopRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Trace is not null)
        {
            request.Label = _faults.Visible(request.Subject ?? $"{request.Operation.Method} {request.Operation.Template}", request);
        }

        return _sender.SendAsync(request, cancellationToken);
    }

    /// <summary>While the service is down, sends the next request at once as a probe, for a new command.</summary>
    public void ProbeNow() => _sender.ProbeNow();

    /// <summary>What holds back the requests of this client now.</summary>
    public ConnectionState State() => _sender.State();

    /// <summary>Closes the client's connections and ends the requests under way.</summary>
    public void Dispose()
    {
        // Not disposed of: a request that starts right now still asks for its token.
        _closed.Cancel();
        _http.Dispose();
        _sender.Dispose();
    }

    private static SocketsHttpHandler CreateHandler(OneloopClientOptions options, ProxyRoute? proxy) => new()
    {
        // A redirect would carry the token to an address that was not checked.
        AllowAutoRedirect = false,
        UseCookies = false,
        // Long runs must notice when the name moves to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = options.Timeout,
        EnableMultipleHttp2Connections = true,
        // What is left of a refused body is not read.
        MaxResponseDrainSize = 0,
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = options.Trust?.CertificateChainPolicy,
            RemoteCertificateValidationCallback = CertificateCheck.Validate,
        },
        Proxy = options.Proxy ?? proxy?.Replacement,
        UseProxy = options.Proxy is not null || ProxyRoute.UsesSystemProxy(options.BaseAddress),
        ConnectCallback = options.Connect,
    };
}
