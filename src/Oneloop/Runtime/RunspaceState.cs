using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Oneloop.Runtime;

/// <summary>
/// Keeps one object for each runspace, never for the process, until the runspace goes. PowerShell creates cmdlets without arguments,
/// so their runspace is how they find what belongs to it.
/// </summary>
/// <param name="create">Creates the object of a runspace when it is first asked for.</param>
internal sealed class RunspaceState<T>(Func<T> create)
    where T : class
{
    private readonly ConditionalWeakTable<Runspace, T> _byRunspace = [];

    /// <summary>The object of the runspace that this thread works for. Call it on the pipeline thread.</summary>
    public T Current => _byRunspace.GetValue(Runspace.DefaultRunspace, _ => create());
}
