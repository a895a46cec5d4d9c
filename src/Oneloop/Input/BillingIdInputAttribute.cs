using System.Management.Automation;

namespace Oneloop.Input;

/// <summary>
/// Takes ids only, as <see cref="WorkspaceIdInputAttribute"/> does. What has the property but no id in it, such as an API key that is
/// not metered, names no billing: an empty list.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BillingIdInputAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? input = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (input is null or object[] { Length: 0 } || (input is string text && string.IsNullOrWhiteSpace(text)))
        {
            return Array.Empty<string>();
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
