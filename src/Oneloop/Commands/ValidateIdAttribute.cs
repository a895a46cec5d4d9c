using System.Management.Automation;

namespace Oneloop.Commands;

/// <summary>Refuses an id that could not reach the API as it was written.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal class ValidateIdAttribute : ValidateEnumeratedArgumentsAttribute
{
    /// <summary>An id longer than this, in characters, makes an address that no server takes.</summary>
    private const int Longest = 4096;

    /// <inheritdoc/>
    protected override void ValidateElement(object? element)
    {
        string id = (element as string) ?? string.Empty;
        if (string.IsNullOrWhiteSpace(id))
        {
            throw new ValidationMetadataException("The id is blank.");
        }

        if (id.Length > Longest)
        {
            throw new ValidationMetadataException($"The id '{id[..40]}…' has {id.Length} characters; the most is {Longest}.");
        }

        if (HasLoneSurrogate(id))
        {
            throw new ValidationMetadataException($"The id '{id}' has half a character (an unpaired surrogate) in it, which cannot be sent.");
        }
    }

    private static bool HasLoneSurrogate(string id)
    {
        for (int i = 0; i < id.Length; i++)
        {
            if (char.IsSurrogate(id[i]) && !(i + 1 < id.Length && char.IsSurrogatePair(id[i], id[++i])))
            {
                return true;
            }
        }

        return false;
    }
}
