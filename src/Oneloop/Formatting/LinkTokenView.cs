using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of link tokens. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class LinkTokenView
{
    /// <summary>The cell of the column WorkspaceId.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    public static string WorkspaceId(PSObject item) => TextCell.Of(item, nameof(Oneloop.LinkToken.WorkspaceId));

    /// <summary>The cell of the column CustomerId.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string CustomerId(PSObject item) => TextCell.Of(item, nameof(Oneloop.LinkToken.CustomerId));

    /// <summary>The cell of the column ExpiresAt.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string ExpiresAt(PSObject item) => TextCell.Of(item, nameof(Oneloop.LinkToken.ExpiresAt));
}
