namespace Oneloop;

/// <summary>What the error records of this module carry as their exception. No text in it holds the token.</summary>
public sealed class OneloopRequestException : Exception
{
    internal OneloopRequestException(string message)
        : base(message)
    {
    }

    /// <summary>The HTTP status, 100 to 599: the API's, or that of a proxy that refused. Null if no response came.</summary>
    public int? StatusCode { get; internal init; }

    /// <summary>The API's own code: the field <c>error.code</c>. Null if the response had none.</summary>
    public string? ApiCode { get; internal init; }

    /// <summary>The API's own message: the field <c>error.message</c>. Null if the response had none.</summary>
    public string? ApiMessage { get; internal init; }

    /// <summary>The number of attempts, 0 or more. Null if the request succeeded, or was not to be sent.</summary>
    public int? Tries { get; internal init; }
}
