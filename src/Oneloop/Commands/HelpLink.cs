namespace Oneloop.Commands;

/// <summary>Where <c>Get-Help -Online</c> leads.</summary>
internal static class HelpLink
{
    /// <summary>
    /// The service's own documentation. To be the pages of this repository as soon as Directory.Build.props states where that is
    /// published; nothing is published before.
    /// </summary>
    public const string Documentation = "https://docs.oneloop.ai/";
}
