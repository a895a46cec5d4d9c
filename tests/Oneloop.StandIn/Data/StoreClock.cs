using System.Globalization;

namespace Oneloop.StandIn.Data;

/// <summary>The time, in the forms that the API writes it in.</summary>
internal sealed class StoreClock(TimeProvider time)
{
    /// <summary>Above this, a number is taken for milliseconds since 1970, else for seconds: the contract names no unit.</summary>
    private const decimal LongestSeconds = 100_000_000_000;

    /// <summary>Now, as createdAt and updatedAt have it.</summary>
    public string Timestamp => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Today, in UTC.</summary>
    public string Day => DayOf(time.GetUtcNow().UtcDateTime);

    /// <summary>Now, in milliseconds since 1970.</summary>
    public long UnixMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    public static string DayOf(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Whether an expiresAt has passed. One that is null never passes.</summary>
    public bool HasPassed(decimal? expiresAt) => expiresAt is { } at && (at > LongestSeconds ? at : at * 1000) <= UnixMs;
}
