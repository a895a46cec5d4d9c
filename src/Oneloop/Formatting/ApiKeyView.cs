using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of API keys. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class ApiKeyView
{
    // The API documents no form of it: a prefix, some asterisks and the last characters.
    private const int MaskedKeyWidth = 16;

    private static readonly TextTable s_table = new(
        [nameof(ApiKey.ApiKeyId), nameof(ApiKey.Name), nameof(ApiKey.CustomerId)], "disabled".Length, MaskedKeyWidth);

    /// <summary>The cell of the column ApiKeyId.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    public static string ApiKeyId(PSObject item) => s_table.Text(item, 0);

    /// <summary>The cell of the column Name.</summary>
    /// <inheritdoc cref="ApiKeyId"/>
    public static string Name(PSObject item) => s_table.Text(item, 1);

    /// <summary>The cell of the column CustomerId.</summary>
    /// <inheritdoc cref="ApiKeyId"/>
    public static string CustomerId(PSObject item) => s_table.Text(item, 2);

    /// <summary>The cell of the column State: deleted, disabled or enabled.</summary>
    /// <inheritdoc cref="ApiKeyId"/>
    public static string State(PSObject item) =>
        s_table.Trailing(0, item.Properties[nameof(ApiKey.Deleted)]?.Value is true ? "deleted"
            : item.Properties[nameof(ApiKey.Enabled)]?.Value is true ? "enabled"
            : "disabled");

    /// <summary>The cell of the column MaskedKey.</summary>
    /// <inheritdoc cref="ApiKeyId"/>
    public static string MaskedKey(PSObject item) => s_table.Trailing(1, TextCell.Of(item, nameof(Oneloop.ApiKey.MaskedKey)));
}
