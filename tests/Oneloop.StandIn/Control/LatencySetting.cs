namespace Oneloop.StandIn.Control;

/// <summary>The body of the control call that sets the latency.</summary>
/// <param name="Ms">The milliseconds.</param>
internal sealed record LatencySetting(int Ms);
