#Requires -Version 7.4
#Requires -Modules Oneloop

<#
.SYNOPSIS
    Joins the billing files of the parts of a list of customers into one file, and proves that no customer is missing.
.DESCRIPTION
    For parts made by split-customers.ps1 and exported by month-end-export.ps1, each maybe on another machine. The joined file has
    each customer of the list exactly once, in the order of the list, as the part has it, whatever the order of the parts.

    A customer whom no part has must stand in one of the files of failed customers (-FailedPath); those are collected in
    <destination>.failed.csv. Else, or where a customer stands in two parts or is not in the list, the run ends with an error that
    names the first ones, and nothing is written.
.PARAMETER Path
    The list of customers that was split.
.PARAMETER PartPath
    The billing files of all parts. May have wildcards.
.PARAMETER FailedPath
    The files of failed customers of the parts. May have wildcards; may find nothing.
.PARAMETER Destination
    The file to write, in a format of Export-OneloopBilling. One that is there already is replaced.
.EXAMPLE
    ./join-billing.ps1 -Path customers.csv -PartPath results/billing.part*of3.csv -FailedPath results/*.failed.csv -Destination billing.csv
.OUTPUTS
    One object: Customers, Written, Failed, and the exact sums TotalCredits, UsedCredits and OverageCredits of what is written.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string[]] $PartPath,
    [string[]] $FailedPath = @(),
    [Parameter(Mandatory)] [string] $Destination
)

$ErrorActionPreference = 'Stop'

# The length keeps 'a', 'bc' and 'ab', 'c' apart.
function Get-Key([string] $WorkspaceId, [string] $ExternalMeterId) { "$($WorkspaceId.Length):$WorkspaceId$ExternalMeterId" }

function Format-Customer($Row) { "meter '$($Row.ExternalMeterId)' in workspace '$($Row.WorkspaceId)'" }

# An id's column has either of two names, as for Get-OneloopCustomerBilling; of a file that has both, the first counts.
function Get-IdColumn($Row, [string] $File, [string[]] $Name) {
    $found = @($Name | Where-Object { $Row.PSObject.Properties[$_] })
    if (-not $found) { throw "$File has no column $($Name -join ' or '); its columns: $($Row.PSObject.Properties.Name -join ', ')." }
    $found[0]
}

$Destination = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination)
$list = [System.Collections.Specialized.OrderedDictionary]::new([System.StringComparer]::Ordinal)
foreach ($row in Import-Csv -LiteralPath $Path) {
    if ($list.Count -eq 0) {
        $workspaceColumn = Get-IdColumn $row -File $Path -Name 'WorkspaceId', 'workspace_id'
        $meterColumn = Get-IdColumn $row -File $Path -Name 'ExternalMeterId', 'external_meter_id'
    }
    $list[(Get-Key $row.$workspaceColumn $row.$meterColumn)] = [pscustomobject]@{ WorkspaceId = $row.$workspaceColumn; ExternalMeterId = $row.$meterColumn }
}
if ($list.Count -eq 0) { throw "$Path names no customers." }

$failedFiles = @($FailedPath | Where-Object { $_ } | Get-Item)
# A wildcard for the parts finds their files of failed customers as well.
$partFiles = @($PartPath | Get-Item | Where-Object FullName -NotIn $failedFiles.FullName | Where-Object Name -NotLike '*.failed.csv')
if (-not $partFiles) { throw "There are no parts at $($PartPath -join ', ')." }

$answers = [System.Collections.Generic.Dictionary[string, object]]::new([System.StringComparer]::Ordinal)
$from = [System.Collections.Generic.Dictionary[string, string]]::new([System.StringComparer]::Ordinal)
foreach ($file in $partFiles) {
    foreach ($row in Import-OneloopBilling -LiteralPath $file.FullName) {
        $key = Get-Key $row.WorkspaceId $row.ExternalMeterId
        if (-not $list.Contains($key)) { throw "$($file.Name) has $(Format-Customer $row), whom $Path does not name." }
        if ($from.ContainsKey($key)) { throw "$(Format-Customer $row) is in $($from[$key]) and in $($file.Name)." }
        $answers[$key] = $row
        $from[$key] = $file.Name
    }
}

$failed = [System.Collections.Specialized.OrderedDictionary]::new([System.StringComparer]::Ordinal)
foreach ($file in $failedFiles) {
    foreach ($row in Import-Csv -LiteralPath $file.FullName) {
        # Who failed at first and was answered when asked again has not failed.
        $key = Get-Key $row.WorkspaceId $row.ExternalMeterId
        if ($list.Contains($key) -and -not $answers.ContainsKey($key)) { $failed[$key] = $row }
    }
}

$missing = @($list.Keys | Where-Object { -not $answers.ContainsKey($_) -and -not $failed.Contains($_) })
if ($missing) {
    $first = $missing | Select-Object -First 3 | ForEach-Object { Format-Customer $list[$_] }
    throw "$($missing.Count) of $($list.Count) customers are in no part: $($first -join ', ')$(if ($missing.Count -gt 3) { ' and others' }). Is a part missing?"
}

$sums = [ordered]@{ TotalCredits = 0d; UsedCredits = 0d; OverageCredits = 0d }
foreach ($row in $answers.Values) {
    # Measure-Object would add in double.
    foreach ($name in @($sums.Keys)) { $sums[$name] += $row.$name }
}

# Replaced at once and whole. -Force: also by a file without customers, if all have failed.
$list.Keys | Where-Object { $answers.ContainsKey($_) } | ForEach-Object { $answers[$_] } | Export-OneloopBilling -LiteralPath $Destination -Force
$failedDestination = [System.IO.Path]::ChangeExtension($Destination, '.failed.csv')
Remove-Item -LiteralPath $failedDestination -ErrorAction Ignore
if ($failed.Count) {
    $list.Keys | Where-Object { $failed.Contains($_) } | ForEach-Object { $failed[$_] } | Export-Csv -LiteralPath $failedDestination
}
[pscustomobject] ([ordered]@{ Customers = $list.Count; Written = $answers.Count; Failed = $failed.Count } + $sums)
