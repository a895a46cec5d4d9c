using System.Globalization;
using Oneloop.Formatting;

namespace Oneloop;

/// <summary>What a billing used on one day under one name. The properties stand in the order in which they are exported.</summary>
public sealed class DailyUsage
{
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>Creates a row.</summary>
    /// <param name="row">What the API returned.</param>
    /// <param name="table">The table that shows the rows of the run.</param>
    /// <param name="largest">The largest usage among the rows of the billing: what its bars are measured by.</param>
    internal DailyUsage(Client.Usage.DailyUsage row, UsageTable table, decimal largest)
    {
        BillingId = row.BillingId;
        Day = row.Day;
        Date = DateOf(row.Day);
        UsageName = row.BillingUsageName;
        Usage = row.TotalBillingUsage;
        Table = table;
        Largest = largest;
        table.Include(Usage, Day);
    }

    /// <summary>The id of the billing: the field <c>billingId</c>. Never null. It binds to -BillingId of Get-OneloopUsage.</summary>
    public string BillingId { get; }

    /// <summary>The day as it came: the field <c>day</c>. Never null. The API documents neither its form nor its time zone.</summary>
    public string Day { get; }

    /// <summary>The day as a date of no time zone, if <see cref="Day"/> is of the form yyyy-MM-dd. Null: it is not.</summary>
    public DateTime? Date { get; }

    /// <summary>The name that the usage was recorded under: the field <c>billingUsageName</c>. Null: none.</summary>
    public string? UsageName { get; }

    /// <summary>Credits used, 0 or more, exact: the field <c>totalBillingUsage</c>.</summary>
    public decimal Usage { get; }

    /// <summary>The table that shows it.</summary>
    internal UsageTable Table { get; }

    /// <summary>The largest usage among the rows of the billing.</summary>
    internal decimal Largest { get; }

    /// <summary>Billing, day, name and credits in one line, the same in each culture.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"billing '{DisplayText.Of(BillingId)}', {DisplayText.Of(Day)}{(UsageName is null ? string.Empty : $", {DisplayText.Of(UsageName)}")}: {Usage} credits");

    /// <summary>A day as a date. Null: it is not of the form yyyy-MM-dd.</summary>
    internal static DateTime? DateOf(string day) =>
        DateTime.TryParseExact(day, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date) ? date : null;
}
