using System.Globalization;
using System.Text;

namespace Oneloop.Client;

/// <summary>
/// A request that was not answered with a customer's billing. It holds no inner exception, since those may quote what a server
/// sent: all text in it went through a <see cref="TokenRedactor"/>.
/// </summary>
public sealed class OneloopException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">The kind of fault.</param>
    /// <param name="what">What happened: a sentence without its full stop.</param>
    internal OneloopException(FaultKind kind, string what)
        : base(what) => Kind = kind;

    /// <summary>The kind of fault.</summary>
    public FaultKind Kind { get; }

    /// <summary>Why the connection failed, where that is known.</summary>
    public FaultCause Cause { get; internal init; }

    /// <summary>The proxy that failed or refused, without user name and password. Null where none did.</summary>
    public Uri? Proxy { get; internal init; }

    /// <summary>
    /// The HTTP status, 100 to 599: the API's, or that of a <see cref="Proxy"/> that refused. Null where no answer came.
    /// </summary>
    public int? StatusCode { get; init; }

    /// <summary>The field <c>error.code</c> of the answer, as it stood there. Null where there was none.</summary>
    public string? ApiCode { get; init; }

    /// <summary>The field <c>error.message</c> of the answer, shortened, without control characters. Null where there was none.</summary>
    public string? ApiMessage { get; init; }

    /// <summary>How long the answer's header Retry-After asks to wait, 0 or more. Null where it had none that can be read.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How often the request was sent, 0 or more. More than 1: the fault is that of the last try.</summary>
    public int Tries { get; internal set; }

    /// <summary>What happened, the status, the API's own code and message, and how often the request was sent.</summary>
    public override string Message
    {
        get
        {
            StringBuilder facts = new();
            Add(facts, StatusCode is { } status ? string.Create(CultureInfo.InvariantCulture, $"HTTP {status}") : null);
            Add(facts, RetryAfter is { } wait ? string.Create(CultureInfo.InvariantCulture, $"Retry-After {wait.TotalSeconds:0} s") : null);
            Add(facts, ApiCode is null ? null : $"API code {ApiCode}");
            if (ApiMessage is not null)
            {
                facts.Append(facts.Length == 0 ? string.Empty : ": ").Append(ApiMessage.TrimEnd('.'));
            }

            if (Tries > 0)
            {
                facts.Append(facts.Length == 0 ? string.Empty : "; ").Append(CultureInfo.InvariantCulture, $"{Tries} {(Tries == 1 ? "try" : "tries")}");
            }

            return facts.Length == 0 ? $"{base.Message}." : $"{base.Message} ({facts}).";
        }
    }

    private static void Add(StringBuilder facts, string? fact)
    {
        if (fact is not null)
        {
            facts.Append(facts.Length == 0 ? string.Empty : ", ").Append(fact);
        }
    }
}
