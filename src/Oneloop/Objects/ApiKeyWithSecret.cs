using Oneloop.Input;

namespace Oneloop;

/// <summary>An API key with the key itself, which the API shows when it creates or rotates one, and never again.</summary>
public sealed class ApiKeyWithSecret : ApiKey
{
    internal ApiKeyWithSecret(string workspaceId, Client.ApiKeys.ApiKeyWithSecret key, bool asPlainText)
        : base(workspaceId, key) => Key = Secrets.Wrap(key.Key, asPlainText);

    /// <summary>
    /// The key itself: the field <c>key</c>. A SecureString, or a string if -AsPlainText was given. Views, jobs and Export-Clixml leave
    /// it out. Never null.
    /// </summary>
    public object Key { get; }
}
