namespace Oneloop.Client;

/// <summary>Why a request failed.</summary>
public enum FaultKind
{
    /// <summary>HTTP 400: the API rejected the request as invalid.</summary>
    BadRequest,

    /// <summary>HTTP 401: the API did not accept the token.</summary>
    Unauthorized,

    /// <summary>HTTP 403: the token is not allowed to do this.</summary>
    Forbidden,

    /// <summary>HTTP 404: what the request names does not exist, or the address is not the API's.</summary>
    NotFound,

    /// <summary>HTTP 409: what the request would create exists, or its state does not allow the change.</summary>
    Conflict,

    /// <summary>HTTP 408 or 429: the API asks for fewer requests.</summary>
    Throttled,

    /// <summary>HTTP 5xx: the API, or what stands in front of it, failed.</summary>
    ServerError,

    /// <summary>Not sent: so many consecutive requests failed that the service is taken to be down.</summary>
    ServiceUnavailable,

    /// <summary>
    /// The name could not be resolved, TCP or TLS failed, a proxy refused, or the connection closed before the response was complete.
    /// See <see cref="FaultCause"/>.
    /// </summary>
    ConnectionFailed,

    /// <summary>An attempt took longer than <see cref="OneloopClientOptions.Timeout"/>.</summary>
    Timeout,

    /// <summary>The response departs from the contract.</summary>
    InvalidResponse,

    /// <summary>Any other status, redirects included: they are not followed.</summary>
    UnexpectedStatus,

    /// <summary>The client was disposed of before the response was complete.</summary>
    ClientClosed,
}
