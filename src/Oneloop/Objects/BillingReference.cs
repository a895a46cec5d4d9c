namespace Oneloop;

/// <summary>Names one billing. The TargetObject of every error about the usage of a billing, so that it can be piped into Get-OneloopUsage again.</summary>
public sealed class BillingReference
{
    internal BillingReference(string billingId) => BillingId = billingId;

    /// <summary>The billing's id, as it was asked for. Never null or blank.</summary>
    public string BillingId { get; }

    /// <summary>The id, safe to display in one line.</summary>
    public override string ToString() => $"billing '{DisplayText.Of(BillingId)}'";
}
