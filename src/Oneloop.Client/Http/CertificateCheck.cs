using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Oneloop.Client.Http;

/// <summary>Accepts the certificates that .NET has found valid, and explains why any other is not.</summary>
internal static class CertificateCheck
{
    /// <summary>The most names of a certificate that are listed.</summary>
    private const int MostNames = 5;

    /// <summary>A <see cref="RemoteCertificateValidationCallback"/>.</summary>
    /// <returns>True, and never for a certificate that .NET has found a fault with.</returns>
    /// <exception cref="InvalidCertificateException">The certificate is not valid.</exception>
    public static bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        errors == SslPolicyErrors.None
            ? true
            : throw Explain((sender as SslStream)?.TargetHostName ?? "the server", certificate, chain, errors);

    private static InvalidCertificateException Explain(string host, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        List<(FaultCause Cause, string Reason)> reasons = [];
        if (certificate is not X509Certificate2 leaf || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return new InvalidCertificateException(FaultCause.CertificateInvalid, host, "is missing");
        }

        X509ChainElement[] elements = chain is null ? [] : [.. chain.ChainElements];
        if (elements.FirstOrDefault(e => HasExpired(e)) is { } expired)
        {
            reasons.Add((FaultCause.CertificateExpired, Validity(expired.Certificate, isLeaf: expired == elements[0])));
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add((FaultCause.CertificateNameMismatch, $"is issued for {Names(leaf)}, not for {host}"));
        }

        if (Trust(leaf, elements, chain?.ChainStatus ?? []) is { } trust)
        {
            reasons.Add(trust);
        }

        return reasons.Count == 0
            ? new InvalidCertificateException(FaultCause.CertificateInvalid, host, $"is not valid: {errors}")
            : new InvalidCertificateException(reasons[0].Cause, host, string.Join(" and ", reasons.Select(r => r.Reason)));
    }

    private static bool HasExpired(X509ChainElement element) =>
        element.ChainElementStatus.Any(static s => s.Status == X509ChainStatusFlags.NotTimeValid);

    /// <summary>How a certificate is out of date.</summary>
    private static string Validity(X509Certificate2 certificate, bool isLeaf)
    {
        // Both are local time.
        string when = certificate.NotAfter < DateTime.Now
            ? $"expired on {Day(certificate.NotAfter)}"
            : $"is not valid before {Day(certificate.NotBefore)}";
        return isLeaf ? when : $"is issued by {Name(certificate, isIssuer: false)}, whose certificate {when}";
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The names that a certificate is issued for.</summary>
    private static string Names(X509Certificate2 certificate)
    {
        string[] names;
        try
        {
            names =
            [
                .. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
                    .SelectMany(static san =>
                        san.EnumerateDnsNames().Concat(san.EnumerateIPAddresses().Select(static ip => ip.ToString()))),
            ];
        }
        catch (CryptographicException)
        {
            // The list cannot be read; the subject is a name as well.
            names = [];
        }

        return names.Length switch
        {
            0 => Name(certificate, isIssuer: false),
            <= MostNames => string.Join(", ", names),
            _ => $"{string.Join(", ", names.Take(MostNames))} and {names.Length - MostNames} more",
        };
    }

    /// <summary>Why a certificate is not trusted, besides its dates and names; null if it is.</summary>
    private static (FaultCause Cause, string Reason)? Trust(X509Certificate2 leaf, X509ChainElement[] elements, X509ChainStatus[] statuses)
    {
        X509ChainStatusFlags flags = statuses.Aggregate(X509ChainStatusFlags.NoError, static (all, s) => all | s.Status);
        if (flags.HasFlag(X509ChainStatusFlags.Revoked))
        {
            return (FaultCause.CertificateInvalid, "is revoked");
        }

        X509ChainStatus[] others =
        [
            .. statuses.Where(static s => s.Status is not
                (X509ChainStatusFlags.NotTimeValid or X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain)),
        ];
        if (others.Length > 0)
        {
            return (FaultCause.CertificateInvalid, $"is not valid: {others[0].StatusInformation.Trim().TrimEnd('.')}");
        }

        if ((flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) == 0)
        {
            return null;
        }

        bool isSelfSigned = leaf.SubjectName.RawData.AsSpan().SequenceEqual(leaf.IssuerName.RawData);
        string issuer = Name(elements.Length > 0 ? elements[^1].Certificate : leaf, isIssuer: true);
        return (FaultCause.CertificateNotTrusted, isSelfSigned
            ? "is not trusted: it is self-signed"
            : $"is not trusted: this machine does not know its issuer, {issuer}");
    }

    private static string Name(X509Certificate2 certificate, bool isIssuer)
    {
        string name = certificate.GetNameInfo(X509NameType.SimpleName, isIssuer);
        return name.Length > 0 ? name : "a nameless authority";
    }
}
