namespace Oneloop.Client.Pipeline;

/// <summary>Takes down what happens on the way to one customer's billing: each try, each wait and its reason.</summary>
/// <param name="withDetails">Whether to take headers down, too.</param>
/// <remarks>Written by one request at a time; read it when that has ended.</remarks>
public sealed class RequestTrace(bool withDetails)
{
    private readonly List<TraceLine> _lines = [];

    /// <summary>Whether headers are taken down, too.</summary>
    public bool WithDetails { get; } = withDetails;

    /// <summary>The lines, in the order in which they came.</summary>
    public IReadOnlyList<TraceLine> Lines => _lines;

    internal void Add(string text) => _lines.Add(new TraceLine(text, IsDetail: false));

    internal void AddDetail(string text) => _lines.Add(new TraceLine(text, IsDetail: true));
}
