using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Oneloop.StandIn.Tls;

/// <summary>A certificate that nobody trusts, made for one run and never stored with its key.</summary>
internal sealed class LocalCertificate : IDisposable
{
    private static readonly string[] s_otherNames = ["other.example.com", "*.example.org"];

    private LocalCertificate(X509Certificate2 certificate, string trustPem)
    {
        Certificate = certificate;
        TrustPem = trustPem;
    }

    /// <summary>The certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>What a client has to trust, without its key: the certificate itself, or its authority's.</summary>
    public string TrustPem { get; }

    /// <summary>Makes one.</summary>
    public static LocalCertificate Create(CertificateKind kind)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = Request(kind, key);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        (DateTimeOffset from, DateTimeOffset to) = kind switch
        {
            CertificateKind.Expired => (now.AddDays(-30), now.AddDays(-1)),
            CertificateKind.NotYetValid => (now.AddDays(1), now.AddDays(30)),
            _ => (now.AddDays(-1), now.AddDays(30)),
        };
        if (kind != CertificateKind.OwnAuthority)
        {
            using X509Certificate2 own = request.CreateSelfSigned(from, to);
            return new LocalCertificate(Usable(own), own.ExportCertificatePem());
        }

        using X509Certificate2 authority = Authority(from, to);
        using X509Certificate2 signed = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = signed.CopyWithPrivateKey(key);
        return new LocalCertificate(Usable(withKey), authority.ExportCertificatePem());
    }

    /// <inheritdoc/>
    public void Dispose() => Certificate.Dispose();

    private static CertificateRequest Request(CertificateKind kind, ECDsa key)
    {
        bool other = kind == CertificateKind.OtherName;
        CertificateRequest request = new(other ? $"CN={s_otherNames[0]}" : "CN=localhost", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        if (other)
        {
            Array.ForEach(s_otherNames, names.AddDnsName);
        }
        else
        {
            names.AddDnsName("localhost");
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        // 1.3.6.1.5.5.7.3.1: for servers.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], true));
        return request;
    }

    private static X509Certificate2 Authority(DateTimeOffset from, DateTimeOffset to)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=Stand-in Authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return request.CreateSelfSigned(from, to);
    }

    // TLS on Windows takes no key that exists in memory only as this one does; one read from PKCS #12 it takes.
    private static X509Certificate2 Usable(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
