using System.Management.Automation;
using System.Management.Automation.Language;
using Oneloop.Client;

namespace Oneloop.Errors;

/// <summary>
/// Takes a token that was typed into a script line out of what PowerShell shows of that line in errors, warnings and verbose
/// records.
/// </summary>
internal static class InvocationMask
{
    /// <summary>Hides the token in the position of a cmdlet's invocation, if it stands there.</summary>
    public static void Apply(InvocationInfo invocation, TokenRedactor redactor)
    {
        string line = invocation.Line ?? string.Empty;
        string masked = redactor.Redact(line);
        if (ReferenceEquals(line, masked))
        {
            return;
        }

        ScriptPosition start = new(invocation.ScriptName, invocation.ScriptLineNumber, offsetInLine: 1, masked);
        ScriptPosition end = new(invocation.ScriptName, invocation.ScriptLineNumber, masked.Length + 1, masked);
        invocation.DisplayScriptPosition = new ScriptExtent(start, end);
    }
}
