using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using Oneloop.Connections;

namespace Oneloop.Loading;

/// <summary>What happens when the module is imported into a runspace and removed from it.</summary>
/// <remarks>
/// PowerShell lists the types of this assembly before <see cref="OnImport"/> runs: so no type in it may derive from, implement, hold
/// a struct made of, or have a base class or interface constructed over, a type of Oneloop.Client. An async method that awaits one
/// would: its state machine is such a struct. A field of a constructed class, such as a pump of requests, is fine.
/// </remarks>
public sealed class ModuleLoader : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private const string Entry = "Oneloop.Client";

    private static readonly ModuleLoadContext s_context = new(
        Path.Join(Path.GetDirectoryName(typeof(ModuleLoader).Assembly.Location), "lib"));

    /// <summary>Lets this assembly find Oneloop.Client. Each runspace adds its own entry, and takes just that away again.</summary>
    public void OnImport() => AssemblyLoadContext.Default.Resolving += Resolve;

    /// <summary>Ends all connections that were made in this runspace.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        RunspaceConnections.Current.EndAll();
        AssemblyLoadContext.Default.Resolving -= Resolve;
    }

    // Only the module's entry point is handed out of its context; what that needs, it finds within.
    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == Entry ? s_context.LoadFromAssemblyName(name) : null;
}
