namespace Oneloop.Benchmarks;

/// <summary>What one run took.</summary>
/// <param name="Seconds">From the first request to the last answer.</param>
/// <param name="PerSecond">Customers answered in a second.</param>
/// <param name="AllocatedBytesPerCustomer">Bytes that the whole process allocated meanwhile, for each customer.</param>
internal sealed record RunFigures(double Seconds, double PerSecond, double AllocatedBytesPerCustomer);
