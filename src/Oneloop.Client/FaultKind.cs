namespace Oneloop.Client;

/// <summary>What kind of fault kept a request from being answered with a customer's billing.</summary>
public enum FaultKind
{
    /// <summary>HTTP 400: the API could not read the request.</summary>
    BadRequest,

    /// <summary>HTTP 401: the API did not accept the token.</summary>
    Unauthorized,

    /// <summary>HTTP 403: the token may not read this workspace or meter.</summary>
    Forbidden,

    /// <summary>HTTP 408 or 429: the API asks for fewer requests.</summary>
    Throttled,

    /// <summary>HTTP 5xx: the API, or what stands in front of it, failed.</summary>
    ServerError,

    /// <summary>Not tried: so many customers before failed that the service is taken to be down.</summary>
    ServiceUnavailable,

    /// <summary>
    /// The name could not be resolved, TCP or TLS failed, a proxy refused, or the answer broke off. See <see cref="FaultCause"/>.
    /// </summary>
    ConnectionFailed,

    /// <summary>A try took longer than <see cref="OneloopClientOptions.Timeout"/>.</summary>
    Timeout,

    /// <summary>The answer is not what the API's contract says.</summary>
    InvalidResponse,

    /// <summary>Any other status; a redirect, which is never followed, among them.</summary>
    UnexpectedStatus,

    /// <summary>The client was disposed of before the answer came.</summary>
    ClientClosed,
}
