using System.Net;
using System.Net.Http.Headers;
using Oneloop.Client.Http;
using Oneloop.Client.Json;

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
    }

    /// <summary>Asks for one customer's billing: <c>GET /api/v1/customer-billing</c>.</summary>
    /// <param name="workspaceId">The workspace's id. Not null or blank.</param>
    /// <param name="externalMeterId">The meter's id in the customer's own system: any string. Not null or blank.</param>
    /// <param name="cancellationToken">Ends the request at once.</param>
    /// <returns>The billing, or null where the customer has none set up.</returns>
    /// <exception cref="OneloopException">The API did not answer with a billing.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled by <paramref name="cancellationToken"/>.</exception>
    public async Task<CustomerBillingMeter?> GetCustomerBillingAsync(
        string workspaceId, string externalMeterId, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(workspaceId);
        ArgumentException.ThrowIfNullOrWhiteSpace(externalMeterId);

        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closed.Token);
        timeout.CancelAfter(_options.Timeout);
        try
        {
            return await SendAsync(_address.For(workspaceId, externalMeterId), timeout.Token).ConfigureAwait(false);
        }
        catch (Exception) when (_closed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw FaultFactory.ClientClosed();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw FaultFactory.FromTimeout(_options.Timeout);
        }
        catch (InvalidDataException)
        {
            throw _faults.FromBreach("it cannot be unpacked", (int)HttpStatusCode.OK);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw _faults.FromTransport(e, _options.BaseAddress);
        }
    }

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
        AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
        // Long runs must notice when the name moves to another address.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        Proxy = options.Proxy,
        // Plain http is for the loopback address alone: a proxy of the system's would carry the token off the machine.
        UseProxy = options.Proxy is not null || options.BaseAddress.Scheme == Uri.UriSchemeHttps,
    };

    private async Task<CustomerBillingMeter?> SendAsync(Uri address, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Authorization = _authorization;
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);

        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        int status = (int)response.StatusCode;
        if (status != (int)HttpStatusCode.OK)
        {
            throw await FromStatusAsync(response, cancellationToken).ConfigureAwait(false);
        }

        using AnswerBody body = await AnswerBody.ReadAsync(response.Content, cancellationToken).ConfigureAwait(false)
            ?? throw _faults.TooLong(status);
        return BillingReader.TryRead(
            body.Bytes, response.Content.Headers.ContentType?.MediaType, out CustomerBillingMeter? billing, out string? breach)
            ? billing
            : throw _faults.FromBreach(breach!, status);
    }

    private async Task<OneloopException> FromStatusAsync(HttpResponseMessage response, CancellationToken cancellationToken)
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
            return _faults.FromStatus(response, body);
        }
    }
}
