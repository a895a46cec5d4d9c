namespace Oneloop.StandIn.Proxy;

/// <summary>A request as the proxy received it.</summary>
/// <param name="Method">The method: CONNECT for a tunnel.</param>
/// <param name="Target">Where to: host:port for a tunnel, else the whole URI.</param>
/// <param name="Authorised">Whether it came with the credential that the proxy asks for, if it asks for one.</param>
/// <param name="ProxyAuthorization">The header of that name; null where there was none.</param>
/// <param name="HeaderNames">The names of all headers, in their order.</param>
public sealed record ProxyRequest(
    string Method,
    string Target,
    bool Authorised,
    string? ProxyAuthorization,
    IReadOnlyList<string> HeaderNames);
