namespace Oneloop.StandIn.Data;

/// <summary>What a link token stands for.</summary>
internal sealed record LinkToken(string WorkspaceId, string CustomerId, string? ExternalBillingId, decimal ExpiresAt);
