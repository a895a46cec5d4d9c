namespace Oneloop.StandIn.Data;

/// <summary>All that the stand-in keeps, in memory only. Not thread-safe: <see cref="Gate"/> makes each operation one step.</summary>
internal sealed class Store
{
    public Store(TimeProvider time)
    {
        Clock = new StoreClock(time);
        Workspaces = new WorkspaceStore(Clock, Ids);
        Scopes = new ScopeStore(Clock, Ids);
        Billings = new BillingStore(Clock, Ids);
        RateLimits = new RateLimitStore(Clock);
        Seed.Fill(this);
    }

    public Lock Gate { get; } = new();

    public StoreClock Clock { get; }

    public IdSource Ids { get; } = new();

    public WorkspaceStore Workspaces { get; }

    public ScopeStore Scopes { get; }

    public BillingStore Billings { get; }

    public RateLimitStore RateLimits { get; }

    public ApiKeyStore ApiKeys { get; } = new();

    public LinkTokenStore LinkTokens { get; } = new();
}
