using System.Management.Automation;
using Oneloop.Completion;
using Oneloop.Connections;
using Oneloop.Tracing;

namespace Oneloop.Commands;

/// <summary>Ends a connection and forgets its token. Says nothing where there is none to end.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Oneloop", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(void))]
public sealed class DisconnectOneloopCommand : PSCmdlet
{
    /// <summary>The connection to end. Left out: the default one of this runspace.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ConnectionCompleter))]
    [ConnectionTransformation]
    public OneloopConnection? Connection { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        RunspaceConnections connections = RunspaceConnections.Current;
        if ((Connection ?? connections.Default) is { } connection)
        {
            connections.End(connection);
            new StreamTrace(this).Write($"Disconnected from {connection.BaseUri}.");
        }
    }
}
