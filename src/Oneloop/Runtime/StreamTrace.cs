using System.Collections.Concurrent;
using System.Management.Automation;
using Oneloop.Client.Pipeline;

namespace Oneloop.Runtime;

/// <summary>Writes what happened to the verbose and the debug stream of a cmdlet. Only on its pipeline thread.</summary>
internal sealed class StreamTrace
{
    private const string Verbose = "Verbose";
    private const string Debug = "Debug";

    private readonly PSCmdlet _cmdlet;
    private readonly bool _verboseIsDebug;
    private readonly bool _wantsDetails;

    // What the requests of a run say while they are under way. Null: nothing is recorded.
    private readonly ConcurrentQueue<TraceLine>? _live;

    /// <summary>Creates a trace.</summary>
    public StreamTrace(PSCmdlet cmdlet)
    {
        _cmdlet = cmdlet;
        // With -Debug alone, PowerShell asks the user at each verbose record whether to go on.
        _verboseIsDebug = Given(Debug) == true && Given(Verbose) is null;
        _wantsDetails = Given(Debug) ?? Prefers("DebugPreference");
        IsOn = _wantsDetails || (Given(Verbose) ?? Prefers("VerbosePreference"));
        _live = IsOn ? new ConcurrentQueue<TraceLine>() : null;
    }

    /// <summary>Whether what is written goes anywhere.</summary>
    public bool IsOn { get; }

    /// <summary>A trace for a request to be sent. Null if nothing that it records goes anywhere, since recording costs each request.</summary>
    public RequestTrace? NewRequestTrace() => IsOn ? new RequestTrace(_wantsDetails, _live) : null;

    /// <summary>Writes a verbose record.</summary>
    public void Write(string text)
    {
        if (_verboseIsDebug)
        {
            _cmdlet.WriteDebug(text);
        }
        else
        {
            _cmdlet.WriteVerbose(text);
        }
    }

    /// <summary>Writes what the requests under way have published since the last call.</summary>
    public void WriteLive()
    {
        while (_live is not null && _live.TryDequeue(out TraceLine? line))
        {
            Write(line);
        }
    }

    /// <summary>Writes what a completed request recorded, after what it has published before.</summary>
    public void Write(RequestTrace? trace)
    {
        if (trace is null)
        {
            return;
        }

        WriteLive();
        foreach (TraceLine line in trace.Lines)
        {
            Write(line);
        }
    }

    private void Write(TraceLine line)
    {
        if (line.IsDetail)
        {
            _cmdlet.WriteDebug(line.Text);
        }
        else
        {
            Write(line.Text);
        }
    }

    private bool? Given(string parameter) =>
        _cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? given) ? ((SwitchParameter)given).ToBool() : null;

    private bool Prefers(string preference) => _cmdlet.SessionState.PSVariable.GetValue(preference)
        is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore or null);
}
