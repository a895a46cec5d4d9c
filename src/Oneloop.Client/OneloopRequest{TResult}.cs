namespace Oneloop.Client;

/// <summary>A request whose operation has a result.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public abstract class OneloopRequest<TResult> : OneloopRequest
{
    private protected OneloopRequest()
    {
    }

    /// <summary>The result. Null before the request has completed, if it failed, and if the operation says that there is none.</summary>
    public TResult? Result { get; private protected set; }
}
