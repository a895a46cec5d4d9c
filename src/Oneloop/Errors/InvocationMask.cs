using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Reflection;
using Oneloop.Client;

namespace Oneloop.Errors;

/// <summary>
/// Takes a token, and the user name and password of an address, out of what PowerShell shows of a script line and its arguments in
/// errors, warnings and verbose records.
/// </summary>
internal static class InvocationMask
{
    // All lines of the command; Line is the first of them. PowerShell 7.4 has it, the reference assembly does not.
    private static readonly PropertyInfo? s_statement = typeof(InvocationInfo).GetProperty("Statement");

    /// <summary>
    /// Hides the token in the position of a cmdlet's invocation, if it stands there. Where it stands in a later line of the command,
    /// the position is the first line alone.
    /// </summary>
    public static void Apply(InvocationInfo invocation, TokenRedactor redactor)
    {
        string line = invocation.Line ?? string.Empty;
        string masked = redactor.Redact(line);
        string statement = s_statement?.GetValue(invocation) as string ?? string.Empty;
        if (ReferenceEquals(line, masked) && ReferenceEquals(statement, redactor.Redact(statement)))
        {
            return;
        }

        Show(invocation, masked);
    }

    /// <summary>Shows nothing of the command line but the command's name: there may be a secret in it that cannot be found.</summary>
    public static void HideAll(InvocationInfo invocation) => Show(invocation, invocation.MyCommand.Name);

    /// <summary>
    /// Hides user name and password of an address: in the position of a cmdlet's invocation, and in the argument itself, which hangs
    /// on every error record.
    /// </summary>
    /// <param name="invocation">The cmdlet's invocation.</param>
    /// <param name="arguments">The bound parameters, or the fields of one of them. The address in it is replaced.</param>
    /// <param name="name">The name of the parameter or field.</param>
    public static void ApplyToAddress(InvocationInfo invocation, IDictionary arguments, string name)
    {
        object? argument = arguments[name] is PSObject wrapped ? wrapped.BaseObject : arguments[name];
        string address = (argument is Uri uri ? uri.OriginalString : argument as string) ?? string.Empty;
        if (UserInfo.Of(address) is not { Length: > 0 } userInfo)
        {
            return;
        }

        foreach (string secret in userInfo.Split(':', 2).Prepend(userInfo))
        {
            Apply(invocation, new TokenRedactor(secret));
        }

        string shown = UserInfo.Without(address);
        arguments[name] = argument is Uri ? new Uri(shown, UriKind.RelativeOrAbsolute) : shown;
    }

    private static void Show(InvocationInfo invocation, string line)
    {
        ScriptPosition start = new(invocation.ScriptName, invocation.ScriptLineNumber, offsetInLine: 1, line);
        ScriptPosition end = new(invocation.ScriptName, invocation.ScriptLineNumber, line.Length + 1, line);
        invocation.DisplayScriptPosition = new ScriptExtent(start, end);
    }
}
