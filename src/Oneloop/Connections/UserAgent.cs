using System.Collections;
using System.Management.Automation;
using System.Runtime.InteropServices;
using System.Text;

namespace Oneloop.Connections;

/// <summary>How the module names itself to the API.</summary>
internal static class UserAgent
{
    /// <summary>Module, PowerShell and operating system with their versions: <c>Oneloop/0.1.0 PowerShell/7.4.6 (Debian GNU-Linux 12)</c>.</summary>
    public static string Of(SessionState session)
    {
        object? powerShell = (session.PSVariable.GetValue("PSVersionTable") as IDictionary)?["PSVersion"];
        return $"Oneloop/{typeof(UserAgent).Assembly.GetName().Version!.ToString(3)} "
            + $"PowerShell/{Product(powerShell?.ToString() ?? "7")} ({Comment(RuntimeInformation.OSDescription)})";
    }

    private static string Product(string version) => Keep(version, static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+');

    private static string Comment(string text) => Keep(text, static c => c is >= ' ' and <= '~' and not ('(' or ')' or '\\'));

    private static string Keep(string text, Func<char, bool> allowed) =>
        text.Aggregate(new StringBuilder(text.Length), (kept, c) => kept.Append(allowed(c) ? c : '-')).ToString();
}
