namespace Oneloop.Client.Pipeline;

/// <summary>A line of a trace. It holds no token.</summary>
/// <param name="Text">What happened.</param>
/// <param name="IsDetail">False: what happened, for -Verbose. True: headers and the like, for -Debug.</param>
public sealed record TraceLine(string Text, bool IsDetail);
