using System.Management.Automation;
using Oneloop.Connections;
using Oneloop.Formatting;

namespace Oneloop.Commands;

/// <summary>Shows the default connection of this runspace; writes nothing where there is none.</summary>
[Cmdlet(VerbsCommon.Get, "OneloopConnection", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(OneloopConnection))]
public sealed class GetOneloopConnectionCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (RunspaceConnections.Current.Default is { } connection)
        {
            RunspaceViews.Load(this);
            WriteObject(connection);
        }
    }
}
