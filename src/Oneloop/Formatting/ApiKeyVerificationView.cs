using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of verifications of API keys. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class ApiKeyVerificationView
{
    private static readonly TextTable s_table = new(
    [
        nameof(ApiKeyVerification.Status),
        nameof(ApiKeyVerification.ApiKeyId),
        nameof(ApiKeyVerification.CustomerId),
        nameof(ApiKeyVerification.ExternalMeterId),
    ]);

    /// <summary>The cell of the column Status.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    public static string Status(PSObject item) => s_table.Text(item, 0);

    /// <summary>The cell of the column ApiKeyId.</summary>
    /// <inheritdoc cref="Status"/>
    public static string ApiKeyId(PSObject item) => s_table.Text(item, 1);

    /// <summary>The cell of the column CustomerId.</summary>
    /// <inheritdoc cref="Status"/>
    public static string CustomerId(PSObject item) => s_table.Text(item, 2);

    /// <summary>The cell of the column ExternalMeterId.</summary>
    /// <inheritdoc cref="Status"/>
    public static string ExternalMeterId(PSObject item) => s_table.Text(item, 3);
}
