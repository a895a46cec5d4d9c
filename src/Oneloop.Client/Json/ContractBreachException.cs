using System.Text.Json;

namespace Oneloop.Client.Json;

/// <summary>
/// A value stands in the answer that the contract does not allow. <see cref="JsonException.Path"/>, filled in by the
/// serializer, tells where; the message tells what was found and what was expected.
/// </summary>
internal sealed class ContractBreachException : JsonException
{
    /// <summary>The longest piece of the answer that a message quotes, in characters.</summary>
    private const int LongestQuote = 100;

    /// <summary>Describes the value the reader stands on.</summary>
    /// <param name="reader">The reader, on the value that breaks the contract.</param>
    /// <param name="expected">What should stand there instead.</param>
    public ContractBreachException(ref Utf8JsonReader reader, string expected)
        : this(ref reader, expected, shown: LongestQuote)
    {
    }

    /// <summary>Describes the value the reader stands on, quoting up to <paramref name="shown"/> characters of it.</summary>
    public ContractBreachException(ref Utf8JsonReader reader, string expected, int shown)
        : this($"is {Found(ref reader, shown)}; expected was {expected}")
    {
    }

    private ContractBreachException(string what)
        : base(what) => What = what;

    /// <summary>What is wrong, without the place: the serializer may add that to <see cref="Exception.Message"/>.</summary>
    public string What { get; }

    private static string Found(ref Utf8JsonReader reader, int shown)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return "an object";
            case JsonTokenType.StartArray:
                return "an array";
            case JsonTokenType.Number:
                return System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
            case JsonTokenType.String:
                string text = reader.GetString()!;
                return text.Length <= shown ? $"\"{text}\"" : $"\"{text[..shown]}…\" ({text.Length} characters)";
            default:
                return reader.TokenType.ToString().ToLowerInvariant();
        }
    }
}
