using System.Globalization;

namespace Oneloop;

/// <summary>
/// What a command asked for and got, and what that took: the variable of -SummaryVariable. If the pipeline ended early, what had not
/// completed by then counts in <see cref="TotalCount"/> alone.
/// </summary>
public sealed class RunSummary
{
    internal RunSummary(ErrorCounts failedById) => FailedById = failedById;

    /// <summary>How many customers, or what else the command gets, were asked for: 0 or more. Input that names none is not counted.</summary>
    public long TotalCount { get; internal init; }

    /// <summary>How many of them succeeded.</summary>
    public long SucceededCount { get; internal init; }

    /// <summary>How many of them failed: one error record each.</summary>
    public long FailedCount { get; internal init; }

    /// <summary>How many failed with each error id, such as <c>Oneloop.Forbidden</c>. Never null; empty if none failed.</summary>
    public ErrorCounts FailedById { get; }

    /// <summary>How many HTTP requests were sent for those that completed: each attempt counts.</summary>
    public long RequestCount { get; internal init; }

    /// <summary>How many of the requests were repetitions after a fault that may pass, such as a timeout.</summary>
    public long RetryCount { get; internal init; }

    /// <summary>How many of the requests the API refused because of a limit (HTTP 429, or 503 while it responded to others).</summary>
    public long RefusedCount { get; internal init; }

    /// <summary>How long the command waited because the API asked for it with Retry-After, in seconds.</summary>
    public double RetryAfterSec { get; internal init; }

    /// <summary>How long the command waited for results while it sent no more than the API accepts, in seconds.</summary>
    public double PaceSec { get; internal init; }

    /// <summary>How long the command waited while the service did not respond, in seconds.</summary>
    public double OutageSec { get; internal init; }

    /// <summary>How long the command ran, in seconds, with the time that the rest of the pipeline took.</summary>
    public double DurationSec { get; internal init; }

    /// <summary>How many succeeded or failed a second, on average.</summary>
    public double PerSecond { get; internal init; }

    /// <summary>How many bytes the bodies of the responses had, after decompression.</summary>
    public long BytesReceived { get; internal init; }

    /// <summary>How long the command waited for one of these causes, in seconds.</summary>
    internal double HeldSec => RetryAfterSec + PaceSec + OutageSec;

    /// <summary>All of it in one line, without what is zero.</summary>
    public override string ToString()
    {
        string failed = FailedCount == 0 ? string.Empty : Text($", {FailedCount:N0} failed ({FailedById})");
        string retries = RetryCount == 0 ? string.Empty : Text($", {Counted(RetryCount, "retry", "retries")}");
        string refused = RefusedCount == 0 ? string.Empty : Text($", {RefusedCount:N0} refused");
        string bytes = BytesReceived == 0 ? string.Empty : $"; {Size(BytesReceived)}";
        return Text($"{TotalCount:N0} asked: {SucceededCount:N0} succeeded{failed}; {Counted(RequestCount, "request", "requests")}{retries}{refused}; {DurationSec:N1} s, {PerSecond:#,0.#} a second{Waits()}{bytes}.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Counted(long count, string one, string several) => Text($"{count:N0} {(count == 1 ? one : several)}");

    private static string Size(long bytes) => bytes switch
    {
        < 1000 => Text($"{bytes} bytes"),
        < 999_950 => Text($"{bytes / 1e3:N1} KB"),
        < 999_950_000 => Text($"{bytes / 1e6:N1} MB"),
        _ => Text($"{bytes / 1e9:N1} GB"),
    };

    private static string Wait(double sec, string cause) => sec > 0 ? Text($"{sec:N1} s for {cause}") : string.Empty;

    private string Waits()
    {
        IEnumerable<string> waited = [Wait(RetryAfterSec, "Retry-After"), Wait(PaceSec, "the pace"), Wait(OutageSec, "an outage")];
        string waits = string.Join(", ", waited.Where(static wait => wait.Length > 0));
        return waits.Length == 0 ? string.Empty : $"; waited {waits}";
    }
}
