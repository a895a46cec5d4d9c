namespace Oneloop;

/// <summary>Names a request that Invoke-OneloopRequest sent. The TargetObject of every error about it.</summary>
public sealed class RequestReference
{
    internal RequestReference(string method, string path)
    {
        Method = method;
        Path = path;
    }

    /// <summary>The HTTP method. Never null.</summary>
    public string Method { get; }

    /// <summary>The path below /api/v1/, with {token} in place of a link token. Never null.</summary>
    public string Path { get; }

    /// <summary>Method and path, in one line.</summary>
    public override string ToString() => $"{Method} {Path}";
}
