using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of verifications of API keys. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class ApiKeyVerificationView
{
    /// <summary>The cell of the column Status.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    public static string Status(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKeyVerification.Status));

    /// <summary>The cell of the column ApiKeyId.</summary>
    /// <inheritdoc cref="Status"/>
    public static string ApiKeyId(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKeyVerification.ApiKeyId));

    /// <summary>The cell of the column CustomerId.</summary>
    /// <inheritdoc cref="Status"/>
    public static string CustomerId(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKeyVerification.CustomerId));

    /// <summary>The cell of the column ExternalMeterId.</summary>
    /// <inheritdoc cref="Status"/>
    public static string ExternalMeterId(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKeyVerification.ExternalMeterId));
}
