using System.Globalization;
using System.Net;
using Oneloop.Client.Http;
using Oneloop.Client.Json;
using Oneloop.Client.Tracing;

namespace Oneloop.Client.Resilience;

/// <summary>
/// One try of a request: waits until the gate is open, asks over HTTP, and reads the answer, within the time that a try may take.
/// All that is awaited on the common way is awaited in one method: each more costs every request.
/// </summary>
internal sealed class SingleTry
{
    private readonly OneloopClientOptions _options;
    private readonly FaultFactory _faults;
    private readonly HttpMessageInvoker _http;
    private readonly ThrottleGate _gate;
    private readonly CancellationToken _closed;
    private readonly TimeLimits _limits;
    private readonly BillingAddress _address;
    private readonly string _authorization;
    private readonly string _userAgent;

    /// <summary>Creates what sends tries.</summary>
    /// <param name="options">Where to ask, with which token, and for how long.</param>
    /// <param name="faults">Puts what went wrong into words.</param>
    /// <param name="http">Sends. Not disposed of here.</param>
    /// <param name="gate">Holds a try back while the API asks for that.</param>
    /// <param name="closed">Ends a try: the client is being closed.</param>
    public SingleTry(OneloopClientOptions options, FaultFactory faults, HttpMessageInvoker http, ThrottleGate gate, CancellationToken closed)
    {
        _options = options;
        _faults = faults;
        _http = http;
        _gate = gate;
        _closed = closed;
        _limits = new TimeLimits(options.Timeout, options.TimeProvider, closed);
        _address = new BillingAddress(options.BaseAddress);
        _authorization = $"Bearer {options.Token}";
        _userAgent = options.UserAgent ?? $"Oneloop.Client/{typeof(OneloopClient).Assembly.GetName().Version?.ToString(3)}";
    }

    /// <summary>Tries once, and sets the request's billing or its fault.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, or the client was closed.</exception>
    public async ValueTask SendAsync(CustomerBillingRequest request, CancellationToken cancellationToken)
    {
        await _gate.PassAsync(request, cancellationToken).ConfigureAwait(false);
        request.Tries++;
        request.Fault = null;
        long start = _options.TimeProvider.GetTimestamp();
        TimeLimit limit = _limits.Begin();
        try
        {
            using CancellationTokenRegistration ending = limit.EndWith(cancellationToken);
            using HttpRequestMessage message = Compose(request);
            try
            {
                using HttpResponseMessage response = await _http.SendAsync(message, limit.Token).ConfigureAwait(false);
                request.Fault = response.StatusCode == HttpStatusCode.OK
                    ? Read(request, response, await AnswerBody.ReadAsync(response.Content, limit.Token).ConfigureAwait(false))
                    : await FromStatusAsync(response, limit.Token).ConfigureAwait(false);
                if (request.Trace is { } trace)
                {
                    Trace(trace, request, start, $"HTTP {(int)response.StatusCode}", message, response);
                }
            }
            catch (Exception e) when (request.Trace is { } trace)
            {
                string outcome = e is OperationCanceledException ? "no whole answer" : _faults.Reason(e);
                Trace(trace, request, start, outcome, message, response: null);
                throw;
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && !_closed.IsCancellationRequested)
        {
            request.Fault = e switch
            {
                OperationCanceledException when limit.IsOver => _faults.FromTimeout(_options.Timeout),
                HttpRequestException or IOException or InvalidDataException => _faults.FromTransport(e, _options.BaseAddress),
                _ => null,
            };
            if (request.Fault is null)
            {
                throw;
            }
        }
        finally
        {
            _limits.End(limit);
        }

        if (request.Fault is { } fault)
        {
            fault.Tries = request.Tries;
        }
    }

    private HttpRequestMessage Compose(CustomerBillingRequest request)
    {
        HttpRequestMessage message = new(HttpMethod.Get, _address.For(request.WorkspaceId, request.ExternalMeterId))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Authorization", _authorization);
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("Accept-Encoding", AnswerBody.Encodings);
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        return message;
    }

    /// <summary>Reads the body of a 200, and disposes of it.</summary>
    /// <returns>Null, or how it is not what the contract says.</returns>
    private OneloopException? Read(CustomerBillingRequest request, HttpResponseMessage response, AnswerBody? body)
    {
        using (body)
        {
            if (body is null)
            {
                return _faults.TooLong((int)response.StatusCode);
            }

            if (BillingReader.TryRead(body.Bytes, out CustomerBillingMeter? billing))
            {
                request.Billing = billing;
                return null;
            }

            string breach = BillingReader.Explain(body.Bytes, response.Content.Headers.ContentType?.MediaType);
            return _faults.FromBreach(breach, (int)response.StatusCode);
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
        RequestTrace trace, CustomerBillingRequest request, long start, string outcome, HttpRequestMessage message, HttpResponseMessage? response)
    {
        trace.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"GET {_address.Path} for {request.Customer}: {outcome} in {_options.TimeProvider.GetElapsedTime(start).TotalMilliseconds:0} ms (try {request.Tries} of {_options.MaximumRetryCount + 1})"));
        if (!trace.WithDetails)
        {
            return;
        }

        SharableHeaders.Add(trace, ">", message.Headers, _faults.Quoted);
        if (response is not null)
        {
            trace.AddDetail($"< HTTP/{response.Version} {(int)response.StatusCode}");
            SharableHeaders.Add(trace, "<", response.Headers, _faults.Quoted);
            SharableHeaders.Add(trace, "<", response.Content.Headers, _faults.Quoted);
        }

        if (request.Fault is { Kind: FaultKind.InvalidResponse } breach)
        {
            trace.AddDetail(breach.Message);
        }
    }
}
