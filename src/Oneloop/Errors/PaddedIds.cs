namespace Oneloop.Errors;

/// <summary>White space at the ends of ids: sent as it is, since an id may have it, and most often a slip.</summary>
internal static class PaddedIds
{
    /// <summary>
    /// What to add to a message about a customer that the API does not find or accept. Empty if no id has white space at an end.
    /// </summary>
    public static string Hint(CustomerReference customer) =>
        Hint(nameof(customer.WorkspaceId), customer.WorkspaceId) + Hint(nameof(customer.ExternalMeterId), customer.ExternalMeterId);

    private static string Hint(string name, string id) => (char.IsWhiteSpace(id[0]), char.IsWhiteSpace(id[^1])) switch
    {
        (true, true) => $" {name} begins and ends with white space.",
        (true, false) => $" {name} begins with white space.",
        (false, true) => $" {name} ends with white space.",
        _ => string.Empty,
    };
}
