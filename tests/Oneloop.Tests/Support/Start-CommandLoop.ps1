<#
.SYNOPSIS
    Runs the commands that come in on standard input, one JSON object a line, each in a runspace of its own.
.DESCRIPTION
    The other end of Invoke-OpenPowerShell in TestSupport.psm1. What a command writes goes out as PowerShell itself writes it, and is
    followed on standard output and standard error by a line that holds the mark that came with the command; on standard output with
    1 behind it if the command ended with a terminating error, and with 0 if not. Ends with standard input.
#>
[CmdletBinding()]
param()

while ($line = [System.Console]::In.ReadLine()) {
    $request = $line | ConvertFrom-Json -AsHashtable
    $before = [System.Environment]::GetEnvironmentVariables()
    foreach ($name in $request.Environment.Keys) { [System.Environment]::SetEnvironmentVariable($name, $request.Environment[$name]) }
    $runspace = [runspacefactory]::CreateRunspace($Host)
    $runspace.Open()
    $powershell = [powershell]::Create($runspace)
    $ended = 0
    try {
        $null = $powershell.AddScript($request.Command)
        # Errors go the way of the output, as in pwsh -Command: only then do they come out in their order and form.
        $powershell.Commands.Commands[0].MergeMyResults('Error', 'Output')
        $null = $powershell.AddCommand('Out-Default').Invoke()
    } catch {
        $ended = 1
        $powershell.Commands.Clear()
        # The record of the command: the one that Invoke throws is about Invoke.
        $null = $powershell.AddCommand('Out-String').AddParameter('InputObject', ($_.Exception.InnerException.ErrorRecord ?? $_))
        $Host.UI.WriteErrorLine((-join $powershell.Invoke()).TrimEnd())
    } finally {
        $powershell.Dispose()
        $runspace.Dispose()
        # Also what the command has set by itself.
        foreach ($name in @($before.Keys) + @([System.Environment]::GetEnvironmentVariables().Keys)) {
            [System.Environment]::SetEnvironmentVariable($name, $before[$name])
        }
    }
    [System.Console]::Error.WriteLine($request.Mark)
    [System.Console]::Out.WriteLine("$($request.Mark) $ended")
}
