using System.Net;
using System.Security;

namespace Oneloop.Connections;

/// <summary>A token and where it came from, on its way into a connection.</summary>
internal sealed class Token
{
    /// <summary>The environment variable that the vendor's own samples keep the token in.</summary>
    public const string EnvironmentVariable = "ONELOOP_KEY";

    private const int ShownCharacters = 4;

    /// <summary>Of a shorter token nothing is shown: four characters would be too much of it.</summary>
    private const int ShortestShown = 20;

    private Token(string value, TokenSource source)
    {
        Value = value.Trim();
        Source = source;
    }

    /// <summary>The token itself.</summary>
    public string Value { get; }

    /// <summary>Where it came from.</summary>
    public TokenSource Source { get; }

    /// <summary>Where it came from, as a user would name it.</summary>
    public string Origin => Source switch
    {
        TokenSource.Environment => $"the environment variable {EnvironmentVariable}",
        TokenSource.AutomationConnection => "the connection of Azure Automation",
        _ => "the parameter -Token",
    };

    /// <summary>What may be shown of it.</summary>
    public string Mask => Value.Length < ShortestShown ? "****" : $"****{Value[^ShownCharacters..]}";

    /// <summary>The token that a parameter was given.</summary>
    public static Token From(SecureString parameter, TokenSource source) => new(new NetworkCredential(string.Empty, parameter).Password, source);

    /// <summary>The token in the environment, or null where there is none.</summary>
    public static Token? FromEnvironment() =>
        Environment.GetEnvironmentVariable(EnvironmentVariable) is { } value && !string.IsNullOrWhiteSpace(value)
            ? new Token(value, TokenSource.Environment)
            : null;
}
