<#
.SYNOPSIS
    Measures one call for one customer when all is warm: the module's and Invoke-RestMethod's, in turn.
.DESCRIPTION
    Runs in this process, which should be a new one. Writes a line of JSON: the medians, in microseconds.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)] [uri] $BaseUri,
    [int] $Calls = 500,
    [int] $WarmUp = 200
)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/BenchmarkSupport.psm1"
Import-Module (Get-ModuleManifest Oneloop)
Connect-Oneloop benchmark -BaseUri $BaseUri
$path = Get-CustomerPath $BaseUri
$headers = Get-RequestHeader

$module = [System.Collections.Generic.List[double]]::new()
$restMethod = [System.Collections.Generic.List[double]]::new()
$clock = [System.Diagnostics.Stopwatch]::new()
for ($i = 1 - $WarmUp; $i -le $Calls; $i++) {
    $clock.Restart()
    $null = Get-OneloopCustomerBilling ws_bulk "m$i"
    $clock.Stop()
    if ($i -gt 0) { $module.Add($clock.Elapsed.TotalMicroseconds) }

    $clock.Restart()
    $null = Invoke-RestMethod "${path}m$i" -Headers $headers
    $clock.Stop()
    if ($i -gt 0) { $restMethod.Add($clock.Elapsed.TotalMicroseconds) }
}

[ordered]@{ module = (Get-Figure $module).Median; restMethod = (Get-Figure $restMethod).Median } | ConvertTo-Json -Compress
