using System.Buffers;
using System.Net;
using System.Net.Security;
using Oneloop.Client.Http;

namespace Oneloop.Client;

/// <summary>Where and how a <see cref="OneloopClient"/> asks.</summary>
public sealed record OneloopClientOptions
{
    /// <summary>The API's production server, as its OpenAPI document names it.</summary>
    public static readonly Uri ProductionAddress = new("https://prod.oneloop.ai/");

    // What an Authorization header can carry: visible ASCII. Spaces are left out, since they end the credential.
    private static readonly SearchValues<char> s_tokenCharacters =
        SearchValues.Create("!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Creates the options, having checked what decides where the token goes.</summary>
    /// <param name="baseAddress">The API's address, without query, fragment and user name: https, or http to a loopback address.</param>
    /// <param name="token">The bearer token, without "Bearer". White space around it is left out.</param>
    /// <param name="proxy">
    /// The proxy to go through (http, https, socks4, socks4a or socks5), without user name; on this machine where the API's address is http.
    /// Null: the one the system names, and none for an http address.
    /// </param>
    /// <param name="proxyCredentials">What to log on to the proxy with. Null: nothing.</param>
    /// <exception cref="InvalidOptionException">
    /// The address, token or proxy (ParamName tells which) is not of that form. The message never quotes the token or a password.
    /// </exception>
    public OneloopClientOptions(Uri baseAddress, string token, Uri? proxy = null, ICredentials? proxyCredentials = null)
    {
        BaseAddress = CheckedAddress(baseAddress);
        Token = CheckedToken(token);
        if (proxy is not null)
        {
            Proxy = new WebProxy(CheckedProxy(proxy)) { Credentials = proxyCredentials };
        }
    }

    /// <summary>The API's address. Its path, if it has one, stands before the API's own paths.</summary>
    public Uri BaseAddress { get; }

    /// <summary>How long an attempt may take, from resolving the name to the last byte of the response. 10 ms to 1 day; 30 seconds unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is shorter or longer than that.</exception>
    public TimeSpan Timeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.FromMilliseconds(10));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is repeated at most where that may help, 0 or more. 3 unless set; 0 turns retries off.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public int MaximumRetryCount
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 3;

    /// <summary>The longest wait before the first retry, 0 or more; it doubles with each. 1 second unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0, or longer than a day.</exception>
    public TimeSpan RetryInterval
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long requests wait for a service that has responded before and does not now, or that refuses every request because of a
    /// limit: 0 to 1 day, 5 minutes unless set. 0: they do not wait but fail.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0, or longer than a day.</exception>
    public TimeSpan OutageTimeout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            field = value;
        }
    } = TimeSpan.FromMinutes(5);

    /// <summary>The clock that all limits and waits go by.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What the User-Agent header says. Null: the client's own name and version.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The bearer token. Internal, so that no serializer and no formatter finds it.</summary>
    internal string Token { get; }

    /// <summary>Gives the random numbers, 0 to 1, that waits are cut by.</summary>
    internal Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Whom to trust. Null: whom the system trusts.</summary>
    internal SslClientAuthenticationOptions? Trust { get; init; }

    /// <summary>The proxy, or null.</summary>
    internal IWebProxy? Proxy { get; }

    /// <summary>Opens connections. Null: .NET does.</summary>
    internal Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? Connect { get; init; }

    /// <summary>What takes this token out of a text.</summary>
    public TokenRedactor Redactor() => new(Token);

    /// <summary>The proxy that requests to an address go through, unless another is given.</summary>
    /// <param name="baseAddress">The API's address.</param>
    /// <returns>Its address as the system names it now, without user name and password. Null: requests go there directly.</returns>
    /// <remarks>The system may have to look for its proxy on the network.</remarks>
    public static Uri? SystemProxy(Uri baseAddress)
    {
        ArgumentNullException.ThrowIfNull(baseAddress);
        return ProxyRoute.Find(baseAddress, given: null)?.Address;
    }

    private static Uri CheckedAddress(Uri baseAddress)
    {
        ArgumentNullException.ThrowIfNull(baseAddress);
        string? fault = baseAddress switch
        {
            { IsAbsoluteUri: false } => "is not an absolute address, such as https://prod.oneloop.ai",
            { Scheme: not ("http" or "https") } => "is neither https nor http",
            { UserInfo.Length: > 0 } => "carries a user name or password",
            { Query.Length: > 0 } or { Fragment.Length: > 0 } => "carries a query or a fragment",
            { Scheme: "http" } when !baseAddress.IsLoopback =>
                "is not https: the token would cross the network unencrypted. Plain http goes to a loopback address only",
            _ => null,
        };
        if (fault is not null)
        {
            throw new InvalidOptionException(nameof(baseAddress), $"The base URI {Shown(baseAddress)} {fault}.");
        }

        return baseAddress.AbsolutePath.EndsWith('/') ? baseAddress : new Uri(baseAddress.AbsoluteUri + "/");
    }

    private static string CheckedToken(string token)
    {
        ArgumentNullException.ThrowIfNull(token);
        token = token.Trim();
        if (token.Length == 0)
        {
            throw new InvalidOptionException(nameof(token), "The token is empty.");
        }

        int at = token.AsSpan().IndexOfAnyExcept(s_tokenCharacters);
        return at < 0
            ? token
            : throw new InvalidOptionException(
                nameof(token),
                $"The token's character {at + 1} cannot stand in a token: give the token alone, without 'Bearer', spaces or line breaks.");
    }

    private Uri CheckedProxy(Uri proxy)
    {
        string? fault = proxy switch
        {
            { IsAbsoluteUri: false } => "is not an absolute address, such as http://proxy.example.com:8080",
            { Scheme: not ("http" or "https" or "socks4" or "socks4a" or "socks5") } => "is none of http, https, socks4, socks4a and socks5",
            { UserInfo.Length: > 0 } => "carries a user name or password, which belong in the proxy's credential",
            _ when BaseAddress.Scheme == Uri.UriSchemeHttp && !proxy.IsLoopback =>
                $"is not on this machine, and {BaseAddress} is not https: the token would cross the network unencrypted",
            _ => null,
        };
        return fault is null ? proxy : throw new InvalidOptionException(nameof(proxy), $"The proxy {Shown(proxy)} {fault}.");
    }

    /// <summary>An address without what may be secret in it: user name, password, query and fragment.</summary>
    private static string Shown(Uri address) => UserInfo.Without(address.OriginalString).Split('?', '#')[0];
}
