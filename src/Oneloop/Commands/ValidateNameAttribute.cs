using System.Management.Automation;

namespace Oneloop.Commands;

/// <summary>Refuses a blank name.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateNameAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object? element)
    {
        if (string.IsNullOrWhiteSpace(element as string))
        {
            throw new ValidationMetadataException("The name is blank.");
        }
    }
}
