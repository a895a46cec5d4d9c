using System.Globalization;
using System.Text;

namespace Oneloop.Client;

/// <summary>
/// A request that failed. It has no inner exception, since those may quote what a server sent: all text in it is redacted by a
/// <see cref="TokenRedactor"/>.
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

    /// <summary>Why the connection failed, if that is known.</summary>
    public FaultCause Cause { get; internal init; }

    /// <summary>The proxy that failed or refused, without user name and password. Null if none did.</summary>
    public Uri? Proxy { get; internal init; }

    /// <summary>
    /// The HTTP status, 100 to 599: the API's, or that of a <see cref="Proxy"/> that refused. Null if no response came.
    /// </summary>
    public int? StatusCode { get; init; }

    /// <summary>The field <c>error.code</c> of the response, as it stood there. Null if there was none.</summary>
    public string? ApiCode { get; init; }

    /// <summary>The field <c>error.message</c> of the response, shortened, without control characters. Null if there was none.</summary>
    public string? ApiMessage { get; init; }

    /// <summary>How long the response's header Retry-After asks to wait, 0 or more. Null if it had none that can be read.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How often the request was sent, 0 or more. More than 1: the fault is that of the last attempt.</summary>
    public int Attempts { get; internal set; }

    /// <summary>
    /// Whether the server may have made the change that the request asked for. Always false for operations that are safe to repeat.
    /// </summary>
    public bool OutcomeUnknown { get; internal set; }

    /// <summary>
    /// Whether the service was not reached, did not respond in time, or something in front of it said that it is down (502, 503, 504).
    /// </summary>
    public bool IsOutage => Kind == FaultKind.ServiceUnavailable || Pipeline.RetryRules.IsOutage(this);

    /// <summary>Whether the request certainly did not reach the server: no connection was established.</summary>
    internal bool IsUnsent { get; set; }

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

            if (Attempts > 0)
            {
                facts.Append(facts.Length == 0 ? string.Empty : "; ").Append(CultureInfo.InvariantCulture, $"{Attempts} {(Attempts == 1 ? "attempt" : "attempts")}");
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
