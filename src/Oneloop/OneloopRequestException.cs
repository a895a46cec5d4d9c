namespace Oneloop;

/// <summary>What the error records of this module carry as their exception. No text in it holds the token.</summary>
public sealed class OneloopRequestException : Exception
{
    internal OneloopRequestException(string message)
        : base(message)
    {
    }

    /// <summary>The HTTP status, 100 to 599: the API's, or that of a proxy that refused. Null where no answer came.</summary>
    public int? StatusCode { get; internal init; }

    /// <summary>The API's own code: the field <c>error.code</c>. Null where the answer had none.</summary>
    public string? ApiCode { get; internal init; }

    /// <summary>The API's own message: the field <c>error.message</c>. Null where the answer had none.</summary>
    public string? ApiMessage { get; internal init; }

    /// <summary>How often the request was sent in vain, 0 or more. Null where it was answered, or none was to be sent.</summary>
    public int? Tries { get; internal init; }
}
