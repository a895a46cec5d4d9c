using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of tests of link tokens. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class LinkTokenTestView
{
    /// <summary>The cell of the column IsValid.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    public static string IsValid(PSObject item) => TextCell.Of(item, nameof(Oneloop.LinkTokenTest.IsValid));

    /// <summary>The cell of the column WorkspaceId.</summary>
    /// <inheritdoc cref="IsValid"/>
    public static string WorkspaceId(PSObject item) => TextCell.Of(item, nameof(Oneloop.LinkTokenTest.WorkspaceId));

    /// <summary>The cell of the column CustomerId.</summary>
    /// <inheritdoc cref="IsValid"/>
    public static string CustomerId(PSObject item) => TextCell.Of(item, nameof(Oneloop.LinkTokenTest.CustomerId));

    /// <summary>The cell of the column ExternalBillingId.</summary>
    /// <inheritdoc cref="IsValid"/>
    public static string ExternalBillingId(PSObject item) => TextCell.Of(item, nameof(Oneloop.LinkTokenTest.ExternalBillingId));

    /// <summary>The cell of the column ExpiresAt.</summary>
    /// <inheritdoc cref="IsValid"/>
    public static string ExpiresAt(PSObject item) => TextCell.Of(item, nameof(Oneloop.LinkTokenTest.ExpiresAt));
}
