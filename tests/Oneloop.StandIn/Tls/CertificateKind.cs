namespace Oneloop.StandIn.Tls;

/// <summary>What the stand-in's certificate is like.</summary>
public enum CertificateKind
{
    /// <summary>For this machine, valid today, and signed by itself: who trusts it can connect.</summary>
    SelfSigned,

    /// <summary>The same, but expired.</summary>
    Expired,

    /// <summary>The same, but valid from tomorrow on only.</summary>
    NotYetValid,

    /// <summary>The same, but issued for other names than this machine's.</summary>
    OtherName,

    /// <summary>For this machine, valid today, and signed by an authority of its own, which is not shown.</summary>
    OwnAuthority,
}
