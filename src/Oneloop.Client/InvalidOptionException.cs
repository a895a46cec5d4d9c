namespace Oneloop.Client;

/// <summary>An option of a <see cref="OneloopClient"/> that cannot be used. ParamName tells which; the message never quotes a secret.</summary>
public sealed class InvalidOptionException : ArgumentException
{
    internal InvalidOptionException(string option, string message)
        : base(message, option) => Message = message;

    /// <summary>Why, in a sentence fit to be shown to a user, who knows no parameters of methods.</summary>
    public override string Message { get; }
}
