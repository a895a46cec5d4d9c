using System.Globalization;
using Oneloop.Client;

namespace Oneloop.Runtime;

/// <summary>What the progress of a run says. Nothing here knows a clock or a host.</summary>
internal static class ProgressText
{
    /// <summary>
    /// How many are done and failed, how fast, and what holds back the rest. While nothing is sent, the reason comes first: a window of
    /// 80 columns leaves some 50 for all of it, and cuts the end.
    /// </summary>
    public static string Status(long done, long failed, long? total, double perSecond, ConnectionState state)
    {
        if (IsHeld(state))
        {
            return Text($"{Hold(state)}; {done:N0} done, {failed:N0} failed");
        }

        string of = total is { } all ? Text($" of {all:N0}") : string.Empty;
        string pace = Hold(state) is { } hold ? $", {hold}" : string.Empty;
        return Text($"{done:N0}{of} done, {failed:N0} failed, {Rate(perSecond)}{pace}");
    }

    /// <summary>What holds back the requests. Null: nothing.</summary>
    public static string? Hold(ConnectionState state) => RunMonitor.Cause(state) switch
    {
        WaitCause.Outage => Text($"service down for {Math.Floor(state.DownFor!.Value.TotalSeconds):N0} s, asking again"),
        WaitCause.RetryAfter => Text($"waiting {Math.Ceiling(state.RetryAfter.TotalSeconds):N0} s: the API asked for it (HTTP 429)"),
        WaitCause.Pace when state.RequestsPerSecond is { } limit => $"paced to {Rate(limit)}",
        WaitCause.Pace => Text($"{state.ConcurrencyLimit:N0} at once: the API refuses more"),
        _ => null,
    };

    /// <summary>How much of the run is done, in percent. -1, which PowerShell takes for unknown: that is not known.</summary>
    public static int Percent(long done, long? total) => total is > 0 && done <= total ? (int)(100m * done / total.Value) : -1;

    /// <summary>How many seconds the run still takes. -1, which PowerShell takes for unknown: that is not known.</summary>
    public static int SecondsLeft(long done, long? total, double perSecond, ConnectionState state) =>
        total is { } all && done <= all && perSecond > 0 && !IsHeld(state) ? (int)Math.Min(int.MaxValue, Math.Ceiling((all - done) / perSecond)) : -1;

    /// <summary>Whether nothing is sent at all for now.</summary>
    private static bool IsHeld(ConnectionState state) => RunMonitor.Cause(state) is WaitCause.Outage or WaitCause.RetryAfter;

    private static string Rate(double perSecond) => perSecond < 10 ? Text($"{perSecond:0.#} a second") : Text($"{perSecond:N0} a second");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.CurrentCulture);
}
