using System.Management.Automation;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Refuses an id that could not reach the API as it was written.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateCustomerIdAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void ValidateElement(object? element)
    {
        if (CustomerId.Problem((element as string) ?? string.Empty) is { } problem)
        {
            throw new ValidationMetadataException(problem);
        }
    }
}
