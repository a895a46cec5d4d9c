<#
.SYNOPSIS
    Asks for many customers of an API that answers one request in ten wrongly, and counts what came of each.
.DESCRIPTION
    Runs in this process, which should be a new one. Writes one object: what was counted, and in Faults what was not as it has to be.
.PARAMETER Customers
    How many customers to ask for.
.PARAMETER ThrottleLimit
    How many requests to keep under way.
.PARAMETER Seed
    Decides which answers are wrong.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [int] $Customers = 20000,
    [int] $ThrottleLimit = 32,
    [int] $Seed = 20261122
)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../Support/TestSupport.psm1"
Import-Module (Get-ModulePath)

# Half of the faults pass, half of them do not; a 401 would rightly end the run, so there is none.
$answers = @(
    @{ status = 503 }, @{ status = 429 }, @{ status = 500; body = '<html>'; contentType = 'text/html' }, @{ abort = 'beforeHeaders' }, @{ truncate = $true }
    @{ status = 403 }, @{ status = 404 }, @{ body = '{"billing":{' }, @{ body = '{"billing":null}' }, @{ body = '' ; status = 200 }
)

function Get-Customer([int] $Count, [string] $Prefix) {
    for ($i = 1; $i -le $Count; $i++) { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "$Prefix$i" } }
}

function Measure-Process {
    foreach ($round in 1..3) {
        [System.GC]::Collect()
        [System.GC]::WaitForPendingFinalizers()
    }
    # The stand-in sees a moment later that a connection was closed.
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    do {
        $sockets = (Invoke-RestMethod "$($standIn.BaseUri)_standin/connections").open
    } until ($sockets -eq 0 -or $clock.Elapsed.TotalSeconds -gt 5)
    [pscustomobject]@{
        # The runtime's pool grows and shrinks as it likes; nothing else may stay.
        Threads   = (Get-Process -Id $PID).Threads.Count - [System.Threading.ThreadPool]::ThreadCount
        ManagedMB = [math]::Round([System.GC]::GetTotalMemory($true) / 1MB, 1)
        Sockets   = $sockets
    }
}

# Asks for all of them. In a function, so that what it counts with is gone at its end.
function Invoke-Run([int] $Customers, [int] $ThrottleLimit) {
    Connect-Oneloop soak -BaseUri $standIn.BaseUri -RetryIntervalSec 0.01
    $answered = [System.Collections.Generic.Dictionary[string, int]]::new()
    $reported = [System.Collections.Generic.Dictionary[string, int]]::new()
    $tries = [System.Collections.Generic.Dictionary[string, int]]::new()
    $kinds = @{}
    $inOrder = $true
    $last = 0
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    Get-Customer $Customers 'm' | Get-OneloopCustomerBilling -ThrottleLimit $ThrottleLimit -ErrorAction Continue 2>&1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.ErrorRecord]) {
            $meter = $_.TargetObject.ExternalMeterId
            $reported[$meter] = 1 + $reported[$meter]
            $tries[$meter] = $_.Exception.Tries
            $kinds[($_.FullyQualifiedErrorId -replace ',.*')]++
        } else {
            $meter = $_.ExternalMeterId
            $answered[$meter] = 1 + $answered[$meter]
        }
        $number = [int] $meter.Substring(1)
        $inOrder = $inOrder -and $number -gt $last
        $last = $number
    }
    $clock.Stop()
    $received = (Invoke-WebRequest "$($standIn.BaseUri)_standin/requests/by-meter").Content | ConvertFrom-Json -AsHashtable

    $faults = [System.Collections.Generic.List[string]]::new()
    if (-not $inOrder) { $faults.Add('The results were not in the order of the input.') }
    foreach ($customer in Get-Customer $Customers 'm') {
        $meter = $customer.ExternalMeterId
        $told = $answered[$meter] + $reported[$meter]
        if ($told -ne 1) { $faults.Add("$meter was answered or reported $told times.") }
        # Four tries at the most; a report tells how many there were.
        $sent = $received[$meter]
        if ($sent -lt 1 -or $sent -gt 4) { $faults.Add("$meter was asked for $sent times.") }
        # A customer without billing is an answer at whichever try it came.
        if ($tries.ContainsKey($meter) -and $tries[$meter] -gt 1 -and $tries[$meter] -ne $sent) {
            $faults.Add("$meter was reported with $($tries[$meter]) tries and asked for $sent times.")
        }
    }
    if ($received.Count -ne $Customers) { $faults.Add("The stand-in was asked for $($received.Count) customers.") }
    $requests = ($received.Values | Measure-Object -Sum).Sum
    $result = [ordered]@{
        Customers = $Customers; Answered = $answered.Count; Reported = $reported.Count; Requests = $requests
        PerSecond = [int] ($Customers / $clock.Elapsed.TotalSeconds); Kinds = ($kinds.Keys | Sort-Object | ForEach-Object { "$_ $($kinds[$_])" }) -join ', '
        Faults = $faults
    }
    [pscustomobject] $result
}

$standIn = Open-StandIn
try {
    Connect-Oneloop soak -BaseUri $standIn.BaseUri -RetryIntervalSec 0.01
    Edit-StandIn $standIn chaos @{ seed = $Seed; oneIn = 10; answers = $answers }

    # A small run first: the process at its working size is what the end is held against.
    $null = Get-Customer ([math]::Min($Customers, 1000)) 'warm' | Get-OneloopCustomerBilling -ThrottleLimit $ThrottleLimit -ErrorAction SilentlyContinue
    $Error.Clear()
    Disconnect-Oneloop
    Clear-StandIn $standIn
    $before = Measure-Process

    $result = Invoke-Run $Customers $ThrottleLimit
    Disconnect-Oneloop
    $Error.Clear()
    $after = Measure-Process
    $faults = $result.Faults
    if ($after.Sockets -gt $before.Sockets) { $faults.Add("$($after.Sockets) sockets were left open, $($before.Sockets) before.") }
    if ($after.Threads -gt $before.Threads + 4) { $faults.Add("There were $($after.Threads) threads at the end, $($before.Threads) before.") }
    if ($after.ManagedMB -gt $before.ManagedMB + 4) { $faults.Add("$($after.ManagedMB) MB were in use at the end, $($before.ManagedMB) before.") }
    $result | Select-Object -ExcludeProperty Faults -Property *,
        @{ Name = 'Threads'; Expression = { "$($before.Threads) -> $($after.Threads)" } },
        @{ Name = 'Sockets'; Expression = { "$($before.Sockets) -> $($after.Sockets)" } },
        @{ Name = 'ManagedMB'; Expression = { "$($before.ManagedMB) -> $($after.ManagedMB)" } },
        @{ Name = 'Faults'; Expression = { $faults } }
} finally {
    Close-StandIn $standIn
}
