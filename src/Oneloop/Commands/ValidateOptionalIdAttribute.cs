using Oneloop.Input;

namespace Oneloop.Commands;

/// <summary>Refuses an id that could not reach the API as it was written. An empty one is none, as in a file.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateOptionalIdAttribute : ValidateTextAttribute
{
    /// <inheritdoc/>
    protected override string? Problem(string text) => text.Length == 0 ? null : CustomerId.Problem(text);
}
