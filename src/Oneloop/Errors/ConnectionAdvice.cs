using Oneloop.Client;

namespace Oneloop.Errors;

/// <summary>What to do about a connection that failed, by its cause.</summary>
internal static class ConnectionAdvice
{
    /// <summary>The recommended action. Null if the cause is not known.</summary>
    public static string? For(OneloopException fault) => fault.Cause switch
    {
        FaultCause.HostNotFound when fault.Proxy is null => "Check the host name in -BaseUri.",
        FaultCause.HostNotFound or FaultCause.ProxyUnreachable =>
            "Check the proxy's address: -Proxy of Connect-Oneloop or, without it, HTTPS_PROXY or the system's settings.",
        FaultCause.ProxyAuthenticationRequired =>
            $"Connect again with the proxy's user name and password: -Proxy {Shown(fault.Proxy)} -ProxyCredential (Get-Credential)",
        FaultCause.ProxyRefused when fault.StatusCode >= 500 => "Check the host name in -BaseUri: the proxy may not find or reach it.",
        FaultCause.ProxyRefused => "Have the proxy let this address through, or connect again with another -Proxy.",
        FaultCause.CertificateExpired => "Check this machine's clock. If it is right, that server needs a new certificate.",
        FaultCause.CertificateNameMismatch when fault.Proxy is null =>
            "Check the host name in -BaseUri: it has to be one that the certificate is issued for.",
        FaultCause.CertificateNameMismatch => "Check the host name in -Proxy: it has to be one that the certificate is issued for.",
        FaultCause.CertificateNotTrusted =>
            $"If it is not from a CA of your organisation, check -BaseUri and the network. If it is, trust that CA: {TrustCommand()}",
        FaultCause.CertificateInvalid => "Check -BaseUri and the network. If both are right, that server needs another certificate.",
        _ => null,
    };

    private static string? Shown(Uri? proxy) => proxy?.GetLeftPart(UriPartial.Authority);

    /// <summary>The command that makes this system trust the CA in the file ca.crt.</summary>
    private static string TrustCommand() =>
        OperatingSystem.IsWindows() ? "certutil -user -addstore Root ca.crt"
        : OperatingSystem.IsMacOS() ? "security add-trusted-cert -k ~/Library/Keychains/login.keychain-db ca.crt"
        : Directory.Exists("/usr/local/share/ca-certificates")
            ? "sudo cp ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates"
        : "sudo trust anchor ca.crt";
}
