using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of tests of link tokens. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class LinkTokenTestView
{
    private static readonly TextTable s_table = new(
        [
            nameof(LinkTokenTest.IsValid),
            nameof(LinkTokenTest.WorkspaceId),
            nameof(LinkTokenTest.CustomerId),
            nameof(LinkTokenTest.ExternalBillingId),
        ],
        CellText.LongestInteger);

    /// <summary>The cell of the column IsValid.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    public static string IsValid(PSObject item) => s_table.Text(item, 0);

    /// <summary>The cell of the column WorkspaceId.</summary>
    /// <inheritdoc cref="IsValid"/>
    public static string WorkspaceId(PSObject item) => s_table.Text(item, 1);

    /// <summary>The cell of the column CustomerId.</summary>
    /// <inheritdoc cref="IsValid"/>
    public static string CustomerId(PSObject item) => s_table.Text(item, 2);

    /// <summary>The cell of the column ExternalBillingId.</summary>
    /// <inheritdoc cref="IsValid"/>
    public static string ExternalBillingId(PSObject item) => s_table.Text(item, 3);

    /// <summary>The cell of the column ExpiresAt.</summary>
    /// <inheritdoc cref="IsValid"/>
    public static string ExpiresAt(PSObject item) => s_table.Trailing(0, TextCell.Of(item, nameof(Oneloop.LinkTokenTest.ExpiresAt)));
}
