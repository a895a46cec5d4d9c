using Oneloop.Client.Billing;
using Oneloop.Errors;

namespace Oneloop;

/// <summary>
/// Names one customer. The TargetObject of every error about a customer, so that
/// <c>$failures.TargetObject | Get-OneloopCustomerBilling</c> asks again for just those.
/// </summary>
public sealed class CustomerReference
{
    internal CustomerReference(string workspaceId, string externalMeterId)
    {
        WorkspaceId = workspaceId;
        ExternalMeterId = externalMeterId;
    }

    /// <summary>The workspace's id, as it was asked for: the API's query parameter <c>workspaceId</c>. Never null or blank.</summary>
    public string WorkspaceId { get; }

    /// <summary>The meter's id in the customer's own system, as asked for: the query parameter <c>externalMeterId</c>. Never null or blank.</summary>
    public string ExternalMeterId { get; }

    /// <summary>The customer that a request is about.</summary>
    internal static CustomerReference Of(GetBillingRequest request) => new(request.WorkspaceId, request.ExternalMeterId);

    /// <summary>The command that gets this customer's billing.</summary>
    internal string GetCommand => $"Get-OneloopCustomerBilling {CommandText.Quote(WorkspaceId)} {CommandText.Quote(ExternalMeterId)}";

    /// <summary>Both ids, fit to be shown in one line.</summary>
    public override string ToString() => $"meter '{DisplayText.Of(ExternalMeterId)}' in workspace '{DisplayText.Of(WorkspaceId)}'";
}
