using System.Collections.Concurrent;
using System.Net;

namespace Oneloop.Client.Tests.Http;

/// <summary>The system's proxy of this process: it serves the servers that tests name, so that tests do not meet each other's.</summary>
internal sealed class SystemProxy : IWebProxy
{
    private static readonly SystemProxy s_instance = Install();

    private readonly ConcurrentDictionary<string, (Uri Proxy, ICredentials? Credentials)> _proxies = new();

    public ICredentials? Credentials
    {
        get => new ByAddress(this);
        set => throw new NotSupportedException();
    }

    /// <summary>Has one server, by its host and port, reached through a proxy.</summary>
    public static void Set(Uri server, Uri proxy, ICredentials? credentials = null) =>
        s_instance._proxies[server.Authority] = (proxy, credentials);

    public Uri? GetProxy(Uri destination) =>
        _proxies.TryGetValue(destination.Authority, out (Uri Proxy, ICredentials? Credentials) found) ? found.Proxy : null;

    public bool IsBypassed(Uri host) => !_proxies.ContainsKey(host.Authority);

    private static SystemProxy Install()
    {
        SystemProxy proxy = new();
        HttpClient.DefaultProxy = proxy;
        return proxy;
    }

    /// <summary>As .NET has it: found by the proxy's address, whose user info is ignored.</summary>
    private sealed class ByAddress(SystemProxy proxies) : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType) =>
            proxies._proxies.Values.FirstOrDefault(p => p.Proxy.Equals(uri)).Credentials?.GetCredential(uri, authType);
    }
}
