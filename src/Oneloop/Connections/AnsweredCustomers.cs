namespace Oneloop.Connections;

/// <summary>The customers that a connection answered last, for completion: a bounded number, in no order.</summary>
internal sealed class AnsweredCustomers
{
    /// <summary>How many answers are remembered: more than anybody reads through, little enough to hold for a connection's life.</summary>
    private const int Most = 256;

    private readonly CustomerReference?[] _customers = new CustomerReference?[Most];
    private uint _next;

    /// <summary>
    /// Remembers a customer in the place of the one longest there. Called for each record: one store, no lock, no look-up. Where two
    /// runspaces that share the connection meet, one of the two may be lost, which costs a completion and nothing else.
    /// </summary>
    public void Add(CustomerReference customer) => _customers[_next++ % Most] = customer;

    /// <summary>Those remembered now; one that was answered several times stands there as often.</summary>
    public IEnumerable<CustomerReference> Snapshot() => ((CustomerReference?[])_customers.Clone()).OfType<CustomerReference>();
}
