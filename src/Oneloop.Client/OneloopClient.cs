using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using Oneloop.Client.Http;
using Oneloop.Client.Json;
using Oneloop.Client.Resilience;
using Oneloop.Client.Tracing;

namespace Oneloop.Client;

/// <summary>The Oneloop API over HTTP. Safe to use from several threads at once; keeps its connections open between requests.</summary>
public sealed class OneloopClient : IDisposable
{
    private readonly OneloopClientOptions _options;
    private readonly HttpMessageInvoker _http;
    private readonly BillingAddress _address;
    private readonly FaultFactory _faults;
    private readonly AuthenticationHeaderValue _authorization;
    private readonly string _userAgent;
    private readonly CancellationTokenSource _closed = new();
    private readonly ResilientSender _sender;

    /// <summary>Creates a client. Nothing is sent yet.</summary>
    /// <param name="options">Where and how to ask.</param>
    public OneloopClient(OneloopClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _address = new BillingAddress(options.BaseAddress);
        _faults = new FaultFactory(options.Redactor());
        _authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        _userAgent = options.UserAgent ?? $"Oneloop.Client/{typeof(OneloopClient).Assembly.GetName().Version?.ToString(3)}";
        _http = new HttpMessageInvoker(CreateHandler(options));
        _sender = new ResilientSender(options, _faults, SendAsync, _closed.Token);
    }

    /// <summary>Asks for one customer's billing: <c>GET /api/v1/customer-billing</c>.</summary>
    /// <param name="workspaceId">The workspace's id. Not null or blank.</param>
    /// <param name="externalMeterId">The meter's id in the customer's own system: any string. Not null or blank.</param>
    /// <param name="cancellationToken">Ends the request, or the wait before the next try, at once.</param>
    /// <returns>The billing, or null where the customer has none set up.</returns>
    /// <exception cref="OneloopException">The API did not answer with a billing, after all the tries that were worth it.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled by <paramref name="cancellationToken"/>.</exception>
    public Task<CustomerBillingMeter?> GetCustomerBillingAsync(
        string workspaceId, string externalMeterId, CancellationToken cancellationToken = default) =>
        GetCustomerBillingAsync(workspaceId, externalMeterId, trace: null, cancellationToken);

    /// <inheritdoc cref="GetCustomerBillingAsync(string, string, CancellationToken)"/>
    /// <param name="workspaceId">The workspace's id. Not null or blank.</param>
    /// <param name="externalMeterId">The meter's id in the customer's own system: any string. Not null or blank.</param>
    /// <param name="trace">Takes down what happens on the way. Null: nothing is taken down.</param>
    /// <param name="cancellationToken">Ends the request, or the wait before the next try, at once.</param>
    public async Task<CustomerBillingMeter?> GetCustomerBillingAsync(
        string workspaceId, string externalMeterId, RequestTrace? trace, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(workspaceId);
        ArgumentException.ThrowIfNullOrWhiteSpace(externalMeterId);

        string customer = trace is null ? string.Empty : _faults.Quoted($"meter '{externalMeterId}' in workspace '{workspaceId}'");
        Exchange exchange = new(_address.For(workspaceId, externalMeterId), customer, trace);
        try
        {
            await _sender.SendAsync(exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (_closed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw FaultFactory.ClientClosed();
        }

        return exchange.Fault is null ? exchange.Billing : throw exchange.Fault;
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

    private static SocketsHttpHandler CreateHandler(OneloopClientOptions options) => new()
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
        SslOptions = options.Trust ?? new SslClientAuthenticationOptions(),
        Proxy = options.Proxy,
        // Plain http is for the loopback address alone: a proxy of the system's would carry the token off the machine.
        UseProxy = options.Proxy is not null || options.BaseAddress.Scheme == Uri.UriSchemeHttps,
    };

    private async ValueTask SendAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, exchange.Address)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Authorization = _authorization;
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", AnswerBody.Encodings);
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        long start = _options.TimeProvider.GetTimestamp();
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            await ReadAsync(exchange, response, cancellationToken).ConfigureAwait(false);
            if (exchange.Trace is { } trace)
            {
                Trace(trace, exchange, start, $"HTTP {(int)response.StatusCode}", request, response);
            }
        }
        catch (Exception e) when (exchange.Trace is { } trace && e is not OperationCanceledException)
        {
            Trace(trace, exchange, start, _faults.Quoted(e.GetBaseException().Message), request, response: null);
            throw;
        }
        catch (OperationCanceledException) when (exchange.Trace is { } trace)
        {
            Trace(trace, exchange, start, "no whole answer", request, response: null);
            throw;
        }
    }

    private async ValueTask ReadAsync(Exchange exchange, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        int status = (int)response.StatusCode;
        if (status != (int)HttpStatusCode.OK)
        {
            exchange.Fault = await FromStatusAsync(response, cancellationToken).ConfigureAwait(false);
            return;
        }

        using AnswerBody? body = await AnswerBody.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            exchange.Fault = _faults.TooLong(status);
        }
        else if (BillingReader.TryRead(
            body.Bytes, response.Content.Headers.ContentType?.MediaType, out CustomerBillingMeter? billing, out string? breach))
        {
            exchange.Billing = billing;
        }
        else
        {
            exchange.Fault = _faults.FromBreach(breach!, status);
        }
    }

    private async ValueTask<OneloopException> FromStatusAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        AnswerBody? body = null;
        try
        {
            body = await AnswerBody.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // The status tells what happened, also where its explanation cannot be read.
        }

        using (body)
        {
            return _faults.FromStatus(response, body, _options.TimeProvider.GetUtcNow());
        }
    }

    private void Trace(
        RequestTrace trace, Exchange exchange, long start, string outcome, HttpRequestMessage request, HttpResponseMessage? response)
    {
        trace.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"GET {_address.Path} for {exchange.Customer}: {outcome} in {_options.TimeProvider.GetElapsedTime(start).TotalMilliseconds:0} ms (try {exchange.Tries} of {_options.MaximumRetryCount + 1})"));
        if (!trace.WithDetails)
        {
            return;
        }

        SharableHeaders.Add(trace, ">", request.Headers, _faults.Quoted);
        if (response is not null)
        {
            trace.AddDetail($"< HTTP/{response.Version} {(int)response.StatusCode}");
            SharableHeaders.Add(trace, "<", response.Headers, _faults.Quoted);
            SharableHeaders.Add(trace, "<", response.Content.Headers, _faults.Quoted);
        }

        if (exchange.Fault is { Kind: FaultKind.InvalidResponse } breach)
        {
            trace.AddDetail(breach.Message);
        }
    }
}
