using System.Collections;
using System.Management.Automation;

namespace Oneloop.Input;

/// <summary>Takes scopes of API keys as text such as <c>chat:cr</c>, as objects that another command wrote, or as hashtables.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ScopeInputAttribute : ArgumentTransformationAttribute
{
    private const string Expected = "A scope is a text such as chat:crud, or an object or hashtable with Representation and any of Create, Read, Update and Delete.";

    private static readonly string[] s_members = ["Representation", "Create", "Read", "Update", "Delete", "Del", "ScopeId", "Id"];

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Unwrapped(inputData) is IEnumerable items and not string and not IDictionary
            ? items.Cast<object?>().SelectMany(Scopes).ToArray()
            : Scopes(inputData);

    /// <summary>The scopes of an item: a text may be that of a whole list, as a file has it.</summary>
    private static ApiKeyScope[] Scopes(object? item)
    {
        string[] texts = Unwrapped(item) is string text ? text.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        return texts.Length > 1 && Array.TrueForAll(texts, static one => one.Contains(':', StringComparison.Ordinal))
            ? Array.ConvertAll(texts, Parse)
            : [Scope(item)];
    }

    private static ApiKeyScope Scope(object? item)
    {
        switch (Unwrapped(item))
        {
            case ApiKeyScope scope:
                return scope;
            case string text:
                return Parse(text);
            case IDictionary members:
                Dictionary<string, object?> named = new(StringComparer.OrdinalIgnoreCase);
                foreach (DictionaryEntry member in members)
                {
                    named[$"{member.Key}"] = member.Value;
                }

                return named.Keys.FirstOrDefault(static name => !s_members.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown
                    ? throw Refused($"A scope has no '{DisplayText.Of(unknown)}'. {Expected}")
                    : Read(named.GetValueOrDefault);
            case not null when item is PSObject:
                return Read(name => ((PSObject)item).Properties[name]?.Value);
            default:
                throw Refused(Expected);
        }
    }

    private static ApiKeyScope Read(Func<string, object?> member)
    {
        object?[] rights = [member("Create"), member("Read"), member("Update"), member("Delete") ?? member("Del")];
        if (Unwrapped(member("Representation")) is not string { Length: > 0 } representation || rights.All(static right => right is null))
        {
            throw Refused(Expected);
        }

        return new ApiKeyScope(
            representation, Right(rights[0]), Right(rights[1]), Right(rights[2]), Right(rights[3]), (member("ScopeId") ?? member("Id"))?.ToString());
    }

    private static bool Right(object? value) => Unwrapped(value) switch
    {
        null => false,
        bool right => right,
        // Of a file. Any other text would count as true.
        string text when bool.TryParse(text, out bool right) => right,
        _ => throw Refused($"A right is true or false. {Expected}"),
    };

    private static ApiKeyScope Parse(string text)
    {
        try
        {
            return ApiKeyScope.Parse(text);
        }
        catch (FormatException e)
        {
            throw Refused(e.Message);
        }
    }

    private static ArgumentTransformationMetadataException Refused(string message) => new(message);

    private static object? Unwrapped(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
