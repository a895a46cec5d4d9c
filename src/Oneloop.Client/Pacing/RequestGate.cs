using Oneloop.Client.Http;

namespace Oneloop.Client.Pacing;

/// <summary>
/// What every attempt of a client passes before it is sent, and reports to afterwards: it waits for its turn at the rate and
/// concurrency that the API accepts, for the end of a Retry-After, and for the end of an outage. One for all commands of a connection.
/// </summary>
/// <param name="options">The clock, and how long requests wait for a service that is down.</param>
internal sealed class RequestGate(OneloopClientOptions options) : IDisposable
{
    /// <summary>Without patience for outages, a longer Retry-After is not waited for but reported.</summary>
    public static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(120);

    private readonly object _lock = new();
    private readonly TimeProvider _time = options.TimeProvider;
    private readonly long _start = options.TimeProvider.GetTimestamp();
    private readonly double _patience = options.OutageTimeout.TotalSeconds;
    private readonly SendRate _rate = new();
    private readonly ConcurrencyLimit _concurrency = new();
    private readonly ServiceHealth _health = new(options.OutageTimeout.TotalSeconds);

    // Refused requests go first: they are the oldest, and others may wait for them to be written in order.
    private readonly Queue<GateWaiter> _refused = [];
    private readonly Queue<GateWaiter> _waiting = [];
    private ITimer? _timer;
    private double _timerAt = double.PositiveInfinity;
    private double _responsesBefore;
    private int _inFlight;

    private enum Verdict
    {
        Send,
        Wait,
        Fail,
    }

    /// <summary>Whether the service is down.</summary>
    public bool IsDown
    {
        get
        {
            lock (_lock)
            {
                return _health.DownSince is not null;
            }
        }
    }

    /// <summary>Whether any response has come, other than that the service is down.</summary>
    public bool HasResponded
    {
        get
        {
            lock (_lock)
            {
                return _health.HasResponded;
            }
        }
    }

    /// <summary>How long a Retry-After may be that is waited for.</summary>
    public TimeSpan LongestWait => _patience > 0 ? options.OutageTimeout : LongestRetryAfter;

    private double Now => _time.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Waits until the request may be sent.</summary>
    /// <param name="request">The request.</param>
    /// <param name="closed">Cancels the wait: the client is being closed.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>
    /// Whether it may be sent; then <see cref="Exit"/> has to follow. False: its wait would take too long; it has its fault.
    /// </returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public ValueTask<bool> EnterAsync(OneloopRequest request, CancellationToken closed, CancellationToken cancellationToken)
    {
        if (TryEnter(request) is { } isSent)
        {
            return ValueTask.FromResult(isSent);
        }

        TaskWaiter waiter = new(request);
        Enqueue(waiter);
        return waiter.WaitAsync(closed, cancellationToken);
    }

    /// <summary>Decides at once, if no other request waits and this one need not.</summary>
    /// <returns>What <see cref="EnterAsync"/> returns. Null: the request has to wait.</returns>
    public bool? TryEnter(OneloopRequest request)
    {
        lock (_lock)
        {
            double now = Now;
            if (request.IsSentAtOnce)
            {
                return Admit(request, now);
            }

            if (_refused.Count + _waiting.Count > 0)
            {
                return null;
            }

            return Judge(now, out _) switch
            {
                Verdict.Send => Admit(request, now),
                Verdict.Fail => Deny(request, now),
                _ => null,
            };
        }
    }

    /// <summary>Lets a request wait for its turn.</summary>
    public void Enqueue(GateWaiter waiter)
    {
        lock (_lock)
        {
            double now = Now;
            (waiter.Request.WasRefused ? _refused : _waiting).Enqueue(waiter);
            Say(waiter.Request, now);
            Release(now);
        }
    }

    /// <summary>Records what became of an attempt, and lets the next one go.</summary>
    public void Exit(OneloopRequest request, AttemptOutcome outcome)
    {
        lock (_lock)
        {
            double now = Now;
            _inFlight--;
            _concurrency.RecordCompleted(request.OthersInFlight);
            bool wasProbe = request.IsProbe;
            if (wasProbe)
            {
                request.IsProbe = false;
                _health.IsProbing = false;
            }

            bool isBack = false;
            request.WasRefused = false;
            if (outcome == AttemptOutcome.Unavailable && double.IsNaN(request.FirstFailedAt))
            {
                // The service was silent from the moment on that a request was sent which timed out.
                request.FirstFailedAt = request.Fault!.Kind == FaultKind.Timeout ? request.SentAt : now;
            }

            switch (outcome)
            {
                case AttemptOutcome.Answered:
                    isBack = _health.RecordAnswer(now);
                    _rate.RecordResponse(now);
                    DropLongHold(now);
                    _concurrency.RecordAnswer(request.OthersInFlight, request.SentAt, now);
                    if (!double.IsNaN(request.UnclearSentAt) && _rate.Limit is not null && _concurrency.Limit is null)
                    {
                        // What was refused then is answered now: it was the limit, and that on the rate, if no other is known.
                        _rate.RecordRefusal(request.UnclearSentAt, now, retryAfter: null);
                    }

                    break;
                case AttemptOutcome.Unavailable when request.Fault!.StatusCode != 503 || now - _health.AnsweredAt > 1 || _health.DownSince is not null:
                    if (_health.RecordFailure(request.Fault!, wasProbe, now))
                    {
                        _responsesBefore = _rate.Responses(now);
                    }

                    break;
                case AttemptOutcome.Unavailable or AttemptOutcome.Refused:
                    isBack = _health.RecordRefusal(now);
                    RecordRefusal(request, now);
                    break;
            }

            if (isBack)
            {
                _rate.Restart(_responsesBefore, now);
            }

            if (_refused.Count + _waiting.Count > 0)
            {
                Release(now);
            }
        }
    }

    /// <summary>
    /// Whether the API has refused every request for so long that requests do not wait any more. Not while one is in flight, which may
    /// be answered.
    /// </summary>
    public bool IsPatienceForRefusalsOver()
    {
        lock (_lock)
        {
            return IsRefusedTooLong(Now);
        }
    }

    /// <summary>Whether the API is known to refuse requests beyond a number in flight.</summary>
    public bool HasLimit()
    {
        lock (_lock)
        {
            return _concurrency.Limit is not null;
        }
    }

    /// <summary>
    /// Records a request that failed after all attempts, the last of which had no response, and decides whether it has failed by its
    /// own fault or by an outage.
    /// </summary>
    /// <returns>When it passes the gate again. Null: it has failed.</returns>
    public TimeSpan? RecordFailedRequest(OneloopRequest request)
    {
        lock (_lock)
        {
            double now = Now;
            if (_patience > 0 && _health.IsUndecided(request.FirstSentAt, request.FirstFailedAt, now))
            {
                return TimeSpan.FromSeconds(ServiceHealth.DoubtPause);
            }

            if (_health.RecordFailedRequest(request.FirstSentAt, _inFlight, now))
            {
                _health.BeginOutage(now);
                _responsesBefore = _rate.Responses(now);
            }

            if (_patience == 0 || _health.DownSince is null)
            {
                return null;
            }

            request.StartAnew();
            return TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Lets a request of a new command be sent, whose user wants to know how things are now: makes a probe due at once, and drops a
    /// Retry-After that is too long to wait for.
    /// </summary>
    public void ProbeNow()
    {
        lock (_lock)
        {
            double now = Now;
            _health.ProbeNow(now);
            DropLongHold(now);
            Release(now);
        }
    }

    /// <summary>What holds back requests now.</summary>
    public ConnectionState State()
    {
        lock (_lock)
        {
            double now = Now;
            bool isWaiting = _refused.Count + _waiting.Count > 0;
            bool isConcurrency = _inFlight >= _concurrency.Limit;
            return new ConnectionState
            {
                HasResponded = _health.HasResponded,
                DownFor = _health.DownSince is { } since ? TimeSpan.FromSeconds(now - since) : null,
                RetryAfter = TimeSpan.FromSeconds(Math.Clamp(_rate.HoldUntil - now, 0, TimeSpan.MaxValue.TotalSeconds / 2)),
                // While requests wait for it: a limit that is higher than what is asked for holds nothing back.
                RequestsPerSecond = isWaiting && !isConcurrency ? _rate.Limit : null,
                ConcurrencyLimit = isWaiting && isConcurrency ? _concurrency.Limit : null,
            };
        }
    }

    /// <summary>Stops the timer. Requests that wait are to be cancelled by their tokens.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            _timerAt = double.NegativeInfinity;
        }
    }

    /// <summary>Whether the next request may be sent now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="due">If it has to wait: until when at least; infinity: until another has completed.</param>
    private Verdict Judge(double now, out double due)
    {
        due = double.PositiveInfinity;
        if (_health.DownSince is { } since)
        {
            if (!_health.IsProbing && now >= _health.ProbeAt)
            {
                return Verdict.Send;
            }

            if (_health.IsPatienceOver(now))
            {
                return _health.IsAsked && _health.IsProbing ? Verdict.Wait : Verdict.Fail;
            }

            due = Math.Min(since + _patience, _health.IsProbing ? double.PositiveInfinity : _health.ProbeAt);
            return Verdict.Wait;
        }

        if (_rate.HoldUntil - now > LongestWait.TotalSeconds)
        {
            return _inFlight == 0 ? Verdict.Fail : Verdict.Wait;
        }

        if (_inFlight >= _concurrency.Limit)
        {
            return Verdict.Wait;
        }

        due = _rate.DueAt(now);
        return due <= now ? Verdict.Send
            : IsRefusedTooLong(now) ? Verdict.Fail
            : Verdict.Wait;
    }

    private bool IsRefusedTooLong(double now) =>
        _patience > 0 && now - _health.RefusedSince >= _patience && _inFlight == 0 && !_health.IsAsked;

    /// <summary>
    /// A Retry-After that is too long to wait for fails what it holds back. If others are answered, it was meant for the one request
    /// alone.
    /// </summary>
    private void DropLongHold(double now)
    {
        if (_rate.HoldUntil - now > LongestWait.TotalSeconds)
        {
            _rate.DropHold();
        }
    }

    private void RecordRefusal(OneloopRequest request, double now)
    {
        request.WasRefused = true;
        request.Refusals++;
        bool isCertain = request.Fault!.StatusCode == 429;
        double? retryAfter = isCertain ? request.Fault.RetryAfter?.TotalSeconds : null;
        // A time to wait is a matter of the rate.
        bool wasKnown = _concurrency.Limit is not null;
        bool isConcurrency = retryAfter is null && _concurrency.RecordRefusal(request.OthersInFlight, now);
        if (!wasKnown && _concurrency.Limit is not null)
        {
            _rate.Search(now);
        }

        if (isCertain || _rate.RecordUnclear(now))
        {
            _rate.RecordRefusal(request.SentAt, now, retryAfter, !isConcurrency);
        }
        else if (!isConcurrency)
        {
            request.UnclearSentAt = request.SentAt;
        }
    }

    private bool Admit(OneloopRequest request, double now)
    {
        _rate.RecordSent(now);
        request.OthersInFlight = _inFlight++;
        _concurrency.RecordSent(request.OthersInFlight);
        request.SentAt = now;
        if (double.IsNaN(request.FirstSentAt))
        {
            request.FirstSentAt = now;
        }

        if (_health.DownSince is not null && !_health.IsProbing)
        {
            request.IsProbe = true;
            _health.IsProbing = true;
        }

        return true;
    }

    /// <summary>Sets the fault of a request that would wait too long. One that was sent keeps the fault of its last attempt.</summary>
    private bool Deny(OneloopRequest request, double now)
    {
        request.Fault ??= _health.DownSince is not { } since ? FaultFactory.NotSent(TimeSpan.FromSeconds(Math.Max(0, _rate.HoldUntil - now)))
            : _patience > 0 ? FaultFactory.NotSent(TimeSpan.FromSeconds(now - since), _health.LastFault)
            : FaultFactory.NotSent(ServiceHealth.FailedRequests, _health.LastFault, TimeSpan.FromSeconds(Math.Max(0, _health.ProbeAt - now)));
        request.Trace?.Add($"{request.Label}: {(request.Attempts == 0 ? "not sent" : "not sent again")}: {(_health.DownSince is null ? "the API asks for a longer wait" : "the service is down")}");
        return false;
    }

    /// <summary>Records why a request waits, if it is for longer than its turn.</summary>
    private void Say(OneloopRequest request, double now)
    {
        if (request.Trace is not { } trace)
        {
            return;
        }

        if (_health.DownSince is { } since)
        {
            trace.Publish(FormattableString.Invariant($"{request.Label}: waiting, because the service has not responded for {now - since:0.#} s"));
        }
        else if (_rate.HoldUntil > now)
        {
            trace.Publish(FormattableString.Invariant(
                $"{request.Label}: waiting {_rate.HoldUntil - now:0.###} s, because the API asked this connection to wait (HTTP 429)"));
        }
    }

    /// <summary>Lets all go that may, in their order, and sets the timer for the next.</summary>
    private void Release(double now)
    {
        while (_refused.Count + _waiting.Count > 0)
        {
            // During an outage, the requests take turns as probes: one that always fails must not keep the others from showing that
            // the service is back.
            Queue<GateWaiter> queue = _refused.Count > 0 && (_health.DownSince is null || _waiting.Count == 0) ? _refused : _waiting;
            if (queue.Peek().IsGone)
            {
                queue.Dequeue();
                continue;
            }

            Verdict verdict = Judge(now, out double due);
            if (verdict == Verdict.Wait)
            {
                SetTimer(due, now);
                return;
            }

            GateWaiter next = queue.Dequeue();
            bool isSent = verdict == Verdict.Send ? Admit(next.Request, now) : Deny(next.Request, now);
            if (!next.TryRelease(isSent) && isSent)
            {
                // It was cancelled at this moment.
                _inFlight--;
                _concurrency.RecordCompleted(next.Request.OthersInFlight);
                _health.IsProbing &= !next.Request.IsProbe;
            }
        }
    }

    private void SetTimer(double due, double now)
    {
        if (due >= _timerAt || double.IsPositiveInfinity(due))
        {
            return;
        }

        _timerAt = due;
        TimeSpan wait = TimeSpan.FromMilliseconds(Math.Clamp(Math.Ceiling((due - now) * 1000), 1, int.MaxValue));
        if (_timer is null)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _timer = _time.CreateTimer(static gate => ((RequestGate)gate!).OnTimer(), this, wait, Timeout.InfiniteTimeSpan);
            }
        }
        else
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            if (_timer is not null)
            {
                _timerAt = double.PositiveInfinity;
                Release(Now);
            }
        }
    }

    private sealed class TaskWaiter(OneloopRequest request) : GateWaiter(request)
    {
        // Its continuation never runs under the lock.
        private readonly TaskCompletionSource<bool> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool IsGone => _released.Task.IsCompleted;

        public override bool TryRelease(bool isSent) => _released.TrySetResult(isSent);

        public async ValueTask<bool> WaitAsync(CancellationToken closed, CancellationToken cancellationToken)
        {
            using CancellationTokenRegistration onClosed = closed.UnsafeRegister(static waiter => ((TaskWaiter)waiter!)._released.TrySetCanceled(), this);
            using CancellationTokenRegistration onCancelled = cancellationToken.UnsafeRegister(static waiter => ((TaskWaiter)waiter!)._released.TrySetCanceled(), this);
            return await _released.Task.ConfigureAwait(false);
        }
    }
}
