<#
.SYNOPSIS
    Measures the most memory that a process takes which streams so many customers through the module.
.DESCRIPTION
    Runs in this process, which has to be a new one. The input is made as it is taken, and nothing is kept. Writes a line of
    JSON: megabytes.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)] [uri] $BaseUri,
    [int] $Customers = 10000,
    [int] $ThrottleLimit = 8
)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/BenchmarkSupport.psm1"
Import-Module (Get-ModuleManifest Oneloop)
Connect-Oneloop benchmark -BaseUri $BaseUri
Get-Customer $Customers | Get-OneloopCustomerBilling -ThrottleLimit $ThrottleLimit | Out-Null

$process = [System.Diagnostics.Process]::GetCurrentProcess()
$bytes = $process.PeakWorkingSet64
if ($bytes -eq 0 -and $IsLinux) {
    $bytes = 1KB * ((Select-String -Path /proc/self/status -Pattern '^VmHWM:\s+(\d+)').Matches[0].Groups[1].Value)
}
[ordered]@{ megabytes = $bytes / 1MB } | ConvertTo-Json -Compress
