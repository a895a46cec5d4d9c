<#
.SYNOPSIS
    Measures how many customers a second one way of asking gets through.
.DESCRIPTION
    Runs in this process, which should be a new one. Writes a line of JSON for each run: seconds, perSecond and
    allocatedBytesPerCustomer.
.PARAMETER Contestant
    Module    Get-OneloopCustomerBilling
    Loop      Invoke-RestMethod in foreach, one after the other
    Parallel  Invoke-RestMethod in ForEach-Object -Parallel
    Empty     Get-OneloopNothing, which sends nothing: what PowerShell itself costs
.PARAMETER WarmUpSeconds
    How long to ask before the clock starts. With 0, all the same, one customer is asked for: what the first call of a process
    costs is measured by itself.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)] [ValidateSet('Module', 'Loop', 'Parallel', 'Empty')] [string] $Contestant,
    [Parameter(Mandatory)] [uri] $BaseUri,
    [int] $Customers = 20000,
    [int] $ThrottleLimit = 8,
    [int] $Runs = 1,
    [double] $WarmUpSeconds = 0
)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/BenchmarkSupport.psm1"
$path = Get-CustomerPath $BaseUri
$headers = Get-RequestHeader
$limit = @{ ThrottleLimit = $ThrottleLimit }

if ($Contestant -eq 'Module') {
    Import-Module (Get-ModuleManifest Oneloop)
    Connect-Oneloop benchmark -BaseUri $BaseUri
} elseif ($Contestant -eq 'Empty') {
    Import-Module (Get-ModuleManifest Oneloop.EmptyModule)
}

$ways = @{
    Module   = { $customer | Get-OneloopCustomerBilling @limit | Out-Null }
    Loop     = { foreach ($one in $customer) { $null = Invoke-RestMethod "$path$($one.ExternalMeterId)" -Headers $headers } }
    Parallel = {
        $customer | ForEach-Object @limit -Parallel {
            Invoke-RestMethod "$using:path$($_.ExternalMeterId)" -Headers $using:headers
        } | Out-Null
    }
    Empty    = { $customer | Get-OneloopNothing | Out-Null }
}
$way = $ways[$Contestant]

$customer = @(Get-Customer 1)
& $way
$customer = @(Get-Customer ([math]::Max(1, $Customers / 10)))
$clock = [System.Diagnostics.Stopwatch]::StartNew()
while ($clock.Elapsed.TotalSeconds -lt $WarmUpSeconds) { & $way }
$customer = @(Get-Customer $Customers)
foreach ($run in 1..$Runs) {
    $allocated = [System.GC]::GetTotalAllocatedBytes($true)
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    & $way
    $seconds = $clock.Elapsed.TotalSeconds
    $allocated = [System.GC]::GetTotalAllocatedBytes($true) - $allocated
    [ordered]@{
        seconds                   = $seconds
        perSecond                 = $Customers / $seconds
        allocatedBytesPerCustomer = $allocated / $Customers
    } | ConvertTo-Json -Compress
}
