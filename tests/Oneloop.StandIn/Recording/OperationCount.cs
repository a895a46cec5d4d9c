namespace Oneloop.StandIn.Recording;

/// <summary>How often an operation was asked for.</summary>
/// <param name="Received">How many requests for it came.</param>
/// <param name="Processed">How many of them were carried out, whatever the client got to see of it.</param>
public sealed record OperationCount(int Received, int Processed);
