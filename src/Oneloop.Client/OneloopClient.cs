using System.Net.Security;
using Oneloop.Client.Http;
using Oneloop.Client.Resilience;

namespace Oneloop.Client;

/// <summary>The Oneloop API over HTTP. Safe to use from several threads at once; keeps its connections open between requests.</summary>
public sealed class OneloopClient : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly FaultFactory _faults;
    private readonly CancellationTokenSource _closed = new();
    private readonly ResilientSender _sender;

    /// <summary>Creates a client. Nothing is sent yet.</summary>
    /// <param name="options">Where and how to ask.</param>
    public OneloopClient(OneloopClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ProxyRoute? proxy = ProxyRoute.Find(options.BaseAddress, options.Proxy);
        _http = new HttpMessageInvoker(CreateHandler(options, proxy));
        _faults = new FaultFactory(options.Redactor(), proxy);
        _sender = new ResilientSender(options, _faults, _http, _closed.Token);
    }

    /// <summary>Asks for one customer's billing: <c>GET /api/v1/customer-billing</c>.</summary>
    /// <param name="workspaceId">The workspace's id. Not null or blank.</param>
    /// <param name="externalMeterId">The meter's id in the customer's own system: any string. Not null or blank.</param>
    /// <param name="cancellationToken">Ends the request, or the wait before the next try, at once.</param>
    /// <returns>The billing, or null where the customer has none set up.</returns>
    /// <exception cref="ArgumentException">An id is null or blank.</exception>
    /// <exception cref="OneloopException">The API did not answer with a billing, after all the tries that were worth it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled by <paramref name="cancellationToken"/>.</exception>
    public async Task<CustomerBillingMeter?> GetCustomerBillingAsync(
        string workspaceId, string externalMeterId, CancellationToken cancellationToken = default)
    {
        CustomerBillingRequest request = new(workspaceId, externalMeterId);
        await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Fault is null ? request.Billing : throw request.Fault;
    }

    /// <summary>
    /// Sends a request: <c>GET /api/v1/customer-billing</c>. Where the task ends well, the request has a
    /// <see cref="CustomerBillingRequest.Billing"/>, a <see cref="CustomerBillingRequest.Fault"/>, or neither: the customer has no
    /// billing set up.
    /// </summary>
    /// <param name="request">Whom to ask for. Not sent before. To be read again when the task has ended.</param>
    /// <param name="cancellationToken">Ends the request, or the wait before the next try, at once.</param>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled by <paramref name="cancellationToken"/>.</exception>
    public Task SendAsync(CustomerBillingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Trace is not null)
        {
            request.Customer = _faults.Visible($"meter '{request.ExternalMeterId}' in workspace '{request.WorkspaceId}'");
        }

        return _sender.SendAsync(request, cancellationToken);
    }

    /// <summary>
    /// Has the next requests sent also where the service was found down before: for whoever begins a new run. Two customers that fail
    /// again end that.
    /// </summary>
    public void TryAnew() => _sender.TryAnew();

    /// <summary>Closes the client's connections and ends the requests under way.</summary>
    public void Dispose()
    {
        // Not disposed of: a request that starts right now still asks for its token.
        _closed.Cancel();
        _http.Dispose();
    }

    private static SocketsHttpHandler CreateHandler(OneloopClientOptions options, ProxyRoute? proxy) => new()
    {
        // A redirect would carry the token to an address that nobody checked.
        AllowAutoRedirect = false,
        UseCookies = false,
        // Long runs must notice when the name moves to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = options.Timeout,
        EnableMultipleHttp2Connections = true,
        // What is left of an answer that was refused is not read to its end.
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
