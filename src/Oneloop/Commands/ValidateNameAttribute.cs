using System.Management.Automation;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Refuses a blank name, and one that could not reach the API as it was written.</summary>
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

        if (CustomerId.HasLoneSurrogate((string)element!))
        {
            throw new ValidationMetadataException("The name has half a surrogate pair in it, which is no character.");
        }
    }
}
