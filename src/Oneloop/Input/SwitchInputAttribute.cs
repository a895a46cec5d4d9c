using System.Management.Automation;

namespace Oneloop.Input;

/// <summary>Takes a switch from a file, too, where it is the text True or False. Nothing is False, as the switch not given is.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SwitchInputAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            null or "" => false,
            string text => bool.TryParse(text, out bool value)
                ? value
                : throw new ArgumentTransformationMetadataException($"'{DisplayText.Of(text)}' is neither True nor False."),
            _ => inputData,
        };
}
