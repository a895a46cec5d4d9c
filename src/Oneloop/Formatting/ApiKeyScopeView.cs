using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of scopes of API keys. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class ApiKeyScopeView
{
    /// <summary>The cell of the column Representation.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    public static string Representation(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKeyScope.Representation));

    /// <summary>The cell of the column Create.</summary>
    /// <inheritdoc cref="Representation"/>
    public static string Create(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKeyScope.Create));

    /// <summary>The cell of the column Read.</summary>
    /// <inheritdoc cref="Representation"/>
    public static string Read(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKeyScope.Read));

    /// <summary>The cell of the column Update.</summary>
    /// <inheritdoc cref="Representation"/>
    public static string Update(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKeyScope.Update));

    /// <summary>The cell of the column Delete.</summary>
    /// <inheritdoc cref="Representation"/>
    public static string Delete(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKeyScope.Delete));
}
