namespace Oneloop.Exports;

/// <summary>The properties of a billing, in the order of the columns of a file.</summary>
internal enum BillingField
{
    WorkspaceId,
    ExternalMeterId,
    Id,
    TotalCredits,
    UsedCredits,
    RemainingCredits,
    OverageCredits,
    UsedPercent,
    AllowOverages,
    SpendCap,
    CreatedAt,
    UpdatedAt,
}
