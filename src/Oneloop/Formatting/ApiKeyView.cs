using System.Management.Automation;

namespace Oneloop.Formatting;

/// <summary>The cells of the table of API keys. As those of <see cref="CreditsView"/>, they are hidden properties.</summary>
public static class ApiKeyView
{
    /// <summary>The cell of the column ApiKeyId.</summary>
    /// <param name="item">The object, or the copy of it.</param>
    public static string ApiKeyId(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKey.ApiKeyId));

    /// <summary>The cell of the column Name.</summary>
    /// <inheritdoc cref="ApiKeyId"/>
    public static string Name(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKey.Name));

    /// <summary>The cell of the column CustomerId.</summary>
    /// <inheritdoc cref="ApiKeyId"/>
    public static string CustomerId(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKey.CustomerId));

    /// <summary>The cell of the column State: deleted, disabled or enabled.</summary>
    /// <inheritdoc cref="ApiKeyId"/>
    public static string State(PSObject item) =>
        item.Properties[nameof(ApiKey.Deleted)]?.Value is true ? "deleted"
        : item.Properties[nameof(ApiKey.Enabled)]?.Value is true ? "enabled"
        : "disabled";

    /// <summary>The cell of the column MaskedKey.</summary>
    /// <inheritdoc cref="ApiKeyId"/>
    public static string MaskedKey(PSObject item) => TextCell.Of(item, nameof(Oneloop.ApiKey.MaskedKey));
}
