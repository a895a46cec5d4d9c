using System.Diagnostics;
using System.Management.Automation;
using Oneloop.Client;
using Oneloop.Client.Workspaces;

namespace Oneloop.Commands;

/// <summary>Tests whether the service is there and accepts the token, by listing the workspaces. A failed test is a result, not an error.</summary>
[Cmdlet(VerbsDiagnostic.Test, "OneloopConnection", HelpUri = HelpLink.Documentation)]
[OutputType(typeof(ConnectionTest), typeof(bool))]
public sealed class TestOneloopConnectionCommand : OneloopCmdlet
{
    private long _start;

    /// <summary>Writes only whether the service is there and accepts the token.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override string Activity => "Testing the connection";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _start = Stopwatch.GetTimestamp();
        Submit(new ListWorkspacesRequest { IsSentAtOnce = true });
    }

    private protected override object? Target(OneloopRequest request) => null;

    private protected override void WriteResult(OneloopRequest request)
    {
        var list = (ListWorkspacesRequest)request;
        ConnectionTest test = ConnectionTest.Of(ActiveConnection.BaseUri, list, Stopwatch.GetElapsedTime(_start));
        ActiveConnection.Remember(list);
        WriteObject(Quiet ? test.IsTokenAccepted == true : test);
    }

    private protected override void WriteFault(OneloopRequest request, OneloopException fault)
    {
        if (fault.Kind == FaultKind.ClientClosed)
        {
            base.WriteFault(request, fault);
            return;
        }

        WriteResult(request);
    }
}
