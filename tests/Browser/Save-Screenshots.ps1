<#
.SYNOPSIS
    Saves the pictures of the README: a report on made-up customers, light and dark. Needs a build, node and npm ci --prefix tests/Browser.
.PARAMETER ChromiumPath
    The browser.
.PARAMETER Destination
    The folder for report-light.png and report-dark.png.
#>
[CmdletBinding()]
param(
    [string] $ChromiumPath = '/usr/bin/chromium',
    [string] $Destination = "$PSScriptRoot/../../docs"
)

$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/../Oneloop.Tests/Support/TestSupport.psm1", "$PSScriptRoot/../../artifacts/Oneloop"

# The same customers each time: each with a share of its credits used, in percent.
$names = Get-Content "$PSScriptRoot/sample-ids.txt"
$shares = 3, 91, 46, 118, 84, 12, 100, 67, 23, 97, 55, 8, 34, 104, 72, 1, 61, 88, 15, 40, 0, 79, 28, 132, 51, 5, 63, 93, 19, 37, 76, 10, 82, 44, 2, 58, 101, 31, 70, 25
$customers = for ($i = 0; $i -lt $shares.Count; $i++) {
    $total = 10000 * (1 + $i * 7 % 13)
    [pscustomobject]@{ Name = $names[$i % 12] + ($i -lt 12 ? '' : " $([int] [math]::Floor($i / 12) + 1)"); Total = $total; Used = $total * $shares[$i] / 100 + 37 * $shares[$i] % 97 }
}

$standIn = Open-StandIn
$report = [System.IO.Path]::GetTempFileName() + '.html'
try {
    foreach ($customer in $customers) {
        Add-StandInScript $standIn $customer.Name @{ body = Get-BillingBody -With @{ totalCredits = "$($customer.Total)"; usedCredits = "$($customer.Used)" } }
    }

    Add-StandInScript $standIn 'initech' @{ status = 403 }
    Add-StandInScript $standIn 'umbrella/eu' @{ status = 404 }
    $days = for ($day = 0; $day -lt 61; $day++) {
        $date = ([datetime] '2026-10-01').AddDays($day)
        $usage = 21000 + 260 * $day + 1900 * [math]::Sin($day * 1.7) - ($date.DayOfWeek -in 'Saturday', 'Sunday' ? 14000 : 0)
        @{ billingId = 'cbm_1'; day = $date.ToString('yyyy-MM-dd'); totalBillingUsage = "$([int] $usage)"; billingUsageName = 'chat' }
    }

    Add-StandInScript $standIn 'cbm_1' @{ body = @{ data = $days } | ConvertTo-Json -Depth 4 } -Operation getBillingUsage
    # The report names the address of the connection by default, and that one sends nothing.
    $connection = Connect-Oneloop -Token 'made-up-token' -BaseUri $standIn.BaseUri -PassThru
    Connect-Oneloop -Token 'made-up-token'
    & {
        @($customers.Name) + 'initech', 'umbrella/eu' | Get-OneloopCustomerBilling ws_northwind -Connection $connection -ErrorAction Continue 2>&1
        Get-OneloopUsage cbm_1 -Connection $connection
    } | Export-OneloopBilling $report
    node "$PSScriptRoot/save-screenshots.mjs" $ChromiumPath $report $Destination
} finally {
    Close-StandIn $standIn
    Remove-Item $report, ($report -replace '\.html$') -ErrorAction Ignore
}
