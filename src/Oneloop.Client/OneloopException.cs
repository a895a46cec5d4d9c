namespace Oneloop.Client;

/// <summary>
/// A request that was not answered with a customer's billing. It holds no inner exception, since those may quote what a server
/// sent: all text in it went through a <see cref="TokenRedactor"/>.
/// </summary>
public sealed class OneloopException : Exception
{
    internal OneloopException(FaultKind kind, string message)
        : base(message) => Kind = kind;

    /// <summary>The kind of fault.</summary>
    public FaultKind Kind { get; }

    /// <summary>The HTTP status, 100 to 599. Null where no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>The field <c>error.code</c> of the answer, as it stood there. Null where there was none.</summary>
    public string? ApiCode { get; init; }

    /// <summary>The field <c>error.message</c> of the answer, shortened, without control characters. Null where there was none.</summary>
    public string? ApiMessage { get; init; }

    /// <summary>How often the request was sent, 1 or more.</summary>
    public int Tries { get; init; } = 1;
}
