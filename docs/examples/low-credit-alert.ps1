#Requires -Version 7.4
#Requires -Modules Oneloop

<#
.SYNOPSIS
    Finds the customers who have used up most of their credits, and tells a chat channel.
.DESCRIPTION
    Writes an object for each such customer, the one that has used most first, and posts one message about all of them to a webhook
    if one is given: {"text": "..."}, which Slack, Mattermost and Microsoft Teams take. Sends no message where no customer is low.

    Ends with an error, which fails the job, when a customer could not be read or the message could not be sent: an alert that
    cannot be raised must not look like good news. What could be read is reported before that; a token that is not accepted ends the
    run at once.

    Asks through the connection of this session if there is one, else with the key in the environment variable ONELOOP_KEY.
.PARAMETER Path
    A CSV file with the columns WorkspaceId and ExternalMeterId, or workspace_id and external_meter_id.
.PARAMETER UsedPercent
    A customer who has used this much, in percent, or has used more than there is, is low.
.PARAMETER WebhookUri
    Where to post the message. It is as good as a password: keep it where the token is kept. It is shown in no error.
.PARAMETER ReportPath
    Where to write a report of all customers and of those that failed: a file whose extension is .html, as Export-OneloopBilling
    writes it. It is written whether anybody is low or not.
.PARAMETER ReportUri
    Where people find that report, such as the address of the folder that it is written to: stands at the end of the message.
.PARAMETER FailWhenLow
    Ends with an error when a customer is low, too: for a scheduler that tells somebody about failed jobs.
.PARAMETER ConnectionName
    In Azure Automation: the name of a connection of the type Oneloop to connect with.
.EXAMPLE
    ./low-credit-alert.ps1 -Path customers.csv -UsedPercent 80 -FailWhenLow
.EXAMPLE
    ./low-credit-alert.ps1 -Path customers.csv -ConnectionName Oneloop -WebhookUri (Get-AutomationVariable -Name BillingChannel)
.EXAMPLE
    ./low-credit-alert.ps1 -Path customers.csv -WebhookUri $hook -ReportPath /srv/www/billing.html -ReportUri https://intranet/billing.html
.OUTPUTS
    WorkspaceId, ExternalMeterId, UsedPercent, RemainingCredits and OverageCredits; of 500 customers at the most, so that it fits
    into a job stream of Azure Automation, which takes 1 MB. A warning tells how many there are.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)] [string] $Path,
    [ValidateRange(0, 1000)] [double] $UsedPercent = 90,
    [uri] $WebhookUri,
    [ValidatePattern('\.html$', ErrorMessage = '{0} has not the extension .html.')] [string] $ReportPath,
    [uri] $ReportUri,
    [switch] $FailWhenLow,
    [string] $ConnectionName
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$customers = @(Import-Csv -LiteralPath $Path)
if (-not $customers) { throw "$Path names no customers." }
if ($ConnectionName) { Connect-Oneloop -AutomationConnection (Get-AutomationConnection -Name $ConnectionName) }

$read = 0
$all = [System.Collections.Generic.List[object]]::new()
$low = @($customers |
        Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures |
        ForEach-Object { $read++; if ($ReportPath) { $all.Add($_) }; $_ } |
        Where-Object { $_.UsedPercent -ge $UsedPercent -or $_.OverageCredits -gt 0 } |
        Sort-Object UsedPercent -Descending -Stable)
$low | Select-Object -First 500 -Property WorkspaceId, ExternalMeterId, UsedPercent, RemainingCredits, OverageCredits

$problems = [System.Collections.Generic.List[string]]::new()
if ($ReportPath) {
    # An alert that has no report is one all the same.
    try {
        & { $all; $failures } | Export-OneloopBilling -LiteralPath $ReportPath
    } catch {
        $problems.Add("The report was not written: $_")
    }
}
if ($low) {
    $text = "$($low.Count) of $($customers.Count) customers have used $UsedPercent percent of their credits or more."
    Write-Warning $text
    if ($FailWhenLow) { $problems.Add($text) }

    if ($WebhookUri) {
        # A chat message has a limit as well. Percents are cut off, not rounded: 99.96 must not read as 100.
        $lines = @($text) + @($low | Select-Object -First 20 | ForEach-Object {
                $share = if ($null -ne $_.UsedPercent) { '{0:N1} %, ' -f ([math]::Floor($_.UsedPercent * 10) / 10) }
                '{0} / {1}: {2}{3:N0} credits left' -f $_.WorkspaceId, $_.ExternalMeterId, $share, $_.RemainingCredits
            })
        if ($low.Count -gt 20) { $lines += "... and $($low.Count - 20) more" }
        if ($ReportUri) { $lines += "Report: $($ReportUri.AbsoluteUri)" }
        try {
            $body = @{ text = $lines -join "`n" } | ConvertTo-Json
            $null = Invoke-RestMethod $WebhookUri -Method Post -Body $body -ContentType 'application/json; charset=utf-8' -TimeoutSec 30 -MaximumRetryCount 2 -RetryIntervalSec 1
        } catch {
            $problems.Add("The webhook at $($WebhookUri.Host) did not take the message: $($_.Exception.Message)")
        }
    }
}

if ($failures) {
    $failures | Select-Object -First 20 | ForEach-Object { Write-Warning "$_" }
    # Not the number of errors: rows that name no customer share one.
    $problems.Add("$($customers.Count - $read) of $($customers.Count) customers could not be read; the first: $($failures[0])")
}
if ($problems) { throw $problems -join "`n" }
