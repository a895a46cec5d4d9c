using System.Management.Automation.Internal;

namespace Oneloop.Formatting;

/// <summary>
/// How wide the columns of a table of usage are: enough for the rows of one run, in steps, as <see cref="NumberWidths"/> has them for
/// numbers. Widths only grow, on the pipeline thread.
/// </summary>
internal sealed class UsageTable
{
    private const int DateWidth = 10;
    private const int LongDayWidth = 24;

    private readonly NumberWidths _numbers = new();

    /// <summary>The width of the column of credits, in characters.</summary>
    public int Credits => _numbers.Credits;

    /// <summary>The width of the column of days, in characters: that of a date, or of a timestamp if there is anything longer.</summary>
    public int Day { get; private set; } = DateWidth;

    /// <summary>Identifies the widths: see <see cref="NumberWidths.Key"/>.</summary>
    public object Key => Day == DateWidth ? _numbers.Key : $"{(_numbers.Key == AutomationNull.Value ? string.Empty : _numbers.Key)}+";

    /// <summary>Makes room for a row.</summary>
    public void Include(decimal usage, string? day = null)
    {
        _numbers.Include(usage, used: 0);
        if (day?.Length > DateWidth)
        {
            Day = LongDayWidth;
        }
    }
}
