using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of scopes. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class ScopeView
{
    /// <summary>The cell of the column ScopeId.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    public static string ScopeId(PSObject item) => TextCell.Of(item, nameof(Oneloop.Scope.ScopeId));

    /// <summary>The cell of the column Representation.</summary>
    /// <inheritdoc cref="ScopeId"/>
    public static string Representation(PSObject item) => TextCell.Of(item, nameof(Oneloop.Scope.Representation));

    /// <summary>The cell of the column Name.</summary>
    /// <inheritdoc cref="ScopeId"/>
    public static string Name(PSObject item) => TextCell.Of(item, nameof(Oneloop.Scope.Name));

    /// <summary>The cell of the column Description.</summary>
    /// <inheritdoc cref="ScopeId"/>
    public static string Description(PSObject item) => TextCell.Of(item, nameof(Oneloop.Scope.Description));
}
