namespace Oneloop.Client.Http;

/// <summary>Builds the address of one customer's billing.</summary>
internal sealed class BillingAddress(Uri baseAddress)
{
    private readonly string _start = $"{baseAddress.AbsoluteUri}api/v1/customer-billing?workspaceId=";

    /// <summary>The path, without the query: what may be shown of an address.</summary>
    public string Path { get; } = $"{baseAddress.AbsolutePath}api/v1/customer-billing";

    /// <summary>The address, with both ids escaped by RFC 3986, so that any id arrives as it was written.</summary>
    public Uri For(string workspaceId, string externalMeterId) => new(
        $"{_start}{Uri.EscapeDataString(workspaceId)}&externalMeterId={Uri.EscapeDataString(externalMeterId)}",
        // Without this, Uri would take the liberty to unescape and normalise what was escaped on purpose.
        new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
}
