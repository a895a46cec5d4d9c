namespace Oneloop.StandIn.Recording;

/// <summary>How much was asked.</summary>
/// <param name="Total">All requests to the API.</param>
/// <param name="Customers">The different meter ids in them.</param>
public sealed record RequestCount(int Total, int Customers);
