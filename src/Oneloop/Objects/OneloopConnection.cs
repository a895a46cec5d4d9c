using Oneloop.Client;
using Oneloop.Client.Workspaces;
using Oneloop.Connections;

namespace Oneloop;

/// <summary>
/// A connection to the Oneloop API: where to ask and how, and a token that it never shows. Safe to use from several runspaces at
/// once. Nothing is sent before the first request.
/// </summary>
public sealed class OneloopConnection
{
    private readonly object _lock = new();
    private readonly Uri? _proxy;
    private OneloopClientOptions? _options;
    private OneloopClient? _client;

    /// <summary>Creates a connection.</summary>
    /// <param name="options">Where and how to ask.</param>
    /// <param name="token">The token that the options hold, and where it came from.</param>
    /// <param name="proxy">The proxy that the options hold; null: the one the system names.</param>
    /// <param name="workspaceId">The default workspace; null: none.</param>
    internal OneloopConnection(OneloopClientOptions options, Token token, Uri? proxy = null, string? workspaceId = null)
    {
        _options = options;
        BaseUri = options.BaseAddress;
        TokenSource = token.Source;
        TokenMask = token.Mask;
        TimeoutSec = (int)options.Timeout.TotalSeconds;
        MaximumRetryCount = options.MaximumRetryCount;
        RetryIntervalSec = options.RetryInterval.TotalSeconds;
        OutageTimeoutSec = (int)options.OutageTimeout.TotalSeconds;
        _proxy = proxy;
        WorkspaceId = workspaceId;
    }

    /// <summary>The API's address.</summary>
    public Uri BaseUri { get; }

    /// <summary>Where the token came from.</summary>
    public TokenSource TokenSource { get; }

    /// <summary>Asterisks and, of a long token, its last four characters: enough to tell two tokens apart, useless as a token.</summary>
    public string TokenMask { get; }

    /// <summary>How long an attempt may take, in seconds, 1 or more.</summary>
    public int TimeoutSec { get; }

    /// <summary>How often a request is repeated at most where that may help: 0 or more.</summary>
    public int MaximumRetryCount { get; }

    /// <summary>The longest wait before the first retry, in seconds, 0 or more; it doubles with each.</summary>
    public double RetryIntervalSec { get; }

    /// <summary>
    /// How long requests wait for a service that has responded before and does not now, in seconds, 0 or more. 0: they do not wait
    /// but fail.
    /// </summary>
    public int OutageTimeoutSec { get; }

    /// <summary>
    /// The proxy that requests go through, without user name and password: the one given to Connect-Oneloop or, without that, the one
    /// the system names for BaseUri. Null: none.
    /// </summary>
    public Uri? Proxy => _proxy ?? OneloopClientOptions.SystemProxy(BaseUri);

    /// <summary>The workspace of customers for whom none is named, as given to Connect-Oneloop. Null: there is no default one.</summary>
    public string? WorkspaceId { get; }

    /// <summary>The customers whose billing it returned last.</summary>
    internal RecentItems<CustomerReference> RecentCustomers { get; } = new();

    /// <summary>The ids of the workspaces that it returned last.</summary>
    internal RecentItems<string> RecentWorkspaces { get; } = new();

    /// <summary>The API keys that it returned last.</summary>
    internal RecentItems<ApiKeyReference> RecentApiKeys { get; } = new();

    /// <summary>The scopes that it returned last.</summary>
    internal RecentItems<ScopeReference> RecentScopes { get; } = new();

    /// <summary>The ids of the billings that it returned last: as such, with their usage, or as those of API keys.</summary>
    internal RecentItems<string> RecentBillings { get; } = new();

    /// <summary>Address and mask, in one line.</summary>
    public override string ToString() => $"{BaseUri} (token {TokenMask})";

    /// <summary>Remembers an API key that it returned, and the billing of the key.</summary>
    internal void Remember(ApiKey key)
    {
        RecentApiKeys.Add(new ApiKeyReference(key.WorkspaceId, key.ApiKeyId));
        if (key.BillingId is { } billingId)
        {
            RecentBillings.Add(billingId);
        }
    }

    /// <summary>Remembers workspaces that it returned. None if the request failed.</summary>
    internal void Remember(ListWorkspacesRequest request)
    {
        foreach (Client.Workspaces.Workspace workspace in request.Result ?? [])
        {
            RecentWorkspaces.Add(workspace.Id);
        }
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
