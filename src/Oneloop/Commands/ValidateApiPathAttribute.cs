using System.Management.Automation;
using Oneloop.Client.Raw;

namespace Oneloop.Commands;

/// <summary>Refuses a path that could not be sent as it is written.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateApiPathAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        if (RawPath.Problem(arguments as string ?? string.Empty) is { } problem)
        {
            throw new ValidationMetadataException(problem);
        }
    }
}
