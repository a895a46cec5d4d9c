using System.Reflection;
using System.Runtime.Loader;

namespace Oneloop.Loading;

/// <summary>
/// Holds the module's own copies of the assemblies in its folder lib/, apart from those that PowerShell or another module has
/// loaded under the same names.
/// </summary>
internal sealed class ModuleLoadContext(string folder) : AssemblyLoadContext("Oneloop")
{
    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Join(folder, $"{assemblyName.Name}.dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
