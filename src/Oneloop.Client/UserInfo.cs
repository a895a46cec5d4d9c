namespace Oneloop.Client;

/// <summary>The user name and password that an address may carry: <c>http://user:password@host</c>.</summary>
public static class UserInfo
{
    /// <summary>The user name and password, as they are written.</summary>
    /// <param name="address">An address, or what should be one. Not null.</param>
    /// <returns>An empty string if there are none.</returns>
    public static string Of(string address)
    {
        (int start, int length) = Find(address);
        return address.Substring(start, length).TrimEnd('@');
    }

    /// <summary>The address without them.</summary>
    /// <param name="address">An address, or what should be one. Not null.</param>
    public static string Without(string address)
    {
        (int start, int length) = Find(address);
        return address.Remove(start, length);
    }

    private static (int Start, int Length) Find(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        int slashes = address.IndexOf("//", StringComparison.Ordinal);
        int start = slashes < 0 ? 0 : slashes + 2;
        // In what is no valid address, anything before an @ may be meant as a password.
        int length = slashes >= 0 && Uri.IsWellFormedUriString(address, UriKind.Absolute)
            ? address.AsSpan(start).IndexOfAny('/', '?', '#')
            : -1;
        ReadOnlySpan<char> authority = address.AsSpan(start, length < 0 ? address.Length - start : length);
        return (start, authority.LastIndexOf('@') + 1);
    }
}
