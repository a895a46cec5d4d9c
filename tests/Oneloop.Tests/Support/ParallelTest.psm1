# Runs test files in several PowerShell processes at once, and puts together what came of them. Needs Pester imported.

Import-Module "$PSScriptRoot/TestSupport.psm1"

<#
.SYNOPSIS
    Finds the test files in files and folders.
.PARAMETER First
    The names of those to start with, without .Tests.ps1.
#>
function Get-TestFile {
    [OutputType([string])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string[]] $Path,
        [string[]] $First = @()
    )

    $files = @(Get-ChildItem $Path -Recurse -File | Where-Object Name -Like '*.Tests.ps1' | ForEach-Object FullName | Sort-Object)
    @(foreach ($name in $First) { $files -like "*[\\/]$name.Tests.ps1" }) + $files | Select-Object -Unique
}

<#
.SYNOPSIS
    Runs test files in several processes at once, and shows what each file has written when it has ended.
.DESCRIPTION
    A process takes one file after the other. One that ends within a file fails that file, and another takes its place.
.PARAMETER Path
    The files, those that take longest first: one that starts last is waited for by all.
.PARAMETER ProcessCount
    How many processes to run at once.
.PARAMETER Limit
    How long the run may take: 15 minutes unless given. Then its processes are ended, and the files that are not done have failed.
.OUTPUTS
    For each file what Invoke-TestFile.ps1 gives.
#>
function Invoke-TestFileInParallel {
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingWriteHost', '', Justification = 'As Pester does: the output is the results.')]
    [OutputType([pscustomobject])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string[]] $Path,
        [Parameter(Mandatory)] [int] $ProcessCount,
        [timespan] $Limit = '0:15:00'
    )

    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $folder = (New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) "oneloop-tests-$([guid]::NewGuid())")).FullName
    $mark = "## $([guid]::NewGuid())"
    $job = @{ Path = $Path; Mark = $mark; Pester = (Get-Module Pester).Path }
    $job | ConvertTo-Json | Set-Content "$folder/run.json"
    $workers = [System.Collections.Generic.List[object]]::new()
    $ended = [System.Collections.Generic.HashSet[int]]::new()
    try {
        foreach ($number in 1..[math]::Min($ProcessCount, $Path.Count)) { $workers.Add((Open-Worker $folder)) }
        while ($workers.Count -and $clock.Elapsed -lt $Limit) {
            # Not for long: between two waits, Ctrl+C ends this run.
            $reads = [System.Threading.Tasks.Task[]] @($workers.ForEach({ $_.Reads.Line }))
            if ($reads) { $null = [System.Threading.Tasks.Task]::WaitAny($reads, 200) } else { [System.Threading.Thread]::Sleep(50) }
            foreach ($worker in @($workers)) {
                while ($line = Read-WorkerLine $worker) {
                    if (-not $line.StartsWith($mark)) {
                        $null = $worker.Text.Append($line)
                        continue
                    }
                    $what, $index = $line.Substring($mark.Length).Trim() -split ' '
                    $worker.Index = $what -eq 'begin' ? $index : -1
                    if ($what -eq 'end') {
                        $null = $ended.Add($index)
                        Write-Host $worker.Text.ToString().Trim()
                        $null = $worker.Text.Clear()
                        Get-Content "$folder/$index.json" -Raw | ConvertFrom-Json
                    }
                }
                if (-not (Test-WorkerEnd $worker)) { continue }

                $null = $workers.Remove($worker)
                if ($worker.Index -ge 0) {
                    $null = $ended.Add($worker.Index)
                    Write-Host $worker.Text.ToString().Trim()
                    Get-LostResult $Path[$worker.Index] "The process that ran this file ended within it, with exit code $($worker.Process.ExitCode)."
                    if (@(Get-ChildItem $folder -Filter *.taken).Count -lt $Path.Count) { $workers.Add((Open-Worker $folder)) }
                } elseif ($worker.Process.ExitCode) {
                    Write-Host $worker.Text.ToString().Trim()
                }
                $worker.Process.Dispose()
            }
        }
        # How far those came that never end.
        foreach ($worker in $workers) { Write-Host $worker.Text.ToString().Trim() }
        $reason = $workers.Count ? "This file was not done when the run had taken $($Limit.TotalSeconds) s." : 'No process ran this file.'
        0..($Path.Count - 1) | Where-Object { -not $ended.Contains($_) } | ForEach-Object { Get-LostResult $Path[$_] $reason }
    } finally {
        foreach ($worker in $workers) { if (-not $worker.Process.HasExited) { $worker.Process.Kill($true) } }
        Remove-Item -LiteralPath $folder -Recurse -Force -ErrorAction Ignore
    }
}

function Open-Worker([string] $Folder) {
    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/Start-TestWorker.ps1", $Folder
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [System.Diagnostics.Process]::Start($start)
    # Tests ask nobody.
    $process.StandardInput.Close()
    [pscustomobject]@{
        Process = $process
        # The file that it is at, by its index.
        Index   = -1
        # What that file has written.
        Text    = [System.Text.StringBuilder]::new()
        # A read under way for each of its two outputs, as long as that is open.
        Reads   = @($process.StandardOutput, $process.StandardError | ForEach-Object { [pscustomobject]@{ Reader = $_; Line = $_.ReadLineAsync() } })
        Exited  = [System.Diagnostics.Stopwatch]::new()
    }
}

# The next line that is there already.
function Read-WorkerLine($Worker) {
    foreach ($read in $Worker.Reads) {
        if (-not $read.Line.IsCompleted) { continue }
        $line = $read.Line.Result
        if ($null -eq $line) {
            $Worker.Reads = @($Worker.Reads -ne $read)
        } else {
            $read.Line = $read.Reader.ReadLineAsync()
            # With its end: an empty line is one, too.
            return "$line`n"
        }
    }
}

# Whether a process has ended and all that it wrote has been read. What it left behind may keep its outputs open: seconds are for what
# is on its way, and no more.
function Test-WorkerEnd($Worker) {
    if (-not $Worker.Process.HasExited) { return $false }
    $Worker.Exited.Start()
    $Worker.Reads.Count -eq 0 -or $Worker.Exited.Elapsed.TotalSeconds -gt 5
}

function Get-LostResult([string] $Path, [string] $Message) {
    [pscustomobject]@{ Path = $Path; Passed = 0; Failed = @([pscustomobject]@{ Name = $Path; Message = $Message }); Skipped = @(); Seconds = 0 }
}

Export-ModuleMember Get-TestFile, Invoke-TestFileInParallel
