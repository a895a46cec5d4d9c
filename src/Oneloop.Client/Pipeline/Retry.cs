namespace Oneloop.Client.Pipeline;

/// <summary>When a failed attempt of an operation may be repeated. Has no default: each operation has to state it.</summary>
internal enum Retry
{
    /// <summary>After any transient fault: the operation changes nothing, or sets what it sets however often it is sent.</summary>
    Always,

    /// <summary>Only after a fault that rules out that the server acted on the request.</summary>
    IfNotProcessed,
}
