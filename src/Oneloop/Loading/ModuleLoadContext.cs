using System.Reflection;
using System.Runtime.Loader;

namespace Oneloop.Loading;

/// <summary>
/// Holds the module's own copies of the assemblies in its folder lib/, apart from those that PowerShell or another module has
/// loaded under the same names.
/// </summary>
internal sealed class ModuleLoadContext(string folder) : AssemblyLoadContext("Oneloop")
{
    /// <summary>Whether the module brings this assembly itself.</summary>
    public bool Has(AssemblyName name) => File.Exists(PathOf(name));

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) => Has(assemblyName) ? LoadFromAssemblyPath(PathOf(assemblyName)) : null;

    private string PathOf(AssemblyName name) => Path.Join(folder, $"{name.Name}.dll");
}
