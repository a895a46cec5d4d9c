using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>Cells that are text alone.</summary>
internal static class TextCell
{
    /// <summary>A property in one line, without control characters, since others may have written it. Empty if it is null.</summary>
    /// <param name="item">An object, or the copy of one.</param>
    /// <param name="name">The name of the property.</param>
    public static string Of(PSObject item, string name) => CellText.OneLine(item.Properties[name]?.Value?.ToString() ?? string.Empty);
}
