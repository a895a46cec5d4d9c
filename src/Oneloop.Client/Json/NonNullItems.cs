namespace Oneloop.Client.Json;

/// <summary>Checks the lists of a response as they are set: neither they nor their items may be null.</summary>
internal static class NonNullItems
{
    /// <summary>The list.</summary>
    /// <exception cref="ResponseFormatException">The list or one of its items is null. The serializer adds where it stands.</exception>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T?>? items)
        where T : class
    {
        if (items is null)
        {
            throw new ResponseFormatException("is null, expected an array");
        }

        if (items.Contains(null))
        {
            throw new ResponseFormatException("holds null, expected objects alone");
        }

        return items!;
    }
}
