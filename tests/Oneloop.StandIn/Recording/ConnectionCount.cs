namespace Oneloop.StandIn.Recording;

/// <summary>How many connections there are.</summary>
/// <param name="Open">Those that are open.</param>
/// <param name="Total">Those that were ever opened.</param>
public sealed record ConnectionCount(int Open, int Total);
