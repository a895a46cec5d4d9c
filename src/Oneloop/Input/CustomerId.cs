namespace Oneloop.Input;

/// <summary>What a workspace id or meter id can be.</summary>
internal static class CustomerId
{
    /// <summary>An id longer than this, in characters, makes an address that no server takes.</summary>
    private const int Longest = 4096;

    /// <summary>Why an id could not reach the API as it was written. Null: it can.</summary>
    public static string? Problem(string id)
    {
        if (string.IsNullOrWhiteSpace(id))
        {
            return "The id is blank.";
        }

        if (id.Length > Longest)
        {
            return $"The id '{id[..40]}…' has {id.Length} characters; the most is {Longest}.";
        }

        return HasLoneSurrogate(id) ? $"The id '{id}' has half a character (an unpaired surrogate) in it, which cannot be sent." : null;
    }

    /// <summary>Whether there is half a surrogate pair in a text: it has no form in UTF-8.</summary>
    public static bool HasLoneSurrogate(string id)
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
