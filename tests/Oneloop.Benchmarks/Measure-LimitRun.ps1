<#
.SYNOPSIS
    Asks for customers with the module, once, in this process, which should be a new one.
.DESCRIPTION
    Writes a line of JSON at the end: seconds, answered, failed, inOrder (each answered once and in order), errors, started and
    ended (seconds since 1970).
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
    [switch] $ShowErrors
)

Import-Module "$PSScriptRoot/BenchmarkSupport.psm1"
Import-Module (Get-ModuleManifest Oneloop)
Connect-Oneloop benchmark -BaseUri $BaseUri
$customer = @(Get-Customer $Customers)
$limit = $ThrottleLimit ? @{ ThrottleLimit = $ThrottleLimit } : @{}
$action = @{ ErrorAction = $ShowErrors ? 'Continue' : 'SilentlyContinue' }
# More than a row each.
Set-Variable MaximumErrorCount 32768 -Scope Global
$Error.Clear()

$answered = [System.Collections.Generic.List[string]]::new()
$started = [System.DateTimeOffset]::UtcNow
$clock = [System.Diagnostics.Stopwatch]::StartNew()
try {
    $customer | Get-OneloopCustomerBilling @limit @action | ForEach-Object { $answered.Add($_.ExternalMeterId) }
} catch {
    # An error that ends the pipeline. It is in $Error, as the others are.
    if ($ShowErrors) { [System.Console]::Error.WriteLine("$_") }
}
$seconds = $clock.Elapsed.TotalSeconds
$ended = [System.DateTimeOffset]::UtcNow

[ordered]@{
    seconds  = $seconds
    answered = $answered.Count
    failed   = $Customers - $answered.Count
    inOrder  = [System.Linq.Enumerable]::SequenceEqual($answered, [string[]] $customer.ExternalMeterId)
    errors   = $Error.Count
    started  = $started.ToUnixTimeMilliseconds() / 1000
    ended    = $ended.ToUnixTimeMilliseconds() / 1000
} | ConvertTo-Json -Compress
