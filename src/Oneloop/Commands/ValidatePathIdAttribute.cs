using System.Management.Automation;

namespace Oneloop.Commands;

/// <summary>Refuses an id that could not reach the API as a segment of the path.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidatePathIdAttribute : ValidateIdAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object? element)
    {
        base.ValidateElement(element);
        if (element is "." or "..")
        {
            throw new ValidationMetadataException($"The id '{element}' cannot be sent: servers take it for a step in the path.");
        }
    }
}
