using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace Oneloop.Runtime;

/// <summary>
/// Shows how far a run has come, once it has taken a second, and at most five times a second; nothing for a single request.
/// </summary>
internal sealed class RunProgress(Cmdlet cmdlet, string activity)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly long _start = Stopwatch.GetTimestamp();
    private long _shownAt;
    private int _done;
    private int _failed;
    private bool _isShown;

    /// <summary>Counts a request, and shows how far the run has come if it is time to.</summary>
    public void Count(bool failed)
    {
        _done++;
        _failed += failed ? 1 : 0;
        long now = Stopwatch.GetTimestamp();
        if (_done < 2 || Stopwatch.GetElapsedTime(_start, now) < s_quiet || Stopwatch.GetElapsedTime(_shownAt, now) < s_pause)
        {
            return;
        }

        _shownAt = now;
        _isShown = true;
        double perSecond = _done / Stopwatch.GetElapsedTime(_start, now).TotalSeconds;
        cmdlet.WriteProgress(new ProgressRecord(
            activityId: 1, activity, string.Create(CultureInfo.CurrentCulture, $"{_done:N0} done, {_failed:N0} failed, {perSecond:N0} per second")));
    }

    /// <summary>Takes the display away, if there is one. Call it on each way out.</summary>
    public void Complete()
    {
        if (!_isShown)
        {
            return;
        }

        _isShown = false;
        try
        {
            cmdlet.WriteProgress(new ProgressRecord(activityId: 1, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // The host takes it away itself when the pipeline was stopped, and takes no more from it.
        }
    }
}
