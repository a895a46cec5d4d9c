<#
.SYNOPSIS
    Measures what the module makes of an API's limits, outages and latency: how near it comes to the limit, and what fails.
.DESCRIPTION
    Takes the module from artifacts/Oneloop as it is. Each run is a process of its own. The limits are those of an nginx in front of
    the stand-in, the figures those of its access log. Writes an object for each run, then median and worst of each case. All
    scenarios with their own numbers take more than two hours, in which the machine should do nothing else.

    Share         the answered requests a second, from the first response to the last, against the limit; the burst adds to it
    RefusedShare  the responses 429 and 503 against all
    Failed        the customers without an answer
    -1            it did not come to that
.PARAMETER Scenario
    All unless given.

    Rate200       200 requests a second, burst 20, 429 without Retry-After; Invoke-RestMethod -Parallel as well
    RetryAfter    the same, with Retry-After: 1
    Rate10        10 requests a second, burst 5
    Changing      200 requests a second, then 50, then 400; SecondsDown and SecondsUp: from the change until the begin of the first
                  two seconds with 0.8 of the new limit and at most a quarter refused
    TwoProcesses  two processes at a time under one limit of 200; SmallerShare: the part of the slower while both ran
    Connections   four requests at a time, 503 above, 20 ms latency; Share is against ThrottleLimit 4 in the same run
    Outage        the service is killed and comes back, by itself and behind nginx; InOrder is 1 if each customer was answered once
                  and in order; SecondsUntilGoing: from its return until it has been asked for 20 customers
    WrongPort     a port that nothing listens on; Lines: what is printed; ended after a minute
    Latency       no limit: without -ThrottleLimit against fixed numbers; Share is against the best fixed one in the same run
.PARAMETER Runs
    How often each case is run.
.PARAMETER Customers
    How many customers, instead of the scenario's own numbers. TwoProcesses: in each process.
.PARAMETER ThrottleLimit
    Instead of the scenario's own numbers. 0: the parameter is not given.
.PARAMETER OutageSeconds
    How long the service is away, in Outage.
.PARAMETER LatencyMs
    In Latency.
.PARAMETER ChangeSeconds
    When the limit becomes 50 and when 400, in Changing.
.PARAMETER Update
    Writes median and worst into the section of each scenario in the document, and the charts of Changing and Outage beside it.
.PARAMETER DocPath
    The document; docs/limits.md unless given. One that is not there begins as a copy of that one.
.EXAMPLE
    ./Measure-Limits.ps1 -Update
.EXAMPLE
    ./Measure-Limits.ps1 -Scenario Rate200 -Runs 5 -Customers 2000 -ThrottleLimit 8, 32
#>
[System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSReviewUnusedParameter', '', Justification = 'Used by the functions below.')]
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [ValidateSet('Rate200', 'RetryAfter', 'Rate10', 'Changing', 'TwoProcesses', 'Connections', 'Outage', 'WrongPort', 'Latency')]
    [string[]] $Scenario = @('Rate200', 'RetryAfter', 'Rate10', 'Changing', 'TwoProcesses', 'Connections', 'Outage', 'WrongPort', 'Latency'),
    [ValidateRange(1, 99)] [int] $Runs = 5,
    [int[]] $Customers,
    [int[]] $ThrottleLimit,
    [int[]] $OutageSeconds = @(3, 15, 60),
    [int[]] $LatencyMs = @(50, 0),
    [ValidateCount(2, 2)] [int[]] $ChangeSeconds = @(10, 40),
    [switch] $Update,
    [string] $DocPath
)

$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot/../..").Path
Import-Module "$PSScriptRoot/BenchmarkSupport.psm1" -Force
Import-Module "$PSScriptRoot/BenchmarkReport.psm1" -Force
Import-Module "$PSScriptRoot/NginxSupport.psm1" -Force
Import-Module "$PSScriptRoot/LimitReport.psm1" -Force
Import-Module "$root/tests/Oneloop.Tests/Support/TestSupport.psm1" -Force
$manifest = Get-ModuleManifest Oneloop
$template = "$root/docs/limits.md"
$DocPath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($DocPath ? $DocPath : $template)

# Starts a run and does not wait for its end.
function Open-Run([uri] $BaseUri, [int] $Count, [int] $Limit, [string] $Contestant = 'Module', [switch] $ShowErrors) {
    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/Measure-LimitRun.ps1",
    '-BaseUri', $BaseUri, '-Customers', $Count, '-ThrottleLimit', $Limit, '-Contestant', $Contestant
    if ($ShowErrors) { $arguments += '-ShowErrors' }
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    foreach ($argument in $arguments) { $start.ArgumentList.Add("$argument") }
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    [pscustomobject]@{
        Process = $process
        Output  = $process.StandardOutput.ReadToEndAsync()
        Errors  = $process.StandardError.ReadToEndAsync()
    }
}

# Waits for its end and gets its figures. A run that does not end in time is ended, and has no figures but its lines.
function Close-Run([pscustomobject] $Run, [int] $WithinSeconds = 1800) {
    $isInTime = $Run.Process.WaitForExit([timespan]::FromSeconds($WithinSeconds))
    if (-not $isInTime) { $Run.Process.Kill($true) }
    $Run.Process.WaitForExit()
    $lines = @("$($Run.Output.Result)`n$($Run.Errors.Result)" -split '\r?\n' | Where-Object { $_.Trim() })
    $figures = $lines | Where-Object { $_ -like '{"seconds":*' }
    if (-not $figures -and $isInTime) { throw "The run failed: $lines" }
    $Run.Process.Dispose()
    $result = $figures ? ($figures | ConvertFrom-Json) : [pscustomobject]@{ seconds = -1; answered = 0; failed = -1; inOrder = $false; errors = -1; started = 0; ended = 0 }
    $result | Add-Member -NotePropertyName lines -NotePropertyValue ($lines.Count - [bool] $figures)
    $result
}

function Get-UnixTime { [System.DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds() / 1000 }

# Runs some customers behind an nginx of their own.
function Invoke-LimitedRun([hashtable] $Limit, [int] $Count, [int] $Throttle, [string] $Contestant = 'Module') {
    $nginx = Open-Nginx $standIn.BaseUri $Limit
    try {
        $result = Close-Run (Open-Run $nginx.BaseUri -Count $Count -Limit $Throttle -Contestant $Contestant)
        $log = Get-NginxLog $nginx
    } finally {
        Close-Nginx $nginx
    }
    [ordered]@{
        Share        = $Limit.Rate ? $log.PerSecond / $Limit.Rate : $log.PerSecond
        Failed       = $result.failed
        RefusedShare = $log.RefusedShare
        Seconds      = $result.seconds
    }
}

function Invoke-ChangingRun([int] $Count, [int] $Throttle) {
    $limits = @(@{ Rate = 200; After = 0 }, @{ Rate = 50; After = $ChangeSeconds[0] }, @{ Rate = 400; After = $ChangeSeconds[1] })
    $nginx = Open-Nginx $standIn.BaseUri @{ Rate = $limits[0].Rate; Burst = 20 }
    try {
        $run = Open-Run $nginx.BaseUri -Count $Count -Limit $Throttle
        # The seconds count from the first request on.
        while (-not (Get-Item "$($nginx.Folder)/access.log").Length -and -not $run.Process.HasExited) { Start-Sleep -Milliseconds 20 }
        $limits[0].Time = Get-UnixTime
        foreach ($next in $limits[1..2]) {
            while ((Get-UnixTime) -lt $limits[0].Time + $next.After -and -not $run.Process.HasExited) { Start-Sleep -Milliseconds 20 }
            if ($run.Process.HasExited) { throw "The run ended before the limit became $($next.Rate)." }
            Edit-NginxLimit $nginx @{ Rate = $next.Rate; Burst = 20 }
            $next.Time = Get-UnixTime
        }
        $result = Close-Run $run
        $log = Get-NginxLog $nginx
    } finally {
        Close-Nginx $nginx
    }
    $charts.Changing ??= Get-ChangingChart $log $limits
    $possible = 0
    for ($i = 0; $i -lt 3; $i++) {
        $end = $i -lt 2 ? [math]::Min($log.Last, $limits[$i + 1].Time) : $log.Last
        # 0.0, since with an integer the seconds would be rounded.
        $possible += [math]::Max(0.0, $end - $limits[$i].Time) * $limits[$i].Rate
    }
    [ordered]@{
        Share        = $log.Answered.Count / $possible
        Failed       = $result.failed
        RefusedShare = $log.RefusedShare
        Seconds      = $result.seconds
        SecondsDown  = Get-AdaptionTime $log -Change $limits[1].Time -Rate $limits[1].Rate
        SecondsUp    = Get-AdaptionTime $log -Change $limits[2].Time -Rate $limits[2].Rate
    }
}

# How long after a change the new rate is reached. -1: never.
function Get-AdaptionTime([pscustomobject] $Log, [double] $Change, [double] $Rate) {
    $window = 2
    for ($from = $Change; $from + $window -le $Log.Last; $from += 0.25) {
        $answered = $Log.Answered.FindAll({ param($time) $time -ge $from -and $time -lt $from + $window }).Count
        $refused = $Log.Refused.FindAll({ param($time) $time -ge $from -and $time -lt $from + $window }).Count
        if ($answered -ge 0.8 * $Rate * $window -and $refused -le ($answered + $refused) / 4) { return $from - $Change }
    }
    -1
}

function Invoke-TwinRun([int] $Count, [int] $Throttle) {
    $rate = 200
    $nginx = Open-Nginx $standIn.BaseUri @{ Rate = $rate; Burst = 20 }
    try {
        $open = @(1..2 | ForEach-Object { Open-Run $nginx.BaseUri -Count $Count -Limit $Throttle })
        $results = @($open | ForEach-Object { Close-Run $_ } | Sort-Object ended)
        $log = Get-NginxLog $nginx
    } finally {
        Close-Nginx $nginx
    }
    # The first to end had all of its answers by then; the rest of the answers are the other's.
    $from = ($results.started | Measure-Object -Maximum).Maximum
    $both = $log.Answered.FindAll({ param($time) $time -lt $results[0].ended }).Count
    [ordered]@{
        Share        = $log.PerSecond / $rate
        Failed       = $results[0].failed + $results[1].failed
        RefusedShare = $log.RefusedShare
        Seconds      = $results[1].ended - $from
        SmallerShare = ($both - $results[0].answered) / [math]::Max(1, $both)
    }
}

function Invoke-OutageRun([int] $Count, [int] $Throttle, [int] $Away, [switch] $BehindNginx) {
    $service = Open-StandIn -CountOnly
    $nginx = $null
    try {
        if ($BehindNginx) { $nginx = Open-Nginx $service.BaseUri @{} }
        $received = "$($service.BaseUri)_standin/requests/count"
        $run = Open-Run ($nginx ?? $service).BaseUri -Count $Count -Limit $Throttle
        while ((Get-ReceivedCount $received) -lt $Count / 8 -and -not $run.Process.HasExited) { Start-Sleep -Milliseconds 20 }
        if ($run.Process.HasExited) { throw 'The run ended before the outage.' }
        # SIGKILL: no connection is closed in an orderly way.
        $service.Process.Kill()
        $service.Process.WaitForExit()
        $service.Process.Dispose()
        $from = Get-UnixTime
        Start-Sleep -Seconds $Away
        $service = Open-StandIn -CountOnly -Port $service.BaseUri.Port
        $to = Get-UnixTime
        $going = -1
        while ($going -lt 0 -and -not $run.Process.HasExited) {
            if ((Get-ReceivedCount $received) -ge 20) { $going = (Get-UnixTime) - $to } else { Start-Sleep -Milliseconds 20 }
        }
        $result = Close-Run $run
        # In the middle of the lengths: the shortest shows little, the longest little else.
        if ($nginx -and $Away -eq ($OutageSeconds | Sort-Object)[($OutageSeconds.Count - 1) / 2]) {
            $charts.Outage ??= Get-OutageChart (Get-NginxLog $nginx -ThroughOutage) -From $from -To $to
        }
    } finally {
        if ($nginx) { Close-Nginx $nginx }
        Close-StandIn $service
    }
    [ordered]@{
        Failed            = $result.failed
        Seconds           = $result.seconds
        InOrder           = [int] $result.inOrder
        SecondsUntilGoing = $going
    }
}

function Get-ReceivedCount([string] $Uri) { (Invoke-RestMethod $Uri).customers }

function Invoke-WrongPortRun([int] $Count, [int] $Throttle) {
    $result = Close-Run (Open-Run "http://127.0.0.1:$(Get-FreePort)/" -Count $Count -Limit $Throttle -ShowErrors) -WithinSeconds 60
    [ordered]@{ Failed = $result.failed; Errors = $result.errors; Lines = $result.lines; Seconds = $result.seconds }
}

function Invoke-DirectRun([int] $Count, [int] $Throttle) {
    $result = Close-Run (Open-Run $standIn.BaseUri -Count $Count -Limit $Throttle)
    [ordered]@{ Share = $result.answered / $result.seconds; Failed = $result.failed; Seconds = $result.seconds }
}

# Turns answers a second into shares of the best of some cases.
function Edit-Share([System.Collections.IDictionary] $Figures, [string[]] $Reference) {
    $best = ($Reference | ForEach-Object { $Figures[$_].Share } | Measure-Object -Maximum).Maximum
    foreach ($one in $Figures.Values) { $one.Insert(1, 'PerSecond', $one.Share); $one.Share /= $best }
}

# The figures of one run of a scenario, by case.
function Measure-Scenario([string] $Scenario) {
    $figures = [ordered]@{}
    $counts = $Customers ? $Customers : $defaults[$Scenario].Customers
    $limits = $null -ne $ThrottleLimit ? $ThrottleLimit : $defaults[$Scenario].ThrottleLimit
    Edit-StandIn $standIn latency @{ ms = $Scenario -eq 'Connections' ? 20 : 0 }
    foreach ($count in $counts) {
        if ($Scenario -eq 'Latency') {
            foreach ($ms in $LatencyMs) {
                Edit-StandIn $standIn latency @{ ms = $ms }
                $set = [ordered]@{}
                foreach ($limit in $limits) { $set["$count x $($limit ? $limit : 'default'), $ms ms"] = Invoke-DirectRun $count $limit }
                Edit-Share $set @($set.Keys -notlike '* default,*')
                foreach ($name in $set.Keys) { $figures[$name] = $set[$name] }
            }
            continue
        }
        if ($Scenario -eq 'Connections') {
            $set = [ordered]@{}
            foreach ($limit in @(4) + $limits) { $set["$count x $limit"] = Invoke-LimitedRun @{ Connections = 4 } -Count $count -Throttle $limit }
            Edit-Share $set "$count x 4"
            foreach ($name in $set.Keys) { $figures[$name] = $set[$name] }
            continue
        }
        foreach ($limit in $limits) {
            $name = "$count x $($limit ? $limit : 'default')"
            switch ($Scenario) {
                Rate200 { $figures[$name] = Invoke-LimitedRun @{ Rate = 200; Burst = 20 } -Count $count -Throttle $limit }
                RetryAfter { $figures[$name] = Invoke-LimitedRun @{ Rate = 200; Burst = 20; RetryAfter = 1 } -Count $count -Throttle $limit }
                Rate10 { $figures[$name] = Invoke-LimitedRun @{ Rate = 10; Burst = 5 } -Count $count -Throttle $limit }
                Changing { $figures[$name] = Invoke-ChangingRun $count $limit }
                TwoProcesses { $figures[$name] = Invoke-TwinRun $count $limit }
                WrongPort { $figures[$name] = Invoke-WrongPortRun $count $limit }
                Outage {
                    foreach ($away in $OutageSeconds) {
                        $figures["$name, $away s"] = Invoke-OutageRun $count -Throttle $limit -Away $away
                        $figures["$name, $away s, behind nginx"] = Invoke-OutageRun $count -Throttle $limit -Away $away -BehindNginx
                    }
                }
            }
            # Once is enough for what the module is compared with.
            if ($Scenario -eq 'Rate200' -and $limit -eq 32 -and $count -eq $counts[0]) {
                $figures["$name, Invoke-RestMethod"] = Invoke-LimitedRun @{ Rate = 200; Burst = 20 } -Count $count -Throttle $limit -Contestant RestMethod
            }
        }
    }
    $figures
}

# The median or the worst of some runs.
function Get-Summary([System.Collections.IDictionary[]] $Sample, [switch] $Worst) {
    $summary = [ordered]@{}
    foreach ($name in $Sample[0].Keys) {
        $figure = Get-Figure @($Sample | ForEach-Object { $_[$name] })
        # Below 0: it never came to that.
        $summary[$name] = -not $Worst ? $figure.Median : $name -in $higherIsBetter -or $figure.Minimum -lt 0 ? $figure.Minimum : $figure.Maximum
    }
    $summary
}

$defaults = @{
    Rate200      = @{ Customers = 2000, 10000; ThrottleLimit = 4, 8, 32, 128 }
    RetryAfter   = @{ Customers = 2000; ThrottleLimit = 4, 8, 32, 128 }
    Rate10       = @{ Customers = 500; ThrottleLimit = 8 }
    Changing     = @{ Customers = 10000; ThrottleLimit = 32 }
    TwoProcesses = @{ Customers = 3000; ThrottleLimit = 8 }
    Connections  = @{ Customers = 2000; ThrottleLimit = 32 }
    Outage       = @{ Customers = 20000; ThrottleLimit = 8 }
    WrongPort    = @{ Customers = 5000; ThrottleLimit = 8 }
    Latency      = @{ Customers = 20000; ThrottleLimit = 0, 8, 16, 32, 64 }
}
# Of these, the least is the worst; of all others, the most.
$higherIsBetter = 'Share', 'PerSecond', 'SmallerShare', 'InOrder'
# What the charts show, of the first run.
$charts = @{}

$standIn = Open-StandIn -CountOnly
try {
    foreach ($one in $Scenario) {
        $samples = [ordered]@{}
        for ($run = 1; $run -le $Runs; $run++) {
            Write-Progress $one "run $run of $Runs"
            $figures = Measure-Scenario $one
            foreach ($case in $figures.Keys) {
                [pscustomobject] ([ordered]@{ Scenario = $one; Case = $case; Run = "$run" } + $figures[$case])
                if (-not $samples.Contains($case)) { $samples[$case] = [System.Collections.Generic.List[System.Collections.IDictionary]]::new() }
                $samples[$case].Add($figures[$case])
            }
        }
        $rows = @(
            foreach ($case in $samples.Keys) {
                [pscustomobject] ([ordered]@{ Scenario = $one; Case = $case; Run = 'median' } + (Get-Summary $samples[$case]))
                [pscustomobject] ([ordered]@{ Scenario = $one; Case = $case; Run = 'worst' } + (Get-Summary $samples[$case] -Worst))
            }
        )
        $rows
        if ($Update) {
            # After each scenario, so that what comes later cannot cost it.
            $text = (Get-EnvironmentText (Import-PowerShellDataFile $manifest).ModuleVersion), "Runs: $Runs; median, and in brackets the worst.", '',
            (Format-LimitTable $rows)
            Update-LimitDocument -Path $DocPath -Template $template -Section $one -Text ($text -join "`n") -Chart $charts[$one]
        }
    }
} finally {
    Write-Progress 'Done' -Completed
    Close-StandIn $standIn
}
