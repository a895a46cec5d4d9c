namespace Oneloop.Client.Pipeline;

/// <summary>Records what happens to one request: each attempt, each delay and its reason.</summary>
/// <param name="withDetails">Whether to record headers, too.</param>
/// <remarks>Written by one request; read it when that has completed.</remarks>
public sealed class RequestTrace(bool withDetails)
{
    private readonly List<TraceLine> _lines = [];

    /// <summary>Whether headers are recorded, too.</summary>
    public bool WithDetails { get; } = withDetails;

    /// <summary>The lines, in the order in which they were recorded.</summary>
    public IReadOnlyList<TraceLine> Lines => _lines;

    internal void Add(string text) => _lines.Add(new TraceLine(text, IsDetail: false));

    internal void AddDetail(string text) => _lines.Add(new TraceLine(text, IsDetail: true));
}
