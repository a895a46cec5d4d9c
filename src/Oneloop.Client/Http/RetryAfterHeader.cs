using System.Globalization;
using System.Net.Http.Headers;

namespace Oneloop.Client.Http;

/// <summary>Reads the header Retry-After: seconds, or an HTTP date. What is neither is passed over.</summary>
internal static class RetryAfterHeader
{
    /// <summary>How long to wait, 0 or more; null if the header is missing or junk.</summary>
    /// <param name="response">The response.</param>
    /// <param name="now">The time now, for a date in a response that does not state its own time.</param>
    public static TimeSpan? Read(HttpResponseMessage response, DateTimeOffset now)
    {
        switch (response.Headers.RetryAfter)
        {
            case { Delta: { } delta }:
                return delta;
            case { Date: { } date }:
                // By the server's own clock, if it tells it: the one here may be minutes off.
                TimeSpan wait = date - (response.Headers.Date ?? now);
                return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
            default:
                return MoreSecondsThanFit(response.Headers);
        }
    }

    /// <summary>.NET reads seconds up to 2^31; a larger number is not junk, but a delay too long to wait for.</summary>
    private static TimeSpan? MoreSecondsThanFit(HttpResponseHeaders headers) =>
        headers.NonValidated.TryGetValues("Retry-After", out HeaderStringValues values)
        && values.ToString() is { Length: > 9 } text
        && text.All(char.IsAsciiDigit)
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) && seconds < TimeSpan.MaxValue.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
                : TimeSpan.MaxValue
            : null;
}
