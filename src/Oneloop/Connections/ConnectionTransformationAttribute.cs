using System.Management.Automation;

namespace Oneloop.Connections;

/// <summary>
/// Says of a connection that came out of a job, a remote session or a file why it cannot be used: the token never leaves its process.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData is PSObject copy && copy.TypeNames.Contains($"Deserialized.{typeof(OneloopConnection).FullName}")
            ? throw new ArgumentTransformationMetadataException(
                $"The connection to {copy.Properties[nameof(OneloopConnection.BaseUri)]?.Value} is a copy from another process or a file, "
                + "and those come without the token: run Connect-Oneloop here.")
            : inputData;
}
