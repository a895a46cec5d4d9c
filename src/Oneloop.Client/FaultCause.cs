namespace Oneloop.Client;

/// <summary>Why a connection failed, if that is known well enough to say what helps. It narrows <see cref="FaultKind"/>.</summary>
public enum FaultCause
{
    /// <summary>Not known more precisely, or not a fault of the connection.</summary>
    Unspecified,

    /// <summary>No host has that name. Not retried.</summary>
    HostNotFound,

    /// <summary>The proxy could not be reached. Retried.</summary>
    ProxyUnreachable,

    /// <summary>HTTP 407: the proxy asks for credentials, or rejects those it was sent. Not retried.</summary>
    ProxyAuthenticationRequired,

    /// <summary>The proxy opened no connection to the API. Retried if its status is one that may pass, or if it sent none.</summary>
    ProxyRefused,

    /// <summary>A certificate has expired, or is not valid yet. Not retried.</summary>
    CertificateExpired,

    /// <summary>The certificate is issued for other names. Not retried.</summary>
    CertificateNameMismatch,

    /// <summary>The certificate is self-signed, or its issuer is not known to this machine. Not retried.</summary>
    CertificateNotTrusted,

    /// <summary>There is no certificate, or it is revoked, damaged, or not meant for servers. Not retried.</summary>
    CertificateInvalid,
}
