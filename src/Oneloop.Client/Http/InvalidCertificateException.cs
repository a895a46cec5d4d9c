using System.Security.Authentication;

namespace Oneloop.Client.Http;

/// <summary>
/// Thrown while a connection is opened to a host whose certificate is not valid. HttpClient passes it on as an inner exception, so
/// the reason reaches the request that waited for that connection.
/// </summary>
/// <param name="cause">What helps depends on this.</param>
/// <param name="host">The host that was asked for.</param>
/// <param name="reason">Why: it continues "The certificate of (host)". It may quote the certificate.</param>
internal sealed class InvalidCertificateException(FaultCause cause, string host, string reason)
    : AuthenticationException($"The certificate of {host} {reason}.")
{
    /// <summary>Why the certificate is not valid.</summary>
    public FaultCause Cause { get; } = cause;

    /// <summary>The host that was asked for: the API's, or a proxy's.</summary>
    public string Host { get; } = host;

    /// <summary>Why, in words: it continues "The certificate of (host)".</summary>
    public string Reason { get; } = reason;
}
