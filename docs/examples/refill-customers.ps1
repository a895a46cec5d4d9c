#Requires -Version 7.4
#Requires -Modules Oneloop

<#
.SYNOPSIS
    Refills the credits of a list of customers, each once, and goes on where it broke off when it is started again.
.DESCRIPTION
    A refill that is sent twice is made twice, so this runbook keeps a journal, one line an event. Before a refill is sent, the journal
    says so and is flushed to the disk; after the response, it says what came of it. Whatever ends a run, start it again with the same
    parameters. The journal is the record of one refill, also when it is complete: the next refill needs another journal.

    What happens to a customer when it is started again:

    - The refill is done: the customer is skipped.
    - It was never begun, or the API refused it: the customer is refilled.
    - It was begun and its outcome is not known, because the run ended in between or the error was Oneloop.OutcomeUnknown: it is not
      sent again. The customer's billing is compared with what it was before the refill.

    The API does not document whether a refill adds to the total. So a refill whose outcome is not known counts as made only if the
    total is now higher by exactly the credits, the billing is the same, and each refill of this journal that was answered had the same
    effect. Usage, which goes on meanwhile, is not looked at. Until the refill is complete, let nothing else refill these customers: from the
    billing, somebody else's refill cannot be told from this one.

    Any other customer of that kind stays undecided. That a total is what it was proves nothing, since the API may act late. A person
    decides: refill.undecided.csv, beside refill.journal, has what was before, what is now, and the command that shows it. Wait some
    minutes, start again, which looks again, and then write yes (the customer has been refilled) or no (refill the customer again) into the
    column Refilled, and give the file to -DecisionPath. A decision is about one attempt, that of the column Since: giving the file
    once more sends nothing again.

    Customers that were not refilled go into refill.failed.csv, with the error's id and message. With any of them, or any undecided,
    the run ends with an error, which fails the job. After five refills in a row with an unknown outcome it ends at once.

    Uses the connection of this session if there is one, else the key in the environment variable ONELOOP_KEY. Keep the journal on
    a local disk: not every network share locks files.
.PARAMETER Path
    A CSV file with the columns WorkspaceId and ExternalMeterId, or workspace_id and external_meter_id. A customer who stands in it
    twice is refilled once.
.PARAMETER Credits
    The credits to refill for each customer: a whole number, 1 to 9007199254740991.
.PARAMETER JournalPath
    The journal, such as refill-2026-11.journal. It is created if it is missing. One of another list, of another number of credits, of
    another address of the API, or in use by another run, is refused, and nothing is sent.
.PARAMETER DecisionPath
    A file of undecided customers with yes or no in the column Refilled. Rows that have neither stay undecided.
.PARAMETER ConnectionName
    In Azure Automation: the name of a connection of the type Oneloop to connect with.
.EXAMPLE
    ./refill-customers.ps1 -Path customers.csv -Credits 5000 -JournalPath refill-2026-11.journal
.EXAMPLE
    ./refill-customers.ps1 -Path customers.csv -Credits 5000 -JournalPath refill-2026-11.journal -DecisionPath refill-2026-11.undecided.csv
.OUTPUTS
    One object: Customers, Refilled (of all runs), Resumed (how many of those the journal had when the run began), Failed, Undecided,
    and Waiting (not begun because the run ended early).
#>
[System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSAvoidUsingPlainTextForPassword', 'Credits', Justification = 'Credits are no credentials.')]
[CmdletBinding(SupportsShouldProcess)]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)]
    # Not [decimal], which makes 25 of '2,5'.
    [ValidateScript({ "$_" -match '^[0-9]{1,16}$' -and [decimal] "$_" -ge 1 -and [decimal] "$_" -le 9007199254740991 }, ErrorMessage = '{0} is not a whole number from 1 to 9007199254740991, in digits alone.')]
    [object] $Credits,
    [Parameter(Mandatory)] [string] $JournalPath,
    [string] $DecisionPath,
    [string] $ConnectionName
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# What a new journal begins with.
$signature = '{"event":"refill","version":"1",'
$mostUnknown = 5

# An id for a string in single quotes, which the typographic ones end as well.
function Get-Quoted([string] $Id) { [System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($Id) }

# The length keeps 'a', 'bc' and 'ab', 'c' apart.
function Get-Key([string] $WorkspaceId, [string] $ExternalMeterId) { "$($WorkspaceId.Length):$WorkspaceId$ExternalMeterId" }

# An id's column has either of two names, as for Get-OneloopCustomerBilling; of a file that has both, the first counts.
function Get-IdColumn($Row, [string] $File, [string[]] $Name) {
    $found = @($Name | Where-Object { $Row.PSObject.Properties[$_] })
    if (-not $found) { throw "$File has no column $($Name -join ' or '); its columns: $($Row.PSObject.Properties.Name -join ', ')." }
    $found[0]
}

function Get-Customer([string] $File) {
    $customers = [System.Collections.Specialized.OrderedDictionary]::new([System.StringComparer]::Ordinal)
    $rows = @(Import-Csv -LiteralPath $File)
    if (-not $rows) { throw "$File names no customers." }
    $workspaceColumn = Get-IdColumn $rows[0] -File $File -Name 'WorkspaceId', 'workspace_id'
    $meterColumn = Get-IdColumn $rows[0] -File $File -Name 'ExternalMeterId', 'external_meter_id'
    $number = 0
    foreach ($row in $rows) {
        $number++
        $workspace, $meter = $row.$workspaceColumn, $row.$meterColumn
        # Before anything is sent: half a list is no list to refill.
        if ([string]::IsNullOrWhiteSpace($workspace) -or [string]::IsNullOrWhiteSpace($meter)) { throw "Row $number of $File has no $workspaceColumn or no $meterColumn." }
        $key = Get-Key $workspace $meter
        if (-not $customers.Contains($key)) {
            $customers.Add($key, [pscustomobject]@{
                    WorkspaceId = $workspace; ExternalMeterId = $meter
                    # New, Sending (begun, outcome unknown), Done or Refused.
                    State = 'New'; Since = $null; BillingId = $null; TotalBefore = $null; UsedBefore = $null; TotalAfter = $null
                })
        }
    }
    if ($rows.Count -gt $customers.Count) { Write-Warning "$File names $($rows.Count - $customers.Count) customers again: each is refilled once." }
    $customers
}

function Get-ListHash($Customer) {
    $ids = [string[]] @($Customer.Values | ForEach-Object { $_.WorkspaceId; $_.ExternalMeterId })
    [System.Convert]::ToHexString([System.Security.Cryptography.SHA256]::HashData([System.Text.Json.JsonSerializer]::SerializeToUtf8Bytes($ids, [string[]])))
}

# Says what an event makes of a customer. An event that cannot follow on what was before throws.
function Step-Customer($Customer, $Entry) {
    $after = @{ sending = 'New', 'Refused'; done = 'Sending'; refused = 'Sending'; unknown = 'Sending'; found = 'Sending'; decided = 'Sending' }[$Entry['event']]
    if ($Customer.State -notin $after) { throw "'$($Entry['event'])' cannot follow on the state $($Customer.State)." }
    switch ($Entry['event']) {
        'sending' {
            $Customer.State = 'Sending'
            $Customer.Since = $Entry['time']
            $Customer.BillingId = $Entry['billingId']
            $Customer.TotalBefore = [decimal]::Parse($Entry['total'], [cultureinfo]::InvariantCulture)
            $Customer.UsedBefore = [decimal]::Parse($Entry['used'], [cultureinfo]::InvariantCulture)
        }
        'done' {
            $Customer.State = 'Done'
            $Customer.TotalAfter = [decimal]::Parse($Entry['total'], [cultureinfo]::InvariantCulture)
        }
        'refused' { $Customer.State = 'Refused' }
        'found' { $Customer.State = 'Done' }
        'decided' { $Customer.State = $Entry['refilled'] -eq 'yes' ? 'Done' : 'Refused' }
    }
}

# A line is written by one call, and only whole lines are read, so that a run can be killed at any instant.
function Write-Line([System.IO.FileStream] $File, $Entry, [switch] $ToDisk) {
    $fields = [System.Collections.Generic.Dictionary[string, string]]::new()
    foreach ($name in $Entry.Keys) { $fields.Add($name, $Entry[$name]) }
    $line = [System.Text.Json.JsonSerializer]::Serialize($fields, [System.Collections.Generic.Dictionary[string, string]])
    $File.Write([System.Text.Encoding]::UTF8.GetBytes("$line`n"))
    $File.Flush([bool] $ToDisk)
}

function Write-Event([System.IO.FileStream] $File, $Customer, [string] $Name, $Field, [switch] $ToDisk) {
    $entry = [ordered]@{ event = $Name; time = [datetime]::UtcNow.ToString('o'); workspaceId = $Customer.WorkspaceId; externalMeterId = $Customer.ExternalMeterId } + $Field
    Write-Line -File $File -Entry $entry -ToDisk:$ToDisk
    Step-Customer -Customer $Customer -Entry $entry
}

function Read-Line([string] $Line) { [System.Text.Json.JsonSerializer]::Deserialize($Line, [System.Collections.Generic.Dictionary[string, string]]) }

# Brings the customers to where the journal says they are, and leaves the file at its end. A new journal gets its first line.
function Resume-Journal([System.IO.FileStream] $File, $Customer, $Refill) {
    $bytes = [byte[]]::new($File.Length)
    $File.ReadExactly($bytes, 0, $bytes.Length)
    # What follows the last whole line is what a dying run could not finish: it was not sent yet, or its outcome counts as unknown.
    $end = [System.Array]::LastIndexOf($bytes, [byte] 10) + 1
    $lines = @([System.Text.Encoding]::UTF8.GetString($bytes, 0, $end) -split "`n" | Select-Object -SkipLast 1)
    # Before anything is written: the path may name another file by a slip.
    $first = $lines ? $lines[0] : [System.Text.Encoding]::UTF8.GetString($bytes)
    $expected = $lines ? $signature : $signature.Substring(0, [math]::Min($first.Length, $signature.Length))
    if (-not $first.StartsWith($expected, [System.StringComparison]::Ordinal)) { throw "$($File.Name) is not a journal of this runbook." }

    $number = 1
    try {
        $known = $lines ? (Read-Line $lines[0]) : $Refill
        $difference = if ($known['credits'] -cne $Refill.credits) {
            "of $($known['credits']) credits, not of $($Refill.credits)"
        } elseif ($known['list'] -cne $Refill.list) {
            "of another list, with $($known['customers']) customers; this one has $($Refill.customers)"
        } elseif ($known['api'] -cne $Refill.api) {
            "at $($known['api']), not at $($Refill.api)"
        }
        foreach ($line in $difference ? @() : @($lines | Select-Object -Skip 1)) {
            $number++
            $entry = Read-Line $line
            $one = $Customer[(Get-Key $entry['workspaceId'] $entry['externalMeterId'])]
            if (-not $one) { throw 'it names a customer who is not in the list.' }
            Step-Customer -Customer $one -Entry $entry
        }
    } catch {
        throw "Line $number of $($File.Name) is damaged: $($_.Exception.Message) Nothing was sent: whom to refill cannot be told from it."
    }
    if ($difference) { throw "$($File.Name) is the journal of another refill: $difference. Nothing was sent. Each refill needs a journal of its own." }

    $File.SetLength($end)
    $File.Position = $end
    if (-not $lines) { Write-Line -File $File -Entry $Refill -ToDisk }
}

# The decisions of a person, checked.
function Get-Decision([string] $File) {
    foreach ($row in Import-Csv -LiteralPath $File) {
        foreach ($column in 'WorkspaceId', 'ExternalMeterId', 'Since', 'Refilled') {
            if (-not $row.PSObject.Properties[$column]) { throw "$File has no column $column." }
        }
        $answer = "$($row.Refilled)".Trim()
        if ($answer -notin '', 'yes', 'no') { throw "$File has '$answer' in the column Refilled, for $($row.ExternalMeterId): write yes or no." }
        if ($answer) { $row }
    }
}

# Writes the decisions about customers who are undecided into the journal, and returns how many there are.
function Resolve-Decision([System.IO.FileStream] $File, $Customer, $Decision) {
    $taken = 0
    foreach ($row in $Decision) {
        $one = $Customer[(Get-Key $row.WorkspaceId $row.ExternalMeterId)]
        if ($one -and $one.State -eq 'Sending' -and $one.Since -ceq $row.Since) {
            Write-Event -File $File -Customer $one -Name 'decided' -Field ([ordered]@{ refilled = $row.Refilled.Trim().ToLowerInvariant() }) -ToDisk
            $taken++
        }
    }
    $taken
}

# Compares billings as they are now with what they were. Those whose refill is found made are Done then, the others are returned.
function Resolve-Unknown([System.IO.FileStream] $File, $Customer, [decimal] $Credits) {
    $answered = @($Customer.Values | Where-Object { $null -ne $_.TotalAfter })
    $otherEffect = @($answered | Where-Object { $_.TotalAfter - $_.TotalBefore -ne $Credits })
    $Customer.Values | Where-Object State -EQ 'Sending' | Get-OneloopCustomerBilling -ErrorAction Continue 2>&1 | ForEach-Object {
        $now, $ids = $_ -is [System.Management.Automation.ErrorRecord] ? ($null, $_.TargetObject) : ($_, $_)
        $one = $Customer[(Get-Key $ids.WorkspaceId $ids.ExternalMeterId)]
        $finding = if (-not $now) {
            "the billing could not be read: $_"
        } elseif ($now.Id -cne $one.BillingId) {
            "it is another billing: $($now.Id)"
        } elseif ($now.TotalCredits -eq $one.TotalBefore) {
            'the total is what it was'
        } elseif ($now.TotalCredits - $one.TotalBefore -ne $Credits) {
            'the total has changed, but not by the credits'
        } elseif ($otherEffect) {
            "the total is higher by the credits, but $($otherEffect.Count) of $($answered.Count) refills that were answered had another effect"
        } elseif (-not $answered) {
            'the total is higher by the credits, but no refill was answered that could show that this is its effect'
        }
        if ($finding) {
            [pscustomobject]@{
                WorkspaceId = $one.WorkspaceId; ExternalMeterId = $one.ExternalMeterId; Since = $one.Since; BillingId = $one.BillingId
                TotalBefore = $one.TotalBefore; UsedBefore = $one.UsedBefore; TotalNow = $now.TotalCredits; UsedNow = $now.UsedCredits; Finding = $finding
                Look        = "Get-OneloopCustomerBilling '$(Get-Quoted $one.WorkspaceId)' '$(Get-Quoted $one.ExternalMeterId)'"
                Refilled    = ''
            }
        } else {
            Write-Event -File $File -Customer $one -Name 'found' -Field ([ordered]@{ total = $now.TotalCredits; used = $now.UsedCredits }) -ToDisk
        }
    }
}

# Written beside it and then moved, so that the file is never half written.
function Write-Table([object[]] $Row, [string] $File) {
    Remove-Item -LiteralPath $File -ErrorAction Ignore
    if ($Row) {
        $Row | Export-Csv -LiteralPath "$File.new"
        [System.IO.File]::Move("$File.new", $File, $true)
    }
}

$Credits = [decimal] "$Credits"
$JournalPath = $PSCmdlet.GetUnresolvedProviderPathFromPSPath($JournalPath)
$failedPath = [System.IO.Path]::ChangeExtension($JournalPath, '.failed.csv')
$undecidedPath = [System.IO.Path]::ChangeExtension($JournalPath, '.undecided.csv')
$customers = Get-Customer $Path
$decisions = @(if ($DecisionPath) { Get-Decision $DecisionPath })
if (-not $PSCmdlet.ShouldProcess("$($customers.Count) customers of $Path, without those that $JournalPath has as refilled", "Refill $Credits credits each")) { return }

if ($ConnectionName) { Connect-Oneloop -AutomationConnection (Get-AutomationConnection -Name $ConnectionName) }
$connection = (Get-OneloopConnection) ?? (Connect-Oneloop -PassThru)
$failures = [System.Collections.Generic.List[System.Management.Automation.ErrorRecord]]::new()
$undecided = @()
$problem = $null
try {
    # Locked: two runs at once would refill the same customers. Unbuffered: each line is one write.
    $journal = [System.IO.FileStream]::new($JournalPath, 'OpenOrCreate', 'ReadWrite', 'None', 1)
} catch {
    throw "The journal $JournalPath cannot be opened; is another run at work on it? $($_.Exception.InnerException.Message)"
}
try {
    Resume-Journal -File $journal -Customer $customers -Refill ([ordered]@{
            event = 'refill'; version = '1'; credits = "$([decimal]::Truncate($Credits))"; customers = "$($customers.Count)"; list = Get-ListHash $customers
            api = "$($connection.BaseUri)"; time = [datetime]::UtcNow.ToString('o')
        })
    $resumed = @($customers.Values | Where-Object State -EQ 'Done').Count
    if ($resumed -eq $customers.Count) { Write-Warning "Nothing is left to do: all customers are refilled, says $JournalPath. Another refill needs a journal of its own." }
    $taken = Resolve-Decision -File $journal -Customer $customers -Decision $decisions
    if ($taken -lt $decisions.Count) { Write-Warning "$($decisions.Count - $taken) decisions of $DecisionPath are about no attempt that is undecided, and were ignored." }

    $unknownInRow = 0
    try {
        # Two reads at a time keep ahead of the refills, which go one at a time: what a billing was before is read shortly before.
        $customers.Values | Where-Object State -In 'New', 'Refused' |
            Get-OneloopCustomerBilling -ThrottleLimit 2 -ErrorAction Continue 2>&1 |
            ForEach-Object {
                if ($_ -is [System.Management.Automation.ErrorRecord]) {
                    $failures.Add($_)
                } else {
                    $one = $customers[(Get-Key $_.WorkspaceId $_.ExternalMeterId)]
                    Write-Event -File $journal -Customer $one -Name 'sending' -Field ([ordered]@{ billingId = $_.Id; total = $_.TotalCredits; used = $_.UsedCredits }) -ToDisk
                    $_
                }
            } |
            Add-OneloopCustomerCredit -Credits $Credits -Confirm:$false -ErrorAction Continue 2>&1 |
            ForEach-Object {
                if ($_ -isnot [System.Management.Automation.ErrorRecord]) {
                    # Not flushed to the disk: should the machine lose it, the outcome counts as unknown.
                    Write-Event -File $journal -Customer $one -Name 'done' -Field ([ordered]@{ total = $_.TotalCredits; used = $_.UsedCredits })
                    $unknownInRow = 0
                } elseif ($_.FullyQualifiedErrorId -like 'Oneloop.OutcomeUnknown,*') {
                    Write-Event -File $journal -Customer $one -Name 'unknown' -Field ([ordered]@{ message = "$_" })
                    if (++$unknownInRow -ge $mostUnknown) { throw "The outcomes of $unknownInRow refills in a row are not known, so the run ended. The last: $_" }
                } elseif ($_.FullyQualifiedErrorId -like 'Oneloop.*') {
                    # By the module's promise: with any error but that one, the API has not acted.
                    Write-Event -File $journal -Customer $one -Name 'refused' -Field ([ordered]@{ errorId = $_.FullyQualifiedErrorId -replace ',.*'; message = "$_" })
                    $failures.Add($_)
                } else {
                    throw $_
                }
            }
    } catch {
        $problem = $_
        $errorId, $command = $_.FullyQualifiedErrorId -split ','
        if ($errorId -like 'Oneloop.*' -and $errorId -ne 'Oneloop.OutcomeUnknown' -and $command -like '*.AddOneloopCustomerCreditCommand' -and $one.State -eq 'Sending') {
            Write-Event -File $journal -Customer $one -Name 'refused' -Field ([ordered]@{ errorId = $errorId; message = "$_" })
        }
    }
    # Last, when there are most answers to compare with; and not if what ended the run may keep the journal from being written.
    $looksAgain = -not $problem -or $unknownInRow -ge $mostUnknown
    if ($looksAgain) { $undecided = @(Resolve-Unknown -File $journal -Customer $customers -Credits $Credits) }
} finally {
    $journal.Dispose()
}

Write-Table -File $failedPath -Row ($failures | Select-Object -Property @(
        @{ Name = 'WorkspaceId'; Expression = { $_.TargetObject.WorkspaceId } }
        @{ Name = 'ExternalMeterId'; Expression = { $_.TargetObject.ExternalMeterId } }
        @{ Name = 'ErrorId'; Expression = { $_.FullyQualifiedErrorId -replace ',.*' } }
        @{ Name = 'Message'; Expression = { "$_" } }
    ))
if ($looksAgain) { Write-Table -File $undecidedPath -Row $undecided }

$count = @{ Done = 0; Sending = 0; New = 0; Refused = 0 }
foreach ($one in $customers.Values) { $count[$one.State]++ }
[pscustomobject]@{
    Customers = $customers.Count
    Refilled  = $count.Done
    Resumed   = $resumed
    Failed    = $failures.Count
    Undecided = $count.Sending
    Waiting   = $count.New + $count.Refused - $failures.Count
}

$problems = @(
    if ($problem) { "$problem Start again to go on." }
    if ($failures) { "$($failures.Count) of $($customers.Count) customers were not refilled: see $failedPath. Start again to refill just those. The first: $($failures[0])" }
    if ($count.Sending) { "$($count.Sending) of $($customers.Count) customers may or may not have been refilled, and are not refilled again$($undecided ? ": see $undecidedPath. Start again later to look again, or decide: Get-Help $($MyInvocation.MyCommand.Name) -Full" : '')." }
)
if ($problems) { throw $problems -join "`n" }
