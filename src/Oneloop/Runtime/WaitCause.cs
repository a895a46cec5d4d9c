namespace Oneloop.Runtime;

/// <summary>What holds back the requests of a run.</summary>
internal enum WaitCause
{
    /// <summary>Nothing: the API takes as long as it takes.</summary>
    None,

    /// <summary>The API asked for it, with Retry-After.</summary>
    RetryAfter,

    /// <summary>The API refuses more requests than are sent.</summary>
    Pace,

    /// <summary>The service does not respond.</summary>
    Outage,
}
