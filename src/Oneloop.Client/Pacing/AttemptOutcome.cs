namespace Oneloop.Client.Pacing;

/// <summary>What an attempt shows about the service.</summary>
internal enum AttemptOutcome
{
    /// <summary>The attempt was cancelled: nothing.</summary>
    Cancelled,

    /// <summary>The API responded, if only with an error about this request.</summary>
    Answered,

    /// <summary>The API refused the request because of a limit: 429.</summary>
    Refused,

    /// <summary>The service was not reached, did not respond in time, or something in front of it said that it is down (502, 503, 504). A 503
    /// may be a refusal, too: the gate tells by what else is answered.</summary>
    Unavailable,
}
