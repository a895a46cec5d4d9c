using System.Text;
using System.Text.Json;

namespace Oneloop.Client.Json;

/// <summary>
/// A value in the response departs from the contract. <see cref="JsonException.Path"/>, which the serializer fills in, says where;
/// <see cref="What"/> says what was found and what was expected.
/// </summary>
internal sealed class ResponseFormatException : JsonException
{
    /// <summary>The longest piece of the response that a message quotes, in characters.</summary>
    private const int LongestQuote = 100;

    /// <summary>Describes what is wrong with the response.</summary>
    /// <param name="what">What was found and what was expected, without the place and without a full stop.</param>
    public ResponseFormatException(string what)
        : base(what) => What = what;

    private ResponseFormatException(string what, string path)
        : base(what, path, lineNumber: null, bytePositionInLine: null) => What = what;

    /// <summary>Describes the value that the reader stands on.</summary>
    /// <param name="reader">The reader, on the value that departs from the contract.</param>
    /// <param name="expected">What should stand there instead.</param>
    /// <param name="quoted">The most characters of a string that are quoted.</param>
    public ResponseFormatException(ref Utf8JsonReader reader, string expected, int quoted = LongestQuote)
        : this($"is {Found(ref reader, quoted)}, expected {expected}")
    {
    }

    /// <summary>What is wrong, without the place: the serializer may add that to <see cref="Exception.Message"/>.</summary>
    public string What { get; }

    /// <summary>Describes a member that is null, but must not be.</summary>
    /// <param name="path">Where it stands, such as <c>workspaces[2]</c>.</param>
    /// <param name="expected">What should stand there instead.</param>
    public static ResponseFormatException OfNull(string path, string expected) => new($"is null, expected {expected}", path);

    /// <summary>Describes the value of a secret member, by its JSON type alone.</summary>
    public static ResponseFormatException OfSecret(ref Utf8JsonReader reader, string expected) =>
        new($"is {Kind(reader.TokenType)}, expected {expected}");

    private static string Found(ref Utf8JsonReader reader, int quoted)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number:
                return Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.String:
                string text = reader.GetString()!;
                return text.Length <= quoted ? $"\"{text}\"" : $"\"{text[..quoted]}…\" ({text.Length} characters)";
            default:
                return Kind(reader.TokenType);
        }
    }

    private static string Kind(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.Number => "a number",
        JsonTokenType.String => "a string",
        _ => type.ToString().ToLowerInvariant(),
    };
}
