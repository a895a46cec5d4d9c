using System.Management.Automation;
using Oneloop.Client;

namespace Oneloop.Runtime;

/// <summary>
/// Shows how far a run has come, once it has taken a second. Nothing for a single request, unless something has held it back for a
/// second: then a person wants to know what.
/// </summary>
/// <param name="cmdlet">Writes it.</param>
/// <param name="activity">What the cmdlet is doing.</param>
/// <param name="total">How many will be asked for. Null: that is not known.</param>
internal sealed class RunProgress(Cmdlet cmdlet, string activity, long? total)
{
    private const long QuietMs = 1000;

    private readonly RateWindow _rate = new();
    private bool _isShown;

    /// <summary>Shows how far the run has come.</summary>
    /// <param name="ms">Milliseconds since its start.</param>
    /// <param name="tally">What it has got so far.</param>
    /// <param name="state">What holds it back.</param>
    public void Show(long ms, RunTally tally, ConnectionState state)
    {
        _rate.Add(ms, tally.Done);
        if (ms < QuietMs || (tally.Asked < 2 && tally.HeldMs < QuietMs))
        {
            return;
        }

        _isShown = true;
        double perSecond = _rate.PerSecond;
        cmdlet.WriteProgress(new ProgressRecord(activityId: 1, activity, ProgressText.Status(tally.Done, tally.Failed, total, perSecond, state))
        {
            PercentComplete = ProgressText.Percent(tally.Done, total),
            SecondsRemaining = ProgressText.SecondsLeft(tally.Done, total, perSecond, state),
        });
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
