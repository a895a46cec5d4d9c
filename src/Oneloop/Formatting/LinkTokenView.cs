using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of link tokens. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class LinkTokenView
{
    private static readonly TextTable s_table = new(
        [nameof(LinkToken.WorkspaceId), nameof(LinkToken.CustomerId)], CellText.LongestInteger);

    /// <summary>The cell of the column WorkspaceId.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    public static string WorkspaceId(PSObject item) => s_table.Text(item, 0);

    /// <summary>The cell of the column CustomerId.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string CustomerId(PSObject item) => s_table.Text(item, 1);

    /// <summary>The cell of the column ExpiresAt.</summary>
    /// <inheritdoc cref="WorkspaceId"/>
    public static string ExpiresAt(PSObject item) => s_table.Trailing(0, TextCell.Of(item, nameof(Oneloop.LinkToken.ExpiresAt)));
}
