using System.Collections.Concurrent;

namespace Oneloop.Client.Pipeline;

/// <summary>Records what happens to one request: each attempt, each delay and its reason.</summary>
/// <param name="withDetails">Whether to record headers, too.</param>
/// <param name="live">Takes the lines that are to be shown before the request has completed. Null: they stay in <see cref="Lines"/>.</param>
/// <remarks>Written by one request; read its lines when that has completed.</remarks>
public sealed class RequestTrace(bool withDetails, ConcurrentQueue<TraceLine>? live = null)
{
    private readonly List<TraceLine> _lines = [];

    /// <summary>Whether headers are recorded, too.</summary>
    public bool WithDetails { get; } = withDetails;

    /// <summary>The lines that were not published, in the order in which they were recorded.</summary>
    public IReadOnlyList<TraceLine> Lines => _lines;

    internal void Add(string text) => _lines.Add(new TraceLine(text, IsDetail: false));

    internal void AddDetail(string text) => _lines.Add(new TraceLine(text, IsDetail: true));

    /// <summary>Records a line that is to be shown now, and publishes it after those recorded before it.</summary>
    internal void Publish(string text)
    {
        Add(text);
        if (live is not null)
        {
            foreach (TraceLine line in _lines)
            {
                live.Enqueue(line);
            }

            _lines.Clear();
        }
    }
}
