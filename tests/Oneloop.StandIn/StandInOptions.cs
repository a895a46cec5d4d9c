using Oneloop.StandIn.Tls;

namespace Oneloop.StandIn;

/// <summary>How the stand-in runs.</summary>
public sealed record StandInOptions
{
    /// <summary>The loopback port to listen on. 0: any free one.</summary>
    public int Port { get; init; }

    /// <summary>The tokens that are accepted. None: any but those that begin with "revoked".</summary>
    public IReadOnlyList<string> Tokens { get; init; } = [];

    /// <summary>How long every request to the API waits before its answer, in milliseconds.</summary>
    public int LatencyMs { get; init; }

    /// <summary>Whether the requests are kept, and not their counts only.</summary>
    public bool RecordRequests { get; init; } = true;

    /// <summary>Whether it listens for HTTPS as well, HTTP/2 included, on a port of its own and with a certificate of its own.</summary>
    public bool Https { get; init; }

    /// <summary>What its certificate is like.</summary>
    public CertificateKind Certificate { get; init; }

    /// <summary>Whether a forward proxy runs as well.</summary>
    public bool Proxy { get; init; }

    /// <summary>The user:password that the proxy asks for. Null: it serves everybody.</summary>
    public string? ProxyCredential { get; init; }
}
