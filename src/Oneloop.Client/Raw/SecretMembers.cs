using System.Text.Json;

namespace Oneloop.Client.Raw;

/// <summary>The members of a JSON text that hold secrets, by their names: customers' keys and link tokens.</summary>
public static class SecretMembers
{
    /// <summary>Whether a member of that name holds a secret, however it is spelled: what the API refuses may still be one.</summary>
    public static bool IsSecret(string name) => name.Equals("key", StringComparison.OrdinalIgnoreCase) || name.Equals("token", StringComparison.OrdinalIgnoreCase);

    /// <summary>The secrets in a text.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    internal static List<string> Of(byte[] json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            List<string> found = [];
            Find(document.RootElement, found);
            return found;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter: half a surrogate pair, which is no text.
            throw new ArgumentException("The body is not JSON.", nameof(json));
        }
    }

    private static void Find(JsonElement element, List<string> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Find(item, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty member in element.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.String && IsSecret(member.Name))
                {
                    found.Add(member.Value.GetString()!);
                }

                Find(member.Value, found);
            }
        }
    }
}
