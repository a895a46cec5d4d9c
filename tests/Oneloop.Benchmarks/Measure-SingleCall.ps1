<#
.SYNOPSIS
    Measures one call for one customer when all is warm: the module's and Invoke-RestMethod's, in turns of fifty calls.
.DESCRIPTION
    In turns, so that a slow spell hits both; of fifty, since what Invoke-RestMethod leaves behind, a connection to be closed for
    one, would else fall into the module's time. The first call of a turn does not count. Runs in this process, which should be a new one. Writes a line of JSON: the medians, in microseconds.
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
$turn = 50
for ($i = 1 - $WarmUp; $i -le $Calls; $i += $turn) {
    for ($n = 0; $n -lt $turn; $n++) {
        $clock.Restart()
        $null = Get-OneloopCustomerBilling ws_bulk "m$n"
        $clock.Stop()
        if ($i -gt 0 -and $n) { $module.Add($clock.Elapsed.TotalMicroseconds) }
    }
    for ($n = 0; $n -lt $turn; $n++) {
        $clock.Restart()
        $null = Invoke-RestMethod "${path}m$n" -Headers $headers
        $clock.Stop()
        if ($i -gt 0 -and $n) { $restMethod.Add($clock.Elapsed.TotalMicroseconds) }
    }
}

[ordered]@{ module = (Get-Figure $module).Median; restMethod = (Get-Figure $restMethod).Median } | ConvertTo-Json -Compress
