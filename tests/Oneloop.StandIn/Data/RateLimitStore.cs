namespace Oneloop.StandIn.Data;

/// <summary>The rate limits of API keys: so many verifications a minute, which begins with the first.</summary>
internal sealed class RateLimitStore(StoreClock clock)
{
    private const long WindowMs = 60_000;

    private readonly Dictionary<(string ApiKeyId, string Name), (decimal Taken, long ResetAt)> _windows = [];

    /// <summary>Takes one of a limit, unless nothing is left of it.</summary>
    public bool TryTake(string apiKeyId, string name, decimal limit, out RateLimit? rate)
    {
        if (!_windows.TryGetValue((apiKeyId, name), out (decimal Taken, long ResetAt) window) || window.ResetAt <= clock.UnixMs)
        {
            window = (0, clock.UnixMs + WindowMs);
        }

        bool isTaken = window.Taken < limit;
        window.Taken += isTaken ? 1 : 0;
        _windows[(apiKeyId, name)] = window;
        rate = new RateLimit(Math.Max(0, limit - window.Taken), window.ResetAt);
        return isTaken;
    }
}
