namespace Oneloop;

/// <summary>What an API key may do with one thing. In text, and for -Scope: <c>chat:cr</c>, with the letters of its rights.</summary>
public sealed class ApiKeyScope
{
    internal ApiKeyScope(Client.ApiKeys.ApiKeyScope scope)
        : this(scope.Representation, scope.Create, scope.Read, scope.Update, scope.Del, scope.Id)
    {
    }

    internal ApiKeyScope(string representation, bool create, bool read, bool update, bool delete, string? scopeId = null)
    {
        Representation = representation;
        Create = create;
        Read = read;
        Update = update;
        Delete = delete;
        ScopeId = scopeId;
    }

    /// <summary>The API's name of the thing, such as <c>chat</c>: the field <c>representation</c>. Never null.</summary>
    public string Representation { get; }

    /// <summary>Whether the key may create it: the field <c>create</c>.</summary>
    public bool Create { get; }

    /// <summary>Whether the key may read it: the field <c>read</c>.</summary>
    public bool Read { get; }

    /// <summary>Whether the key may update it: the field <c>update</c>.</summary>
    public bool Update { get; }

    /// <summary>Whether the key may delete it: the field <c>del</c>.</summary>
    public bool Delete { get; }

    /// <summary>The id of the workspace's scope: the field <c>id</c>. Null: the API did not say.</summary>
    public string? ScopeId { get; }

    /// <summary>Reads a text such as <c>chat:cr</c>: the representation, a colon, and letters of c (create), r (read), u (update) and d (delete).</summary>
    /// <param name="text">The text. The last colon counts.</param>
    /// <exception cref="FormatException">The text is something else.</exception>
    public static ApiKeyScope Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.LastIndexOf(':');
        string rights = text[(colon + 1)..];
        if (colon <= 0 || rights.Length == 0 || rights.Any(static c => !"crud".Contains(c, StringComparison.OrdinalIgnoreCase)))
        {
            throw new FormatException(
                $"'{DisplayText.Of(text)}' is not a scope: give its representation and rights, such as chat:crud, with letters of c (create), r (read), u (update) and d (delete).");
        }

        return new ApiKeyScope(text[..colon], Has('c'), Has('r'), Has('u'), Has('d'));

        bool Has(char right) => rights.Contains(right, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The representation and the letters of the rights, such as <c>chat:cr</c>.</summary>
    public override string ToString() =>
        $"{DisplayText.Of(Representation)}:{(Create ? "c" : "")}{(Read ? "r" : "")}{(Update ? "u" : "")}{(Delete ? "d" : "")}";

    /// <summary>The scope as it is sent.</summary>
    internal Client.ApiKeys.ApiKeyScope ToClient() =>
        new() { Id = ScopeId, Representation = Representation, Create = Create, Read = Read, Update = Update, Del = Delete };
}
