using System.Management.Automation.Language;

namespace Oneloop.Errors;

/// <summary>Writes values into commands that a message recommends.</summary>
internal static class CommandText
{
    /// <summary>A value as an argument: in single quotes, and in one line.</summary>
    public static string Quote(string value) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(DisplayText.Of(value))}'";
}
