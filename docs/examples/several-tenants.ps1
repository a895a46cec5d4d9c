#Requires -Version 7.4
#Requires -Modules Oneloop

<#
.SYNOPSIS
    Exports the billing of the customers of several tenants, each with a token of its own, into a file for each tenant.
.DESCRIPTION
    The tenants are done one after the other, each through a connection of its own that is ended before the next begins: no request
    of a tenant is ever sent with another's token. Neither the connection of this session nor the key in ONELOOP_KEY is used, and no connection is left.

    What goes wrong with a tenant costs that tenant only. It is reported in the tenant's output object, and when all are done the run
    ends with an error, which fails the job. The file of a tenant is replaced at once and whole, and only when its customers could
    be asked for: that of a tenant whose token has been revoked stays as it was. Customers that fail go into <tenant>.failed.csv.
.PARAMETER Path
    A CSV file with the columns Tenant (which names the tenant's file), Customers (a CSV file with the columns WorkspaceId and
    ExternalMeterId, or workspace_id and external_meter_id, found from the folder of this file) and TokenName.
.PARAMETER Destination
    The folder to write to. It is created if it is missing.
.PARAMETER TokenFrom
    Where a TokenName is looked up. Secret: in the vaults of Microsoft.PowerShell.SecretManagement. Environment: it is the name of
    an environment variable. AutomationConnection: it is the name of a connection of the type Oneloop in Azure Automation.
.PARAMETER BaseUri
    Another address than that of the API, for a trial.
.EXAMPLE
    ./several-tenants.ps1 -Path tenants.csv -Destination billing
.EXAMPLE
    ./several-tenants.ps1 -Path tenants.csv -Destination billing -TokenFrom AutomationConnection
.OUTPUTS
    An object for each tenant: Tenant, Customers, Written, Failed, the exact sums TotalCredits, UsedCredits and OverageCredits of
    what is written, and Problem, which is null where there was none.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Destination,
    [ValidateSet('Secret', 'Environment', 'AutomationConnection')] [string] $TokenFrom = 'Secret',
    [uri] $BaseUri
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Connect-Tenant([string] $TokenName, [string] $TokenFrom, [uri] $BaseUri) {
    $connect = switch ($TokenFrom) {
        'Secret' { @{ Token = Get-Secret -Name $TokenName } }
        'AutomationConnection' { @{ AutomationConnection = Get-AutomationConnection -Name $TokenName } }
        'Environment' {
            $token = [System.Environment]::GetEnvironmentVariable($TokenName)
            if (-not $token) { throw "The environment variable $TokenName is not set." }
            @{ Token = $token }
        }
    }
    if ($BaseUri) { $connect.BaseUri = $BaseUri }
    Connect-Oneloop @connect -PassThru
}

$tenants = @(Import-Csv -LiteralPath $Path)
if (-not $tenants) { throw "$Path names no tenants." }
foreach ($column in 'Tenant', 'Customers', 'TokenName') {
    if (-not $tenants[0].PSObject.Properties[$column]) { throw "$Path has no column $column." }
}
# Either would mix two tenants: in one file, or under one token.
foreach ($column in 'Tenant', 'TokenName') {
    $twice = $tenants | Group-Object $column | Where-Object Count -GT 1 | Select-Object -First 1
    if ($twice) { throw "$Path has the $column '$($twice.Name)' $($twice.Count) times: each tenant has a name and a token of its own." }
}
$listFolder = Split-Path (Convert-Path -LiteralPath $Path)
$Destination = (New-Item -ItemType Directory -Force $Destination).FullName

$results = foreach ($tenant in $tenants) {
    $result = [pscustomobject] @{
        Tenant = $tenant.Tenant; Customers = 0; Written = 0; Failed = 0; TotalCredits = 0d; UsedCredits = 0d; OverageCredits = 0d; Problem = $null
    }
    $connection = $null
    try {
        if ($tenant.Tenant -notmatch '^\w[\w.-]*$') { throw "'$($tenant.Tenant)' cannot name a file: use letters, digits, '-', '_' and '.'." }
        $customers = @(Import-Csv -LiteralPath ([System.IO.Path]::Combine($listFolder, $tenant.Customers)))
        if (-not $customers) { throw "$($tenant.Customers) names no customers." }
        $result.Customers = $customers.Count

        $connection = Connect-Tenant -TokenName $tenant.TokenName -TokenFrom $TokenFrom -BaseUri $BaseUri
        $billing = @($customers | Get-OneloopCustomerBilling -Connection $connection -ErrorAction SilentlyContinue -ErrorVariable failures)
        $file = Join-Path $Destination "$($tenant.Tenant).csv"
        $failedFile = Join-Path $Destination "$($tenant.Tenant).failed.csv"
        Remove-Item -LiteralPath $failedFile -ErrorAction Ignore
        if ($failures) {
            # Not the number of errors: rows that name no customer share one.
            $result.Failed = $customers.Count - $billing.Count
            $result.Problem = "$($result.Failed) of $($customers.Count) customers failed, see $failedFile. The first: $($failures[0])"
            $failures | Select-Object -Property @(
                @{ Name = 'WorkspaceId'; Expression = { $_.TargetObject.WorkspaceId ?? $_.TargetObject.workspace_id } }
                @{ Name = 'ExternalMeterId'; Expression = { $_.TargetObject.ExternalMeterId ?? $_.TargetObject.external_meter_id } }
                @{ Name = 'ErrorId'; Expression = { $_.FullyQualifiedErrorId -replace ',.*' } }
                @{ Name = 'Message'; Expression = { "$_" } }
            ) | Export-Csv -LiteralPath $failedFile
        }
        if ($billing) { $billing | Export-OneloopBilling -LiteralPath $file -Force }
        $result.Written = $billing.Count
        # Measure-Object would add in double.
        foreach ($one in $billing) {
            $result.TotalCredits += $one.TotalCredits
            $result.UsedCredits += $one.UsedCredits
            $result.OverageCredits += $one.OverageCredits
        }
    } catch {
        $result.Problem = "$_"
    } finally {
        if ($connection) { Disconnect-Oneloop -Connection $connection }
    }
    $result
}

$results
$unwell = @($results | Where-Object Problem)
if ($unwell) {
    throw "$($unwell.Count) of $($results.Count) tenants had a problem:`n$(($unwell | ForEach-Object { "$($_.Tenant): $($_.Problem)" }) -join "`n")"
}
