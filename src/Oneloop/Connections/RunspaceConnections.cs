using System.Runtime.CompilerServices;
using Oneloop.Runtime;

namespace Oneloop.Connections;

/// <summary>
/// The connections of one runspace: the default one, and all that were made in it. Kept by runspace, never by process, so that no
/// command runs with another's token; it goes when the runspace goes.
/// </summary>
internal sealed class RunspaceConnections
{
    private static readonly RunspaceState<RunspaceConnections> s_state = new(static () => new RunspaceConnections());

    // Weak: a connection that is not referenced any more need not wait for the module's removal.
    private readonly ConditionalWeakTable<OneloopConnection, object?> _all = [];

    private RunspaceConnections()
    {
    }

    /// <summary>The default connection. Null where there is none.</summary>
    public OneloopConnection? Default { get; private set; }

    /// <summary>The addresses of all that were made in this runspace and are still held by somebody.</summary>
    public IEnumerable<Uri> Addresses => _all.Select(static entry => entry.Key.BaseUri);

    /// <summary>The connections of the runspace that this thread works for: call it on the pipeline thread.</summary>
    public static RunspaceConnections Current => s_state.Current;

    /// <summary>Makes a connection the default one. The one before stays usable through any variable that holds it.</summary>
    public void SetDefault(OneloopConnection connection)
    {
        _all.Add(connection, null);
        Default = connection;
    }

    /// <summary>Ends a connection, the default one or another.</summary>
    public void End(OneloopConnection connection)
    {
        connection.End();
        if (ReferenceEquals(connection, Default))
        {
            Default = null;
        }
    }

    /// <summary>Ends all connections that were made in this runspace.</summary>
    public void EndAll()
    {
        foreach ((OneloopConnection connection, _) in _all)
        {
            connection.End();
        }

        _all.Clear();
        Default = null;
    }
}
