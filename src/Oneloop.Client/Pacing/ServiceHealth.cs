namespace Oneloop.Client.Pacing;

/// <summary>
/// Knows whether the service is down, since when, and when the next probe is due. While it is down, one request at a time probes it.
/// </summary>
/// <remarks>Pure: all times are seconds on the caller's clock. Not safe to use from several threads at once.</remarks>
/// <param name="patience">How long requests wait for the service, in seconds. 0: they fail instead.</param>
internal sealed class ServiceHealth(double patience)
{
    /// <summary>
    /// With patience: so many consecutive attempts without a response are an outage. Waiting half a second for one that was none
    /// costs little, so few are enough.
    /// </summary>
    public const int FailedAttempts = 5;

    /// <summary>
    /// Without patience: so many consecutive requests that failed after all attempts are an outage. More than the eight that are sent
    /// at once at first, since one bad moment fails all of those.
    /// </summary>
    public const int FailedRequests = 10;

    private const double ShortestPause = 0.5;
    private const double LongestPause = 5;
    private const double LongPause = 30;

    /// <summary>After so many seconds, an outage is a long one: probes every few seconds are a load without use.</summary>
    private const double LongOutage = 120;

    /// <summary>
    /// How long a request is in doubt, in seconds, that has used up its retries while others were answered: that is its own fault, or
    /// the very beginning of an outage, which shows by then.
    /// </summary>
    private const double Doubt = 2;

    /// <summary>The pause before each further attempt of a request in doubt, in seconds.</summary>
    public const double DoubtPause = 0.5;

    private int _failedAttempts;
    private int _failedRequests;
    private double _pause;

    /// <summary>Whether any response has come, other than that the service is down.</summary>
    public bool HasResponded { get; private set; }

    /// <summary>When the last response came, other than a refusal, in seconds.</summary>
    public double AnsweredAt { get; private set; } = double.NegativeInfinity;

    /// <summary>Since when every request was refused, in seconds. Null: not every one was.</summary>
    public double? RefusedSince { get; private set; }

    /// <summary>Since when the service does not respond, in seconds. Null: it is not down.</summary>
    public double? DownSince { get; private set; }

    /// <summary>When the next probe may be sent, in seconds.</summary>
    public double ProbeAt { get; private set; }

    /// <summary>Whether a probe is in flight.</summary>
    public bool IsProbing { get; set; }

    /// <summary>Whether a new command has asked and got no response yet: requests wait for its outcome, even if patience is over.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>The fault of the last attempt that had no response. Null before one had none.</summary>
    public OneloopException? LastFault { get; private set; }

    /// <summary>Whether requests do not wait for the service any more, but fail.</summary>
    public bool IsPatienceOver(double now) => now - DownSince >= patience;

    /// <summary>Records a response.</summary>
    /// <returns>Whether the service was down until now.</returns>
    public bool RecordAnswer(double now)
    {
        AnsweredAt = now;
        RefusedSince = null;
        return RecordResponse();
    }

    /// <summary>Records that the API refused a request because of a limit.</summary>
    /// <returns>Whether the service was down until now.</returns>
    public bool RecordRefusal(double now)
    {
        RefusedSince ??= now;
        return RecordResponse();
    }

    /// <summary>Records an attempt without a response.</summary>
    /// <param name="fault">Why there was none.</param>
    /// <param name="wasProbe">Whether it was the probe of an outage. Others were in flight when it began, and say nothing new.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether the service is down from now on.</returns>
    public bool RecordFailure(OneloopException fault, bool wasProbe, double now)
    {
        LastFault = fault;
        _failedAttempts++;
        if (DownSince is not { } since)
        {
            IsAsked = false;
            if (patience == 0 || !HasResponded || _failedAttempts < FailedAttempts)
            {
                return false;
            }

            BeginOutage(now);
            return true;
        }

        if (!wasProbe)
        {
            return false;
        }

        IsAsked = false;
        double longest = patience == 0 || now - since > LongOutage ? LongPause : LongestPause;
        _pause = Math.Min(longest, _pause * 2);
        ProbeAt = now + Math.Max(_pause, fault.RetryAfter?.TotalSeconds ?? 0);
        return false;
    }

    /// <summary>Whether it is too early to say why a request failed.</summary>
    /// <param name="firstSentAt">When its first attempt was sent.</param>
    /// <param name="firstFailedAt">When its first attempt failed.</param>
    /// <param name="now">The time.</param>
    public bool IsUndecided(double firstSentAt, double firstFailedAt, double now) =>
        HasResponded && DownSince is null && AnsweredAt > firstSentAt && now - firstFailedAt < Doubt;

    /// <summary>Records a request that failed after all attempts, the last of which had no response.</summary>
    /// <param name="firstSentAt">When its first attempt was sent.</param>
    /// <param name="othersInFlight">How many others are in flight.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether that shows an outage, which is to begin: no other was answered meanwhile, or those in flight have not been for a while.</returns>
    public bool RecordFailedRequest(double firstSentAt, int othersInFlight, double now)
    {
        if (DownSince is not null)
        {
            return false;
        }

        _failedRequests++;
        return patience > 0 ? HasResponded && (AnsweredAt <= firstSentAt || (othersInFlight > 0 && now - AnsweredAt >= Doubt)) : _failedRequests >= FailedRequests;
    }

    /// <summary>Makes a probe due at once, for a new command, whose user wants to know how things are now.</summary>
    public void ProbeNow(double now)
    {
        IsAsked = true;
        if (DownSince is not null)
        {
            ProbeAt = Math.Min(ProbeAt, now);
        }
    }

    /// <summary>The service is down from now on.</summary>
    public void BeginOutage(double now)
    {
        DownSince = now;
        _pause = patience > 0 ? ShortestPause : LongPause;
        ProbeAt = now + _pause;
    }

    private bool RecordResponse()
    {
        bool wasDown = DownSince is not null;
        HasResponded = true;
        IsAsked = false;
        DownSince = null;
        _failedAttempts = 0;
        _failedRequests = 0;
        return wasDown;
    }
}
