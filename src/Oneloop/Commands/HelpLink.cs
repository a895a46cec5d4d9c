namespace Oneloop.Commands;

/// <summary>Where <c>Get-Help -Online</c> leads: the folder of the pages, followed by the cmdlet's file.</summary>
internal static class HelpLink
{
    /// <summary>The pages' folder, stated here and nowhere else in the code.</summary>
    public const string Folder = "https://github.com/oneloop-ai/oneloop-powershell/blob/main/docs/en-US/";
}
