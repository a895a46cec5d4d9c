using Microsoft.AspNetCore.Connections;

namespace Oneloop.StandIn.Recording;

/// <summary>Counts the connections to the API. One that carries nothing but control calls does not count: it is the test's own.</summary>
internal sealed class ConnectionLog
{
    private readonly Lock _lock = new();
    private int _open;
    private int _total;

    public ConnectionCount Count
    {
        get
        {
            lock (_lock)
            {
                return new ConnectionCount(_open, _total);
            }
        }
    }

    /// <summary>Counts each connection for as long as it lasts.</summary>
    public ConnectionDelegate Follow(ConnectionDelegate next) => connection => FollowAsync(connection, next);

    /// <summary>Notes what a connection is used for.</summary>
    public void Note(HttpContext context, bool isControl)
    {
        if (context.Features.Get<Use>() is not { } use)
        {
            return;
        }

        use.ByApi |= !isControl;
        SetCounted(use, use.ByApi);
    }

    private async Task FollowAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Use use = new();
        connection.Features.Set(use);
        SetCounted(use, true);
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_lock)
            {
                _open -= use.Counted ? 1 : 0;
            }
        }
    }

    private void SetCounted(Use use, bool counted)
    {
        lock (_lock)
        {
            int change = (counted ? 1 : 0) - (use.Counted ? 1 : 0);
            use.Counted = counted;
            _open += change;
            _total += change;
        }
    }

    private sealed class Use
    {
        public bool Counted { get; set; }

        public bool ByApi { get; set; }
    }
}
