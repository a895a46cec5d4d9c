<#
.SYNOPSIS
    Asks for customers once, in this process, which should be a new one.
.DESCRIPTION
    Writes a line of JSON at the end: seconds, answered, failed, inOrder (each answered once and in order), errors, started and
    ended (seconds since 1970).
.PARAMETER Contestant
    Module      Get-OneloopCustomerBilling
    RestMethod  Invoke-RestMethod -MaximumRetryCount 3 -RetryIntervalSec 1 in ForEach-Object -Parallel, in no order
.PARAMETER ThrottleLimit
    0: the parameter is not given.
.PARAMETER ShowErrors
    Prints the errors, as they are for a user.
#>
[CmdletBinding()]
[OutputType([string])]
param(
    [Parameter(Mandatory)] [uri] $BaseUri,
    [int] $Customers = 2000,
    [int] $ThrottleLimit,
    [ValidateSet('Module', 'RestMethod')] [string] $Contestant = 'Module',
    [switch] $ShowErrors
)

Import-Module "$PSScriptRoot/BenchmarkSupport.psm1"
if ($Contestant -eq 'Module') {
    Import-Module (Get-ModuleManifest Oneloop)
    Connect-Oneloop benchmark -BaseUri $BaseUri
}
$path = Get-CustomerPath $BaseUri
$headers = Get-RequestHeader
$customer = @(Get-Customer $Customers)
$limit = $ThrottleLimit ? @{ ThrottleLimit = $ThrottleLimit } : @{}
$action = @{ ErrorAction = $ShowErrors ? 'Continue' : 'SilentlyContinue' }
# Not $Error, which keeps 256.
$failures = @()

$ways = @{
    Module     = { $customer | Get-OneloopCustomerBilling @limit @action -ErrorVariable failures | ForEach-Object ExternalMeterId }
    RestMethod = {
        # Without -ErrorAction, which it does not take.
        $customer | ForEach-Object @limit -Parallel {
            $retry = @{ MaximumRetryCount = 3; RetryIntervalSec = 1 }
            try {
                $null = Invoke-RestMethod "$using:path$($_.ExternalMeterId)" -Headers $using:headers @retry
                $_.ExternalMeterId
            } catch {
                # Not answered, which is what counts.
                $null = $_
            }
        }
    }
}
$answered = [System.Collections.Generic.List[string]]::new()
$started = [System.DateTimeOffset]::UtcNow
$clock = [System.Diagnostics.Stopwatch]::StartNew()
try {
    # In this scope, for the sake of the variable.
    . $ways[$Contestant] | ForEach-Object { $answered.Add($_) }
} catch {
    # An error that ends the pipeline. It is among the failures, as the others are.
    if ($ShowErrors) { [System.Console]::Error.WriteLine("$_") }
}
$seconds = $clock.Elapsed.TotalSeconds
$ended = [System.DateTimeOffset]::UtcNow

[ordered]@{
    seconds  = $seconds
    answered = $answered.Count
    failed   = $Customers - $answered.Count
    inOrder  = [System.Linq.Enumerable]::SequenceEqual($answered, [string[]] $customer.ExternalMeterId)
    errors   = $failures.Count
    started  = $started.ToUnixTimeMilliseconds() / 1000
    ended    = $ended.ToUnixTimeMilliseconds() / 1000
} | ConvertTo-Json -Compress
