<#
.SYNOPSIS
    Measures what a new process waits for: the import of a module, or the first call.
.DESCRIPTION
    Runs in this process, which has to be a new one, and imports nothing besides what it measures. Writes a line of JSON:
    milliseconds.
.PARAMETER What
    Import           Import-Module
    FirstCall        Connect-Oneloop and the first Get-OneloopCustomerBilling, after the import
    RestMethodCall   the first Invoke-RestMethod
.PARAMETER Manifest
    The manifest of the module to import.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)] [ValidateSet('Import', 'FirstCall', 'RestMethodCall')] [string] $What,
    [Parameter(Mandatory)] [string] $Manifest,
    [uri] $BaseUri
)

$ErrorActionPreference = 'Stop'
if ($What -eq 'FirstCall') { Import-Module $Manifest }

$clock = [System.Diagnostics.Stopwatch]::StartNew()
switch ($What) {
    'Import' { Import-Module $Manifest }
    'FirstCall' {
        Connect-Oneloop benchmark -BaseUri $BaseUri
        $null = Get-OneloopCustomerBilling ws_bulk m1
    }
    'RestMethodCall' {
        $address = "${BaseUri}api/v1/customer-billing?workspaceId=ws_bulk&externalMeterId=m1"
        $null = Invoke-RestMethod $address -Headers @{ Authorization = 'Bearer benchmark' }
    }
}
$clock.Stop()
[ordered]@{ milliseconds = $clock.Elapsed.TotalMilliseconds } | ConvertTo-Json -Compress
