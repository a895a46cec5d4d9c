#Requires -Version 7.4
#Requires -Modules Oneloop

<#
.SYNOPSIS
    Writes the billing of a list of customers into one file, and goes on where it broke off when it is started again.
.DESCRIPTION
    Each answer is kept, as it comes, in a journal beside the destination: billing.csv.journal. When a run breaks off, by a reboot,
    a lost token or an outage, start it again with the same parameters: it asks only for the customers that are not in the journal.

    The destination is written when the last customer is known, at once and whole: in the order of the list, each customer once,
    as Export-OneloopBilling writes it: CSV, or JSON if its extension is .json. Then the journal is removed.

    Customers that fail go into a file of their own, billing.failed.csv, with the error's id and message. With any of them the run
    ends with an error, which fails the job, and without the destination: half a month-end must not look like a whole one. Those
    that will never be answered can be accepted by -AcceptErrorId; they are left out of the destination, and stay in that file.

    Asks through the connection of this session if there is one, else with the key in the environment variable ONELOOP_KEY.
.PARAMETER Path
    A CSV file with the columns WorkspaceId and ExternalMeterId, or workspace_id and external_meter_id. A customer who stands in it
    twice is asked for and written once.
.PARAMETER Destination
    The file to write, in a format of Export-OneloopBilling: billing.csv or billing.json, say. If it is there already, the run ends
    with an error and asks for nothing.
.PARAMETER ReportPath
    Where to write a report as well, for people: a file whose extension is .html, as Export-OneloopBilling writes it, of all that
    is in the destination and of the accepted errors.
.PARAMETER AcceptErrorId
    Errors that do not stand in the way of the destination, such as Oneloop.BillingNotFound.
.PARAMETER ThrottleLimit
    How many requests to keep under way. Without it, the run finds by itself how many pay.
.PARAMETER Force
    Overwrites the destination.
.PARAMETER ConnectionName
    In Azure Automation: the name of a connection of the type Oneloop to connect with.
.EXAMPLE
    ./month-end-export.ps1 -Path customers.csv -Destination billing-2026-11.csv
.EXAMPLE
    ./month-end-export.ps1 -Path customers.csv -Destination billing-2026-11.csv -AcceptErrorId Oneloop.BillingNotFound -ConnectionName Oneloop
.EXAMPLE
    ./month-end-export.ps1 -Path customers.csv -Destination billing-2026-11.csv -ReportPath billing-2026-11.html
.OUTPUTS
    One object: Customers, Written, Resumed (how many of those an earlier run had asked for), Failed, and the exact sums
    TotalCredits, UsedCredits and OverageCredits of what is written.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Destination,
    [ValidatePattern('\.html$', ErrorMessage = '{0} has not the extension .html.')] [string] $ReportPath,
    [string[]] $AcceptErrorId = @(),
    [ValidateRange(1, 256)] [int] $ThrottleLimit,
    [switch] $Force,
    [string] $ConnectionName
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# The length keeps 'a', 'bc' and 'ab', 'c' apart.
function Get-Key([string] $WorkspaceId, [string] $ExternalMeterId) { "$($WorkspaceId.Length):$WorkspaceId$ExternalMeterId" }

# An id's column has either of two names, as for Get-OneloopCustomerBilling; of a file that has both, the first counts.
function Get-IdColumn($Row, [string] $File, [string[]] $Name) {
    $found = @($Name | Where-Object { $Row.PSObject.Properties[$_] })
    if (-not $found) { throw "$File has no column $($Name -join ' or '); its columns: $($Row.PSObject.Properties.Name -join ', ')." }
    $found[0]
}

$Destination = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($Destination)
$journalPath = "$Destination.journal"
$failedPath = [System.IO.Path]::ChangeExtension($Destination, '.failed.csv')
# Better said before the run than after it.
if ([System.IO.Path]::GetExtension($Destination) -notin '.csv', '.json', '.ndjson', '.jsonl') { throw "$Destination has to end in .csv, .json, .ndjson or .jsonl." }
if (Test-Path -LiteralPath $Destination) {
    if (-not $Force) { throw "$Destination exists. To overwrite it, use -Force." }
    # A journal from before the destination was what that was written from.
    if ((Test-Path -LiteralPath $journalPath) -and (Get-Item -LiteralPath $journalPath).LastWriteTimeUtc -le (Get-Item -LiteralPath $Destination).LastWriteTimeUtc) {
        Remove-Item -LiteralPath $journalPath
    }
}

$customers = [System.Collections.Specialized.OrderedDictionary]::new([System.StringComparer]::Ordinal)
$listed = 0
foreach ($row in Import-Csv -LiteralPath $Path) {
    if ($listed -eq 0) {
        $workspaceColumn = Get-IdColumn $row -File $Path -Name 'WorkspaceId', 'workspace_id'
        $meterColumn = Get-IdColumn $row -File $Path -Name 'ExternalMeterId', 'external_meter_id'
    }
    $listed++
    $key = Get-Key $row.$workspaceColumn $row.$meterColumn
    if (-not $customers.Contains($key)) {
        $customers.Add($key, [pscustomobject]@{ WorkspaceId = $row.$workspaceColumn; ExternalMeterId = $row.$meterColumn })
    }
}
if ($listed -eq 0) { throw "$Path names no customers." }
if ($listed -gt $customers.Count) { Write-Warning "$Path names $($listed - $customers.Count) customers again: each is written once." }
if ($ConnectionName) { Connect-Oneloop -AutomationConnection (Get-AutomationConnection -Name $ConnectionName) }

$answers = [System.Collections.Generic.Dictionary[string, string[]]]::new([System.StringComparer]::Ordinal)
$failures = [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]]::new()
try {
    # Locked: two runs at once would write the same customers.
    $file = [System.IO.File]::Open($journalPath, 'OpenOrCreate', 'ReadWrite', 'None')
} catch {
    throw "The journal $journalPath cannot be opened; is another run at work on it? $($_.Exception.InnerException.Message)"
}
try {
    # A line is a JSON array of texts: what the destination needs of a customer, exact in every culture and time zone.
    $reader = [System.IO.StreamReader]::new($file)
    while ($null -ne ($line = $reader.ReadLine())) {
        # A line that a dying run could not finish is no JSON. Its customer is asked for again.
        try { $entry = [System.Text.Json.JsonSerializer]::Deserialize($line, [string[]]) } catch { continue }
        $key = Get-Key $entry[0] $entry[1]
        if ($customers.Contains($key)) { $answers[$key] = $entry }
    }
    $resumed = $answers.Count

    # The unfinished line may lack its end, too: an empty line does no harm.
    $journal = [System.IO.StreamWriter]::new($file)
    $journal.AutoFlush = $true
    if ($file.Length -gt 0) { $journal.WriteLine() }

    $limit = $ThrottleLimit ? @{ ThrottleLimit = $ThrottleLimit } : @{}
    $customers.Keys | Where-Object { -not $answers.ContainsKey($_) } | ForEach-Object { $customers[$_] } |
        Get-OneloopCustomerBilling @limit -ErrorAction Continue 2>&1 |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.ErrorRecord]) {
                $failures.Add($_)
            } else {
                $entry = [string[]] ($_.WorkspaceId, $_.ExternalMeterId, $_.TotalCredits, $_.UsedCredits, $_.Id, $_.AllowOverages, $_.SpendCap, $_.CreatedAt.ToString('o'), $_.UpdatedAt.ToString('o'))
                $journal.WriteLine([System.Text.Json.JsonSerializer]::Serialize($entry, [string[]]))
                $answers[(Get-Key $_.WorkspaceId $_.ExternalMeterId)] = $entry
            }
        }
} finally {
    $file.Dispose()
    Remove-Item -LiteralPath $failedPath -ErrorAction Ignore
    if ($failures) {
        $failures | Select-Object -Property @(
            @{ Name = 'WorkspaceId'; Expression = { $_.TargetObject.WorkspaceId } }
            @{ Name = 'ExternalMeterId'; Expression = { $_.TargetObject.ExternalMeterId } }
            @{ Name = 'ErrorId'; Expression = { $_.FullyQualifiedErrorId -replace ',.*' } }
            @{ Name = 'Message'; Expression = { "$_" } }
        ) | Export-Csv -LiteralPath $failedPath
    }
}

$sums = [ordered]@{ TotalCredits = 0d; UsedCredits = 0d; OverageCredits = 0d }
foreach ($entry in $answers.Values) {
    $total = [decimal]::Parse($entry[2], [cultureinfo]::InvariantCulture)
    $used = [decimal]::Parse($entry[3], [cultureinfo]::InvariantCulture)
    $sums.TotalCredits += $total
    $sums.UsedCredits += $used
    $sums.OverageCredits += [math]::Max(0d, $used - $total)
}
[pscustomobject] ([ordered]@{ Customers = $customers.Count; Written = $answers.Count; Resumed = $resumed; Failed = $failures.Count } + $sums)

$refused = @($failures | Where-Object { ($_.FullyQualifiedErrorId -replace ',.*') -notin $AcceptErrorId })
if ($refused) {
    throw "$($refused.Count) of $($customers.Count) customers failed, and $Destination was not written: see $failedPath. Start again to ask for just those. The first: $($refused[0])"
}

# Replaced at once and whole. -Force: also by a file without customers, if the errors of all are accepted.
$names = 'WorkspaceId', 'ExternalMeterId', 'TotalCredits', 'UsedCredits', 'Id', 'AllowOverages', 'SpendCap', 'CreatedAt', 'UpdatedAt'
$written = {
    $customers.Keys | Where-Object { $answers.ContainsKey($_) } | ForEach-Object {
        $billing = @{}
        for ($i = 0; $i -lt $names.Count; $i++) { $billing[$names[$i]] = $answers[$_][$i] }
        [pscustomobject] $billing
    }
}
# The report first: if it cannot be written, the journal is still there, and the run can be started again.
if ($ReportPath) { & { & $written; $failures } | Export-OneloopBilling -LiteralPath $ReportPath -Force }
& $written | Export-OneloopBilling -LiteralPath $Destination -Force
Remove-Item -LiteralPath $journalPath
