using System.Management.Automation;
using System.Text.RegularExpressions;

namespace Oneloop.Commands;

/// <summary>Refuses what is not the name of a variable, such as one with the $ before it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed partial class ValidateVariableNameAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        string name = arguments as string ?? string.Empty;
        if (!VariableName().IsMatch(name))
        {
            throw new ValidationMetadataException(
                $"'{DisplayText.Of(name)}' is not the name of a variable: give it without $, of letters, digits and _, such as summary.");
        }
    }

    [GeneratedRegex(@"^((global|script|local|private):)?[\p{L}\p{Nd}_]+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex VariableName();
}
