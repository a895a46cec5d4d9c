using System.Collections;
using System.Management.Automation;
using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Refuses a text, or a list with one, that could not reach the API as it was written. None at all is fine, but not in a list.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal class ValidateTextAttribute : ValidateArgumentsAttribute
{
    /// <summary>Why a text cannot be sent. Null: it can.</summary>
    protected virtual string? Problem(string text) =>
        CustomerId.HasLoneSurrogate(text) ? "The text has half a surrogate pair in it, which is no character." : null;

    /// <inheritdoc/>
    protected sealed override void Validate(object? arguments, EngineIntrinsics engineIntrinsics)
    {
        foreach (object? item in arguments is IEnumerable list and not string ? list : (object?[])[arguments ?? string.Empty])
        {
            if ((item is null ? "An item of the list is null." : Problem(item as string ?? string.Empty)) is { } problem)
            {
                throw new ValidationMetadataException(problem);
            }
        }
    }
}
