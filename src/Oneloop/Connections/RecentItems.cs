namespace Oneloop.Connections;

/// <summary>What a connection returned last, for completion: a bounded number of items, in no order.</summary>
internal sealed class RecentItems<T>
    where T : class
{
    /// <summary>More than anyone reads through, and little enough to hold for a connection's life.</summary>
    private const int Capacity = 256;

    private readonly T?[] _items = new T?[Capacity];
    private uint _next;

    /// <summary>
    /// Replaces the oldest item. Called for each record: one store, no lock, no look-up. If two runspaces that share the connection
    /// add at the same time, one of the two items may be lost, which costs a completion and nothing else.
    /// </summary>
    public void Add(T item) => _items[_next++ % Capacity] = item;

    /// <summary>The items now; one that was added several times occurs as often.</summary>
    public IEnumerable<T> Snapshot() => ((T?[])_items.Clone()).OfType<T>();
}
