#Requires -Version 7.4

<#
.SYNOPSIS
    Exports the billing of a list of customers over several machines at once, and goes on where it broke off when it is started again.
.DESCRIPTION
    Splits the list (split-customers.ps1), has each session export a part (month-end-export.ps1), and joins what they wrote
    (join-billing.ps1), so that the destination has every customer once, in the order of the list. Those scripts lie beside this one.

    Each machine needs PowerShell 7.4 and the module Oneloop. Connect the sessions first, or have ONELOOP_KEY set on the machines: a
    connection belongs to its session and does not travel.

    Until it is complete, the folder <destination>.parts holds the parts and the results so far. Where a part fails, or its machine
    is lost, the run ends with an error when the other parts are done. Start it again, with the sessions there are by then: it runs
    only the parts that have no result. On the machine that began a part, only its missing customers are asked for.
.PARAMETER Session
    The sessions to use, from New-PSSession.
.PARAMETER Path
    A CSV file with the columns WorkspaceId and ExternalMeterId, or workspace_id and external_meter_id.
.PARAMETER Destination
    The file to write. If it is there already, the run ends with an error and asks for nothing.
.PARAMETER AcceptErrorId
    Errors that do not stand in the way of the destination, such as Oneloop.BillingNotFound. Those customers are collected in
    <destination>.failed.csv.
.PARAMETER ThrottleLimit
    How many requests each session keeps under way. The API's limits hold for the token: all sessions together count.
.EXAMPLE
    $sessions = New-PSSession -HostName runner1, runner2, runner3
    $token = Get-Secret Oneloop
    Invoke-Command -Session $sessions { Connect-Oneloop -Token $using:token }
    ./spread-export.ps1 -Session $sessions -Path customers.csv -Destination billing.csv
.OUTPUTS
    One object: Customers, Written, Failed, and the exact sums TotalCredits, UsedCredits and OverageCredits of what is written.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)] [System.Management.Automation.Runspaces.PSSession[]] $Session,
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Destination,
    [string[]] $AcceptErrorId = @(),
    [ValidateRange(1, 256)] [int] $ThrottleLimit = 8
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# Runs in a session. What goes wrong comes back as text, so that it is told with the part that it befell.
$export = {
    param($Folder, $Part, $Result, $AcceptErrorId, $ThrottleLimit)
    try {
        # It is there where an earlier run ended before it could fetch it.
        if (-not (Test-Path (Join-Path $Folder $Result))) {
            $null = & (Join-Path $Folder 'month-end-export.ps1') -Path (Join-Path $Folder $Part) -Destination (Join-Path $Folder $Result) -AcceptErrorId $AcceptErrorId -ThrottleLimit $ThrottleLimit
        }
    } catch {
        "$_"
    }
}

$Destination = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination)
if (Test-Path -LiteralPath $Destination) { throw "$Destination is there already." }
$work = "$Destination.parts"
if (-not (Test-Path -LiteralPath $work)) {
    # Moved when it is whole, so that half a split is never taken for one.
    Remove-Item -LiteralPath "$work.new" -Recurse -ErrorAction Ignore
    $null = & "$PSScriptRoot/split-customers.ps1" -Path $Path -Count $Session.Count -Destination "$work.new"
    $null = New-Item -ItemType Directory "$work.new/results"
    # By this the machines tell the files of this run from those of another.
    Set-Content -LiteralPath "$work.new/run" -Value ([guid]::NewGuid())
    Move-Item -LiteralPath "$work.new" -Destination $work
}
$run = "oneloop-$(Get-Content -LiteralPath "$work/run")"
$problems = [System.Collections.Generic.List[string]]::new()

$waiting = [System.Collections.Generic.Queue[object]]::new()
Get-ChildItem -LiteralPath $work -Filter *.csv | Where-Object { -not (Test-Path -LiteralPath "$work/results/$($_.Name)") } | ForEach-Object { $waiting.Enqueue($_) }
while ($waiting.Count) {
    $ready = @($Session | Where-Object State -EQ 'Opened' | Select-Object -First $waiting.Count)
    if (-not $ready) {
        $problems.Add("no session is left for $($waiting.Name -join ', ')")
        break
    }
    $jobs = foreach ($one in $ready) {
        $part = $waiting.Dequeue()
        try {
            $folder = Invoke-Command -Session $one -ArgumentList $run { (New-Item -ItemType Directory -Force (Join-Path ([System.IO.Path]::GetTempPath()) $args[0])).FullName }
            Copy-Item -LiteralPath $part.FullName, "$PSScriptRoot/month-end-export.ps1" -Destination $folder -ToSession $one
            $job = Invoke-Command -Session $one -AsJob -ScriptBlock $export -ArgumentList $folder, $part.Name, "result.$($part.Name)", $AcceptErrorId, $ThrottleLimit
            [pscustomobject]@{ Part = $part.Name; Session = $one; Folder = $folder; Job = $job }
        } catch {
            $problems.Add("$($part.Name) on $($one.ComputerName): $_")
        }
    }
    foreach ($one in $jobs) {
        try {
            $problem = Receive-Job $one.Job -Wait -AutoRemoveJob -WarningAction SilentlyContinue
            if ($problem) { throw $problem }
            if ($one.Job.State -ne 'Completed') { throw "The export was $($one.Job.State.ToString().ToLowerInvariant())." }
            foreach ($ending in '.failed.csv', '.csv') {
                $there = [System.IO.Path]::ChangeExtension("$($one.Folder)/result.$($one.Part)", $ending)
                if (Invoke-Command -Session $one.Session -ArgumentList $there { Test-Path -LiteralPath $args[0] }) {
                    $here = [System.IO.Path]::ChangeExtension("$work/results/$($one.Part)", $ending)
                    Copy-Item -LiteralPath $there -Destination "$here.new" -FromSession $one.Session
                    [System.IO.File]::Move("$here.new", $here, $true)
                }
            }
            Invoke-Command -Session $one.Session -ArgumentList $one.Folder, $one.Part { Get-ChildItem -LiteralPath $args[0] -Filter "*$($args[1] -replace '\.csv$')*" | Remove-Item }
        } catch {
            $problems.Add("$($one.Part) on $($one.Session.ComputerName): $_")
        }
    }
}
if ($problems) { throw "Not all parts are done; start again to run just the others.`n$($problems -join "`n")" }

& "$PSScriptRoot/join-billing.ps1" -Path $Path -PartPath "$work/results/*.csv" -FailedPath "$work/results/*.failed.csv" -Destination $Destination
Remove-Item -LiteralPath $work -Recurse
foreach ($one in $Session | Where-Object State -EQ 'Opened') {
    Invoke-Command -Session $one -ArgumentList $run { Remove-Item (Join-Path ([System.IO.Path]::GetTempPath()) $args[0]) -Recurse -ErrorAction Ignore }
}
