using System.Management.Automation;

namespace Oneloop.Input;

/// <summary>
/// Takes ids only. The binder would turn a row whose column has another name, or holds a number, into the string <c>@{Column=…}</c>;
/// refused here, such a row is bound by its property WorkspaceId, or is the binder's error.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class WorkspaceIdInputAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (input is null or object[] { Length: 0 })
        {
            return inputData;
        }

        string[] ids = PipedIds.Of(PSObject.AsPSObject(input));
        if (ids.Length > 0)
        {
            return ids;
        }

        const string Message = "Only strings and numbers are ids.";
        // The cast is what the binder takes as a reason to look at the input's properties.
        throw new ArgumentTransformationMetadataException(Message, new PSInvalidCastException(Message));
    }
}
