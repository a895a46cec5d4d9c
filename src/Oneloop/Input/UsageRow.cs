using System.Globalization;
using System.Management.Automation;

namespace Oneloop.Input;

/// <summary>A row of usage: live, or a copy from a job, a remote session or a file.</summary>
/// <param name="BillingId">The billing's id. Null: the row has none.</param>
/// <param name="Day">The day as it came. Null: the row has none.</param>
/// <param name="UsageName">The name. Null: none.</param>
/// <param name="Usage">Credits used, a whole number of 0 or more.</param>
internal sealed record UsageRow(string? BillingId, string? Day, string? UsageName, decimal Usage)
{
    /// <summary>The month of the day, as yyyy-MM. Null: the day is not of the form yyyy-MM-dd.</summary>
    public string? Month => Day is not null && DailyUsage.DateOf(Day) is not null ? Day[..7] : null;

    /// <summary>Reads a row. Null: the input is none.</summary>
    public static UsageRow? Read(PSObject input)
    {
        if (input.BaseObject is DailyUsage row)
        {
            return new UsageRow(row.BillingId, row.Day, row.UsageName, row.Usage);
        }

        return CreditsText.TryRead(input.Properties["Usage"]?.Value, out decimal usage)
            ? new UsageRow(Text("BillingId"), Text("Day"), Text("UsageName"), usage)
            : null;

        // In a file, nothing and an empty text are the same. ConvertFrom-Json makes dates of what looks like one.
        string? Text(string name) => input.Properties[name]?.Value switch
        {
            DateTime { TimeOfDay.Ticks: 0 } day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            DateTime time => time.ToString("o", CultureInfo.InvariantCulture),
            var value => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : null,
        };
    }
}
