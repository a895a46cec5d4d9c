using System.Management.Automation;

namespace Oneloop.Commands;

/// <summary>Refuses a number below 1. Null passes, which ValidateRange does not let.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidatePositiveAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is long and < 1)
        {
            throw new ValidationMetadataException($"{arguments} is less than 1. To set no default, give $null.");
        }
    }
}
