<#
.SYNOPSIS
    Measures the most memory that a process takes which streams a file of customers through the module into another file.
.DESCRIPTION
    Runs in this process, which has to be a new one. Writes a line of JSON: megabytes.
.PARAMETER Path
    A CSV file with the columns WorkspaceId and ExternalMeterId.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)] [uri] $BaseUri,
    [Parameter(Mandatory)] [string] $Path,
    [int] $ThrottleLimit = 8
)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/BenchmarkSupport.psm1"
Import-Module (Get-ModuleManifest Oneloop)
Connect-Oneloop benchmark -BaseUri $BaseUri
# All are written, so that what goes through the last command is as much as what goes through the first.
Import-Csv $Path | Get-OneloopCustomerBilling -ThrottleLimit $ThrottleLimit | Where-Object UsedPercent -GE 0 | Export-Csv "$Path.low.csv"

$process = [System.Diagnostics.Process]::GetCurrentProcess()
$bytes = $process.PeakWorkingSet64
if ($bytes -eq 0 -and $IsLinux) {
    $bytes = 1KB * ((Select-String -Path /proc/self/status -Pattern '^VmHWM:\s+(\d+)').Matches[0].Groups[1].Value)
}
[ordered]@{ megabytes = $bytes / 1MB } | ConvertTo-Json -Compress
