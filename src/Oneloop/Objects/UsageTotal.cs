using System.Globalization;
using Oneloop.Formatting;

namespace Oneloop;

/// <summary>What a group of usage rows adds up to. The properties stand in the order in which they are exported.</summary>
public sealed class UsageTotal
{
    /// <summary>Creates a sum.</summary>
    /// <param name="group">What the rows have in common, as the table shows it.</param>
    internal UsageTotal(string group) => Group = group;

    /// <summary>The id of the billing. Null if the rows are not grouped by billing.</summary>
    public string? BillingId { get; internal init; }

    /// <summary>The name that the usage was recorded under. Null if the rows are not grouped by name, and for usage without a name.</summary>
    public string? UsageName { get; internal init; }

    /// <summary>The month, as yyyy-MM. Null if the rows are not grouped by month, and for days not of the form yyyy-MM-dd.</summary>
    public string? Month { get; internal init; }

    /// <summary>The day as the API returned it. Null if the rows are not grouped by day.</summary>
    public string? Day { get; internal init; }

    /// <summary>Credits used, 0 or more: the exact sum.</summary>
    public decimal Usage { get; private set; }

    /// <summary>How many rows it is the sum of, 1 or more.</summary>
    public int RowCount { get; private set; }

    /// <summary>What the rows have in common, in one line.</summary>
    internal string Group { get; }

    /// <summary>The table that shows it.</summary>
    internal UsageTable Table { get; set; } = new();

    /// <summary>The largest sum among those of the run.</summary>
    internal decimal Largest { get; set; }

    /// <summary>What the rows have in common, and their sum, in one line, the same in each culture.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Group}: {Usage} credits");

    /// <summary>Adds a row.</summary>
    /// <exception cref="OverflowException">The sum does not fit into a decimal. Nothing was added.</exception>
    internal void Add(decimal usage)
    {
        Usage += usage;
        RowCount++;
    }
}
