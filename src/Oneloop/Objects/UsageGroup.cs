namespace Oneloop;

/// <summary>What usage can be added up by.</summary>
public enum UsageGroup
{
    /// <summary>The id of the billing.</summary>
    Billing,

    /// <summary>The name that the usage was recorded under.</summary>
    Name,

    /// <summary>The day, as the API returned it.</summary>
    Day,

    /// <summary>The month of the day, if that is of the form yyyy-MM-dd.</summary>
    Month,
}
