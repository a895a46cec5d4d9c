using System.Net;
using System.Text;

namespace Oneloop.Client.Http;

/// <summary>
/// The proxy that requests go through: the one given, or the system's. A user name and password in its address, as the environment
/// variable HTTPS_PROXY may hold them, are kept apart from it: .NET quotes the address in errors.
/// </summary>
internal sealed class ProxyRoute
{
    private readonly ICredentials? _credentials;
    private readonly string _userInfo;

    private ProxyRoute(IWebProxy proxy, Uri address)
    {
        Address = new Uri(address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped));
        _credentials = proxy.Credentials;
        _userInfo = address.UserInfo;
    }

    /// <summary>The proxy's address, without user name and password.</summary>
    public Uri Address { get; }

    /// <summary>Whether there are credentials to log on with.</summary>
    public bool HasCredentials => Credential() is not null;

    /// <summary>
    /// What a handler has to use in place of the system's proxy; null if that can be used as it is. It knows the address without its
    /// user info and the system's credentials, which .NET looks up by an address whose user info it ignores.
    /// </summary>
    public IWebProxy? Replacement => _userInfo.Length == 0 ? null : new WebProxy(Address) { Credentials = _credentials };

    /// <summary>
    /// Every form in which the user name and password may appear in a text: as they stand in the address, decoded, and as the header of
    /// Basic authentication has them. Longest first, so that none is cut in two by a shorter one.
    /// </summary>
    public IEnumerable<string> Secrets
    {
        get
        {
            List<string> secrets = [];
            Add(secrets, _userInfo);
            if (Credential() is { } credential)
            {
                string user = credential.Domain.Length == 0 ? credential.UserName : $"{credential.Domain}\\{credential.UserName}";
                secrets.AddRange([credential.UserName, credential.Domain, credential.Password]);
                Add(secrets, $"{user}:{credential.Password}");
            }

            return secrets.Where(static s => s.Length > 0).Distinct(StringComparer.Ordinal).OrderByDescending(static s => s.Length);
        }
    }

    /// <summary>Finds the proxy for an address.</summary>
    /// <param name="target">Where requests go.</param>
    /// <param name="given">The proxy to use; null: the system's.</param>
    /// <returns>Null if requests go there directly.</returns>
    public static ProxyRoute? Find(Uri target, IWebProxy? given)
    {
        IWebProxy? proxy = given ?? (UsesSystemProxy(target) ? HttpClient.DefaultProxy : null);
        return proxy is null || proxy.IsBypassed(target) || proxy.GetProxy(target) is not { } address || address == target
            ? null
            : new ProxyRoute(proxy, address);
    }

    /// <summary>
    /// Whether requests to an address may go through the system's proxy. Plain http is for the loopback address alone: a proxy would
    /// carry the token off the machine.
    /// </summary>
    public static bool UsesSystemProxy(Uri target) => target.Scheme == Uri.UriSchemeHttps;

    /// <summary>The address in the short form in which people write it.</summary>
    public override string ToString() => Address.GetLeftPart(UriPartial.Authority);

    private static void Add(List<string> secrets, string userInfo)
    {
        foreach (string form in (string[])[userInfo, Uri.UnescapeDataString(userInfo)])
        {
            secrets.Add(form);
            secrets.AddRange(form.Split(':', 2));
            // ":" alone stands for the credentials of this session, which have no text.
            secrets.Add(form.Length > 1 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(form)) : string.Empty);
        }
    }

    private NetworkCredential? Credential() => _credentials?.GetCredential(Address, "Basic");
}
