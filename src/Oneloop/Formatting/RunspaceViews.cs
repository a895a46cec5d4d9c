using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using Oneloop.Runtime;

namespace Oneloop.Formatting;

/// <summary>
/// The table views of the objects that users see, and what a list of them shows. A runspace gets them before the first such object
/// is written to it, not on import: there, PowerShell would read all views of the session again, which takes longer than all else
/// that the import of this module does.
/// </summary>
internal static class RunspaceViews
{
    // WhatIf and Confirm of the caller are not about these; what the caller's verbose stream shows is not about them either.
    private const string LoadScript = """
        param($Folder)
        # A restricted session may lack them. To find that out so leaves no trace in its $Error.
        foreach ($name in 'Update-FormatData', 'Update-TypeData') {
            if (-not (Get-Command "Microsoft.PowerShell.Utility\$name" -ErrorAction Ignore)) { return "this session has no $name" }
        }
        $quiet = @{ WhatIf = $false; Confirm = $false; Verbose = $false; Debug = $false; ErrorAction = 'Stop' }
        Microsoft.PowerShell.Utility\Update-FormatData -AppendPath "$Folder/Oneloop.Format.ps1xml" @quiet
        Microsoft.PowerShell.Utility\Update-TypeData -AppendPath "$Folder/Oneloop.Types.ps1xml" @quiet
        """;

    // They stay when the module is removed: PowerShell has no way to remove a view. With each runspace its host, whose width counts.
    private static readonly RunspaceState<StrongBox<PSHost?>> s_host = new(static () => new StrongBox<PSHost?>());

    /// <summary>Loads the views into the runspace of a cmdlet, unless it has them. Call it on the pipeline thread.</summary>
    public static void Load(PSCmdlet cmdlet)
    {
        StrongBox<PSHost?> host = s_host.Current;
        if (host.Value is not null)
        {
            return;
        }

        string? why;
        try
        {
            why = cmdlet.InvokeCommand.InvokeScript(
                LoadScript,
                useNewScope: true,
                PipelineResultTypes.None,
                input: null,
                WildcardPattern.Escape(Path.GetDirectoryName(typeof(RunspaceViews).Assembly.Location))).FirstOrDefault()?.ToString();
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            why = e.Message;
        }

        host.Value = cmdlet.Host;
        if (why is not null)
        {
            // The objects are the same without views.
            new StreamTrace(cmdlet).Write($"The table views of Oneloop could not be loaded: {why}");
        }
    }

    /// <summary>The host of the runspace that makes the table; null if the views were not loaded there.</summary>
    public static PSHost? Host() =>
        Runspace.DefaultRunspace is null ? null : s_host.Current.Value;

    /// <summary>The output that the current table is for.</summary>
    public static TableOutput Output() => TableOutput.Current(Host());
}
