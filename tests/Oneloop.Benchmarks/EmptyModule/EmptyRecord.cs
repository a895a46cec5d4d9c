namespace Oneloop.EmptyModule;

/// <summary>What was bound, and nothing else.</summary>
/// <param name="WorkspaceId">The workspace's id.</param>
/// <param name="ExternalMeterId">The meter's id.</param>
public sealed record EmptyRecord(string WorkspaceId, string ExternalMeterId);
