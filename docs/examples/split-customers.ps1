#Requires -Version 7.4

<#
.SYNOPSIS
    Splits a list of customers into parts of about the same size, one for each machine. join-billing.ps1 puts the results together.
.DESCRIPTION
    The parts follow each other: the first has the first customers of the list, in their order. Part 2 of 3 of customers.csv is
    customers.part2of3.csv. All columns of the list are kept. A customer who stands in it twice goes into one part once.
.PARAMETER Path
    A CSV file with the columns WorkspaceId and ExternalMeterId, or workspace_id and external_meter_id.
.PARAMETER Count
    How many parts to make.
.PARAMETER Destination
    The folder to write them to. It is created if it is missing. It must hold no parts of the same list yet.
.EXAMPLE
    ./split-customers.ps1 -Path customers.csv -Count 3 -Destination parts
.OUTPUTS
    The files, in their order.
#>
[CmdletBinding()]
[OutputType([System.IO.FileInfo])]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [ValidateRange(1, 1000)] [int] $Count,
    [Parameter(Mandatory)] [string] $Destination
)

$ErrorActionPreference = 'Stop'

# An id's column has either of two names, as for Get-OneloopCustomerBilling; of a file that has both, the first counts.
function Get-IdColumn($Row, [string] $File, [string[]] $Name) {
    $found = @($Name | Where-Object { $Row.PSObject.Properties[$_] })
    if (-not $found) { throw "$File has no column $($Name -join ' or '); its columns: $($Row.PSObject.Properties.Name -join ', ')." }
    $found[0]
}

$rows = [System.Collections.Generic.List[object]]::new()
$known = [System.Collections.Generic.HashSet[string]]::new([System.StringComparer]::Ordinal)
foreach ($row in Import-Csv -LiteralPath $Path) {
    if ($rows.Count -eq 0) {
        $workspaceColumn = Get-IdColumn $row -File $Path -Name 'WorkspaceId', 'workspace_id'
        $meterColumn = Get-IdColumn $row -File $Path -Name 'ExternalMeterId', 'external_meter_id'
    }
    # The length keeps 'a', 'bc' and 'ab', 'c' apart.
    if ($known.Add("$($row.$workspaceColumn.Length):$($row.$workspaceColumn)$($row.$meterColumn)")) { $rows.Add($row) }
}
if ($rows.Count -lt $Count) { throw "$Path names $($rows.Count) customers: too few for $Count parts." }

$name = [System.IO.Path]::GetFileNameWithoutExtension($Path)
$Destination = (New-Item -ItemType Directory -Force $Destination).FullName
# Parts of another split would be taken for those of this one.
$present = Get-ChildItem -LiteralPath $Destination -File | Where-Object Name -Match "^$([regex]::Escape($name))\.part\d+of\d+\." | Select-Object -First 1
if ($present) { throw "$Destination holds parts of $name already, such as $($present.Name)." }

for ($part = 1; $part -le $Count; $part++) {
    $from = [int] [math]::Floor($rows.Count * ($part - 1) / $Count)
    $to = [int] [math]::Floor($rows.Count * $part / $Count)
    $file = Join-Path $Destination "$name.part${part}of$Count.csv"
    $rows.GetRange($from, $to - $from) | Export-Csv -LiteralPath $file
    Get-Item -LiteralPath $file
}
