using System.Numerics;
using Oneloop.StandIn.Data;

namespace Oneloop.StandIn.Api.Resources;

/// <summary>A customer's billing. A refill adds to the total: the vendor does not document what it does.</summary>
internal sealed class BillingResource(Store store)
{
    private sealed record NewBilling(
        string WorkspaceId, string ExternalMeterId, string TotalCredits = "0", bool AllowOverages = false, string? SpendCap = null);

    private sealed record MoreCredits(string WorkspaceId, string ExternalMeterId, decimal Refill);

    public ApiResponse Get(ApiRequest request) => request.Record switch
    {
        { WorkspaceId: null or "" } => ApiErrors.WorkspaceIdMissing,
        { ExternalMeterId: null or "" } => ApiErrors.ExternalMeterIdMissing,
        { WorkspaceId: { } workspace } when !store.Workspaces.Has(workspace) => ApiErrors.NoAccessToWorkspace,
        _ => ApiResponse.Ok(new { billing = store.Billings.Find(request.Record.WorkspaceId, request.Record.ExternalMeterId) }),
    };

    public ApiResponse Create(ApiRequest request)
    {
        NewBilling asked = request.Read<NewBilling>();
        if (!store.Workspaces.Has(asked.WorkspaceId))
        {
            return ApiErrors.NoAccessToWorkspace;
        }

        Billing? billing = store.Billings.Create(
            asked.WorkspaceId, asked.ExternalMeterId, asked.TotalCredits, asked.AllowOverages, asked.SpendCap);
        return billing is null ? ApiErrors.BillingExists : ApiResponse.Ok(new { billing });
    }

    public ApiResponse Refill(ApiRequest request)
    {
        MoreCredits asked = request.Read<MoreCredits>();
        if (!store.Workspaces.Has(asked.WorkspaceId))
        {
            return ApiErrors.NoAccessToWorkspace;
        }

        Billing? billing = store.Billings.Refill(asked.WorkspaceId, asked.ExternalMeterId, (BigInteger)asked.Refill);
        return billing is null ? ApiErrors.NoSuchBilling : ApiResponse.Ok(new { billing });
    }
}
