using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Oneloop.Client.Http;
using Oneloop.Client.Json;
using Oneloop.Client.Pacing;
using Oneloop.Client.Workspaces;

namespace Oneloop.Client.Pipeline;

/// <summary>
/// One attempt of a request: waits until the gate is open, sends, and reads the response, within the attempt's timeout. Everything
/// that the common path awaits is awaited in one method, since each further async method costs every request.
/// </summary>
internal sealed class RequestAttempt
{
    private readonly OneloopClientOptions _options;
    private readonly FaultFactory _faults;
    private readonly HttpMessageInvoker _http;
    private readonly RequestGate _gate;
    private readonly CancellationToken _closed;
    private readonly AttemptTimeoutPool _timeouts;
    private readonly string _root;
    private readonly string _rootPath;
    private readonly string _authorization;
    private readonly string _userAgent;

    /// <summary>Creates what sends attempts.</summary>
    /// <param name="options">The API's address, the token and the timeout.</param>
    /// <param name="faults">Describes what went wrong.</param>
    /// <param name="http">Sends. Not disposed of here.</param>
    /// <param name="gate">Lets attempts go at the pace that the API accepts.</param>
    /// <param name="closed">Cancels attempts: the client is being closed.</param>
    public RequestAttempt(OneloopClientOptions options, FaultFactory faults, HttpMessageInvoker http, RequestGate gate, CancellationToken closed)
    {
        _options = options;
        _faults = faults;
        _http = http;
        _gate = gate;
        _closed = closed;
        _timeouts = new AttemptTimeoutPool(options.Timeout, options.TimeProvider, closed);
        _root = $"{options.BaseAddress.AbsoluteUri}api/v1/";
        _rootPath = $"{options.BaseAddress.AbsolutePath}api/v1/";
        _authorization = $"Bearer {options.Token}";
        _userAgent = options.UserAgent ?? $"Oneloop.Client/{typeof(OneloopClient).Assembly.GetName().Version?.ToString(3)}";
    }

    /// <summary>Sends once, and sets the request's result or its fault. The task is to be awaited once, as its state is reused.</summary>
    /// <returns>Whether the request was sent. False: the gate did not let it go, and set its fault.</returns>
    /// <exception cref="OperationCanceledException">The attempt was cancelled, or the client was closed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> SendAsync(OneloopRequest request, CancellationToken cancellationToken)
    {
        OneloopRequest sent;
        do
        {
            if (!await _gate.EnterAsync(request, _closed, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            // Once a probe was answered, the request itself passes the gate.
            sent = request.IsProbe && request.Operation.Retry != Retry.Always ? ProbeFor(request) : request;
            AttemptOutcome outcome = AttemptOutcome.Cancelled;
            sent.Attempts++;
            sent.Fault = null;
            long start = _options.TimeProvider.GetTimestamp();
            AttemptTimeout timeout = _timeouts.Rent();
            try
            {
                using CancellationTokenRegistration cancelling = timeout.CancelWith(cancellationToken);
                using HttpRequestMessage message = Compose(sent);
                try
                {
                    using HttpResponseMessage response = await _http.SendAsync(message, timeout.Token).ConfigureAwait(false);
                    sent.Fault = response.StatusCode == HttpStatusCode.OK || (sent.Operation.AcceptsAnySuccess && response.IsSuccessStatusCode)
                        ? Read(sent, response, await ResponseBody.ReadAsync(response.Content, sent.Operation.ResponseLimit, timeout.Token).ConfigureAwait(false))
                        : await FromStatusAsync(sent, response, timeout.Token).ConfigureAwait(false);
                    if (sent.Trace is { } trace)
                    {
                        Record(trace, sent, start, $"HTTP {(int)response.StatusCode}", message, response);
                    }

                    outcome = OutcomeOf(sent);
                }
                catch (Exception e) when (sent.Trace is { } trace)
                {
                    string what = e is OperationCanceledException ? "no complete response" : _faults.Reason(e, sent);
                    Record(trace, sent, start, what, message, response: null);
                    throw;
                }
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && !_closed.IsCancellationRequested)
            {
                sent.Fault = e switch
                {
                    // Also where .NET's own limit on connecting, which is as long, was first.
                    OperationCanceledException => _faults.FromTimeout(_options.Timeout),
                    HttpRequestException or IOException or InvalidDataException => _faults.FromTransport(e, _options.BaseAddress, sent),
                    _ => null,
                };
                if (sent.Fault is null)
                {
                    throw;
                }

                outcome = OutcomeOf(sent);
            }
            finally
            {
                _timeouts.Return(timeout);
                _gate.Exit(sent, outcome);
            }
        }
        while (sent != request);

        if (request.Fault is { } fault)
        {
            fault.Attempts = request.Attempts;
            fault.OutcomeUnknown = RetryRules.IsOutcomeUnknown(request.Operation, fault);
        }

        return true;
    }

    /// <summary>What a completed attempt shows about the service.</summary>
    internal static AttemptOutcome OutcomeOf(OneloopRequest request) => request.Fault switch
    {
        null => AttemptOutcome.Answered,
        { StatusCode: 429, Kind: FaultKind.Throttled } => AttemptOutcome.Refused,
        { } fault => RetryRules.IsOutage(fault) ? AttemptOutcome.Unavailable : AttemptOutcome.Answered,
    };

    /// <summary>
    /// A read to probe the service in place of a change that must not be repeated: as a probe, the change itself could reach a service
    /// that carries it out and cannot say so.
    /// </summary>
    private static ListWorkspacesRequest ProbeFor(OneloopRequest request)
    {
        request.IsProbe = false;
        return new ListWorkspacesRequest
        {
            Trace = request.Trace,
            IsProbe = true,
            OthersInFlight = request.OthersInFlight,
            SentAt = request.SentAt,
            FirstSentAt = request.SentAt,
        };
    }

    private HttpRequestMessage Compose(OneloopRequest request)
    {
        HttpRequestMessage message = new(request.Operation.Method, request.BuildUri(_root))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = request.CreateContent(),
        };
        message.Headers.TryAddWithoutValidation("Authorization", _authorization);
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        message.Headers.TryAddWithoutValidation("Accept-Encoding", ResponseBody.Encodings);
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        return message;
    }

    /// <summary>Reads the body of a 200 into the request, and disposes of it.</summary>
    /// <returns>Null, or how the body departs from the contract.</returns>
    private OneloopException? Read(OneloopRequest request, HttpResponseMessage response, ResponseBody? body)
    {
        using (body)
        {
            if (body is null)
            {
                return _faults.TooLong((int)response.StatusCode, request.Operation.ResponseLimit);
            }

            request.BytesReceived += body.Bytes.Length;
            try
            {
                request.ReadResult(body.Bytes.Span);
                return null;
            }
            catch (JsonException e)
            {
                string why = ResponseReader.Explain(request, e, body.Bytes.Span, response.Content.Headers.ContentType?.MediaType);
                return _faults.FromInvalidResponse(why, (int)response.StatusCode, request);
            }
        }
    }

    private async ValueTask<OneloopException> FromStatusAsync(OneloopRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        ResponseBody? body = null;
        try
        {
            body = await ResponseBody.ReadAsync(response.Content, request.Operation.ResponseLimit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            // The status says what happened, even if its explanation cannot be read.
        }

        using (body)
        {
            request.BytesReceived += body?.Bytes.Length ?? 0;
            return _faults.FromStatus(response, body, _options.TimeProvider.GetUtcNow(), request);
        }
    }

    private void Record(
        RequestTrace trace, OneloopRequest request, long start, string outcome, HttpRequestMessage message, HttpResponseMessage? response)
    {
        string subject = request.Subject is null ? string.Empty : $" for {request.Label}";
        trace.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{request.Operation.Method} {_rootPath}{request.Operation.Template}{subject}: {outcome} in {_options.TimeProvider.GetElapsedTime(start).TotalMilliseconds:0} ms (attempt {request.Attempts})"));
        if (!trace.WithDetails)
        {
            return;
        }

        HeaderLog.Write(trace, ">", message.Headers, text => _faults.Quoted(text, request));
        if (response is not null)
        {
            trace.AddDetail($"< HTTP/{response.Version} {(int)response.StatusCode}");
            HeaderLog.Write(trace, "<", response.Headers, text => _faults.Quoted(text, request));
            HeaderLog.Write(trace, "<", response.Content.Headers, text => _faults.Quoted(text, request));
        }

        if (request.Fault is { Kind: FaultKind.InvalidResponse } invalid)
        {
            trace.AddDetail(invalid.Message);
        }
    }
}
