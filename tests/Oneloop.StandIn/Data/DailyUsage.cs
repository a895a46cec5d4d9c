namespace Oneloop.StandIn.Data;

/// <summary>What a billing used on one day under one name, in the form that the API writes.</summary>
internal sealed record DailyUsage(string BillingId, string Day, string TotalBillingUsage, string? BillingUsageName);
