using System.Management.Automation;

namespace Oneloop.Commands;

/// <summary>Refuses a number of credits that the API does not take: one below 0, of more than 28 digits, or with a fraction.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateWholeNumberAttribute : ValidateArgumentsAttribute
{
    private const decimal Largest = 9999999999999999999999999999m;

    /// <inheritdoc/>
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is decimal number && (number is < 0 or > Largest || number != decimal.Truncate(number)))
        {
            throw new ValidationMetadataException($"{number} is not a whole number from 0 up, of at most 28 digits.");
        }
    }
}
