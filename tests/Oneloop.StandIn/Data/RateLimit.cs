namespace Oneloop.StandIn.Data;

/// <summary>How much of a rate limit is left, in the form that the API writes.</summary>
/// <param name="Remaining">How many more verifications succeed.</param>
/// <param name="ResetAt">When it begins again, in milliseconds since 1970.</param>
internal sealed record RateLimit(decimal Remaining, long ResetAt);
