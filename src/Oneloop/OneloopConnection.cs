using System.Net;
using Oneloop.Client;
using Oneloop.Connections;

namespace Oneloop;

/// <summary>
/// A connection to the Oneloop API: where to ask and how, and a token that it never shows. Safe to use from several runspaces at
/// once. Nothing is sent before the first request.
/// </summary>
public sealed class OneloopConnection
{
    private readonly object _lock = new();
    private OneloopClientOptions? _options;
    private OneloopClient? _client;

    private OneloopConnection(OneloopClientOptions options, Token token, Uri? proxy)
    {
        _options = options;
        BaseUri = options.BaseAddress;
        TokenSource = token.Source;
        TokenMask = token.Mask;
        TimeoutSec = (int)options.Timeout.TotalSeconds;
        Proxy = proxy;
    }

    /// <summary>The API's address.</summary>
    public Uri BaseUri { get; }

    /// <summary>Where the token came from.</summary>
    public TokenSource TokenSource { get; }

    /// <summary>Asterisks and, of a long token, its last four characters: enough to tell two tokens apart, useless as a token.</summary>
    public string TokenMask { get; }

    /// <summary>How long a try may take, in seconds, 1 or more.</summary>
    public int TimeoutSec { get; }

    /// <summary>The proxy given to Connect-Oneloop. Null: the one the system names.</summary>
    public Uri? Proxy { get; }

    /// <summary>Address and mask, in one line.</summary>
    public override string ToString() => $"{BaseUri} (token {TokenMask})";

    /// <summary>Creates a connection.</summary>
    /// <param name="token">The token.</param>
    /// <param name="userAgent">How to name itself to the API.</param>
    /// <param name="baseUri">The API's address; null: production.</param>
    /// <param name="timeout">How long a try may take; null: as long as the client's own default says.</param>
    /// <param name="proxy">The proxy; null: the one the system names.</param>
    /// <param name="proxyCredential">What to log on to the proxy with; null: nothing.</param>
    /// <exception cref="InvalidOptionException">One of them cannot be used; ParamName tells which.</exception>
    internal static OneloopConnection Create(
        Token token,
        string userAgent,
        Uri? baseUri = null,
        TimeSpan? timeout = null,
        Uri? proxy = null,
        NetworkCredential? proxyCredential = null)
    {
        Uri address = baseUri ?? OneloopClientOptions.ProductionAddress;
        OneloopClientOptions options = new(address, token.Value, proxy, proxyCredential) { UserAgent = userAgent };
        return new OneloopConnection(timeout is { } given ? options with { Timeout = given } : options, token, proxy);
    }

    /// <summary>The client, made at first use. Null where the connection has been ended.</summary>
    internal OneloopClient? Client()
    {
        lock (_lock)
        {
            return _options is null ? null : _client ??= new OneloopClient(_options);
        }
    }

    /// <summary>Takes the token out of a text; null where the connection has been ended.</summary>
    internal TokenRedactor? Redactor()
    {
        lock (_lock)
        {
            return _options?.Redactor();
        }
    }

    /// <summary>Forgets the token and closes what is open. What is under way fails.</summary>
    internal void End()
    {
        OneloopClient? client;
        lock (_lock)
        {
            client = _client;
            _client = null;
            _options = null;
        }

        client?.Dispose();
    }
}
