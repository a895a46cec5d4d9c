# docs/examples/refill-customers.ps1: whatever ends it, and whenever, nobody is refilled twice. What all runbooks have in common is
# tested in Runbooks.Tests.ps1.

BeforeDiscovery {
    # In the test's name, so that a failure shows it. ONELOOP_TEST_SEED repeats a choice of moments and faults.
    $script:seed = $env:ONELOOP_TEST_SEED ? [int] $env:ONELOOP_TEST_SEED : (Get-Random -Maximum 1000000)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:runbook = (Resolve-Path "$PSScriptRoot/../../docs/examples/refill-customers.ps1").Path
    $script:standIn = Open-StandIn
    $script:connect = "Connect-Oneloop test-token -BaseUri $($standIn.BaseUri) -MaximumRetryCount 0 -TimeoutSec 600 -OutageTimeoutSec 0"
    $script:surroundings = @{ PSModulePath = Get-ModuleSearchPath; ONELOOP_KEY = $null; NO_COLOR = '1' }
    $script:shared = Open-PowerShell -Environment $surroundings

    function Get-RunbookCommand([string] $Parameter, [string] $Connect, [string] $Amount = '5000') {
        "`$ErrorActionPreference = 'Stop'; $Connect; & '$runbook' -Path '$list' -JournalPath '$journal' -Credits $Amount $Parameter"
    }

    # Runs it in the shared process, or in a fresh one, to its end.
    function Invoke-Refill([string] $Parameter, [string] $Connect = $connect, [string] $Amount = '5000', [switch] $Fresh) {
        $command = "& { $(Get-RunbookCommand $Parameter -Connect $Connect -Amount $Amount) } 3>&1 | ForEach-Object { if (`$_ -is [System.Management.Automation.WarningRecord]) { `"WARNING `$_`" } else { `$_ | ConvertTo-Json -Compress } }"
        $ran = $Fresh ? (Invoke-FreshPowerShell $command -Environment $surroundings) : (Invoke-OpenPowerShell $shared $command)
        $lines = @($ran.Output -split '\r?\n' -ne '')
        $summary = $lines -match '^\{' | ForEach-Object { $_ | ConvertFrom-Json }
        [pscustomobject]@{
            ExitCode = $ran.ExitCode
            # PowerShell breaks an error's lines at the width of a console.
            Error    = $ran.Error -replace '\r?\n\s+\|\s+', ' ' -replace '\s+', ' '
            Warnings = @($lines -match '^WARNING ' -replace '^WARNING ')
            Summary  = $summary
            Counts   = "$($summary.Customers) $($summary.Refilled) $($summary.Resumed) $($summary.Failed) $($summary.Undecided) $($summary.Waiting)"
        }
    }

    # Starts it in a process of its own, which is to be killed.
    function Open-Refill {
        $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-NonInteractive', '-Command', (Get-RunbookCommand -Connect $connect)
        $start = [System.Diagnostics.ProcessStartInfo]::new($program)
        foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
        foreach ($name in $surroundings.Keys) { $start.Environment[$name] = $surroundings[$name] }
        $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        [System.Diagnostics.Process]::Start($start)
    }

    # On Unix, that is SIGKILL.
    function Close-Refill([System.Diagnostics.Process] $Process) {
        $Process.Kill()
        $Process.WaitForExit()
        $Process.Dispose()
    }

    function Write-CustomerFile([string[]] $ExternalMeterId) {
        $ExternalMeterId | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = $_ } } | Export-Csv $list
    }

    function Add-RefillScript([string] $ExternalMeterId, [hashtable] $Answer) {
        Add-StandInScript $standIn $ExternalMeterId $Answer -Operation refillBillingLimit -ThenOrdinary
    }

    # Has a customer's billing read so, from now on: one after the other, the last again and again.
    function Add-Reading([string] $ExternalMeterId, [hashtable[]] $Field) {
        Add-StandInScript $standIn $ExternalMeterId @($Field | ForEach-Object { @{ body = Get-BillingBody -With $_ } })
    }

    function Get-Refill {
        Get-StandInRequest $standIn | Where-Object operation -EQ 'refillBillingLimit'
    }

    function Get-JournalEvent {
        Get-Content $journal | ForEach-Object { $_ | ConvertFrom-Json }
    }

    function Get-JournalLength {
        $file = [System.IO.FileInfo] $journal
        $file.Exists ? $file.Length : 0
    }

    function Get-RefillCount {
        (Invoke-RestMethod "$($standIn.BaseUri)_standin/requests/by-operation").refillBillingLimit.received
    }
}

AfterAll {
    Close-PowerShell $shared
    Close-StandIn $standIn
}

Describe 'refill-customers.ps1' {
    BeforeEach {
        Clear-StandIn $standIn
        $script:folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $script:list = Join-Path $folder 'customers.csv'
        $script:journal = Join-Path $folder 'refill.journal'
        $script:undecided = Join-Path $folder 'refill.undecided.csv'
        $script:failed = Join-Path $folder 'refill.failed.csv'
        Write-CustomerFile 'm1', 'm2', 'm3', 'm4'
    }

    It 'refills each customer once, and when it is started again nobody' {
        $run = Invoke-Refill -Fresh
        $run.Error | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Warnings | Should -BeNullOrEmpty
        $run.Counts | Should -Be '4 4 0 0 0 0'
        (Get-Refill).externalMeterId | Should -Be 'm1', 'm2', 'm3', 'm4'
        (Get-Refill).body | ForEach-Object { ($_ | ConvertFrom-Json).refill } | Should -Be 5000, 5000, 5000, 5000
        (Get-ChildItem $folder).Name | Should -Be 'customers.csv', 'refill.journal'
        (Get-JournalEvent).event | Should -Be (@('refill') + @('sending', 'done') * 4)
        (Get-JournalEvent)[1, 2].total | Should -Be '100000', '105000'

        $run = Invoke-Refill
        $run.ExitCode | Should -Be 0
        $run.Warnings | Should -BeLike 'Nothing is left to do: all customers are refilled, says *refill.journal. Another refill needs a journal of its own.'
        $run.Counts | Should -Be '4 4 4 0 0 0'
        Get-Refill | Should -HaveCount 4
    }

    It 'of 1,000 customers, killed at ten random moments, refills each once or says that it is undecided (seed <Seed>)' -ForEach @{ Seed = $seed } {
        $random = [System.Random]::new($Seed)
        $meters = 1..1000 | ForEach-Object { "customer $_" }
        Write-CustomerFile $meters
        # One in twenty meets a fault. After the last kind only, the API has not acted.
        $faults = @{ abort = 'beforeHeaders' }, @{ abort = 'inBody' }, @{ truncate = $true }, @{ status = 502; carriesOut = $true }, @{ status = 503 }
        $withoutEffect = foreach ($number in 0..49) {
            $meter = $meters[20 * $number + $random.Next(20)]
            Add-RefillScript $meter $faults[$number % 5]
            if ($number % 5 -eq 4) { $meter }
        }

        foreach ($number in 1..10) {
            # A customer is some 350 bytes of the journal, so the ten runs get to 750 customers at the most.
            $moment = (Get-JournalLength) + $random.Next(1, 26000)
            $process = Open-Refill
            try {
                while (-not $process.WaitForExit(10) -and (Get-JournalLength) -lt $moment) { }
                $process.WaitForExit($random.Next(20)) | Should -BeFalse -Because "it is to be killed ($($process.HasExited ? $process.StandardError.ReadToEnd() : ''))"
            } finally {
                Close-Refill $process
            }
        }
        $run = Invoke-Refill

        $refills = Get-Refill
        ($refills | Group-Object externalMeterId | Where-Object Count -GT 1).Name | Should -BeNullOrEmpty -Because 'nobody is sent a second refill'
        $refilled = [System.Collections.Generic.HashSet[string]] [string[]] @($refills | Where-Object processed).externalMeterId
        $open = @(Import-Csv $undecided)
        # Where the API acted, that was found out; where it did not, a person decides.
        $open.ExternalMeterId | Sort-Object | Should -Be ($meters | Where-Object { -not $refilled.Contains($_) } | Sort-Object)
        $open.Finding | Sort-Object -Unique | Should -Be 'the total is what it was'
        $withoutEffect | Where-Object { $_ -notin $open.ExternalMeterId } | Should -BeNullOrEmpty
        $open.Count | Should -BeLessOrEqual 20 -Because 'a killed run leaves one at the most'
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match "$($open.Count) of 1000 customers may or may not have been refilled, and are not refilled again"
        "$($run.Summary.Refilled) $($run.Summary.Undecided) $($run.Summary.Failed)" | Should -Be "$(1000 - $open.Count) $($open.Count) 0"

        # The person has looked.
        $open | ForEach-Object { $_.Refilled = 'no'; $_ } | Export-Csv $undecided
        $run = Invoke-Refill "-DecisionPath '$undecided'"
        $run.Error | Should -BeNullOrEmpty
        $run.Counts | Should -Be "1000 1000 $(1000 - $open.Count) 0 0 0"
        Test-Path $undecided | Should -BeFalse
        $made = Get-Refill | Where-Object processed | Group-Object externalMeterId
        $made | Should -HaveCount 1000
        $made | Where-Object Count -NE 1 | Should -BeNullOrEmpty
        (Invoke-RestMethod "$($standIn.BaseUri)api/v1/customer-billing?workspaceId=ws_bulk&externalMeterId=customer%207" -Headers @{ Authorization = 'Bearer x' }).billing.totalCredits | Should -Be '105000'
    }

    It 'says in the journal that it sends a refill before it does' {
        # The run stops there, for as long as it takes to be killed.
        Add-RefillScript 'm3' @{ delayMs = 600000 }
        $process = Open-Refill
        try {
            Wait-Until { $process.HasExited -or [int] (Get-RefillCount) -eq 3 }
            $process.HasExited | Should -BeFalse
            # Another run is refused, and leaves the journal as it is.
            $run = Invoke-Refill
            $run.ExitCode | Should -Be 1
            $run.Error | Should -Match 'The journal .*refill.journal cannot be opened; is another run at work on it\?'
        } finally {
            Close-Refill $process
        }
        (Get-JournalEvent).event | Should -Be 'refill', 'sending', 'done', 'sending', 'done', 'sending'
        (Get-JournalEvent)[-1].externalMeterId | Should -Be 'm3'

        $run = Invoke-Refill
        $run.Error | Should -BeNullOrEmpty
        $run.Counts | Should -Be '4 4 2 0 0 0'
        (Get-Refill).externalMeterId | Should -Be 'm1', 'm2', 'm3', 'm4'
        (Get-JournalEvent).event | Should -Be 'refill', 'sending', 'done', 'sending', 'done', 'sending', 'sending', 'done', 'found'
    }

    It 'goes on from a journal that ends <Name>' -ForEach @(
        @{ Name = 'in its first line'; Lines = 0; Bytes = 20; Made = 0; Undecided = 0 }
        @{ Name = 'in a sending'; Lines = 3; Bytes = 60; Made = 1; Undecided = 0 }
        @{ Name = 'before the line break of a sending'; Lines = 3; Bytes = -1; Made = 1; Undecided = 0 }
        @{ Name = 'after a sending that never left'; Lines = 4; Bytes = 0; Made = 1; Undecided = 1 }
        @{ Name = 'after a sending that was made'; Lines = 4; Bytes = 0; Made = 2; Undecided = 0 }
        @{ Name = 'in a done'; Lines = 4; Bytes = 30; Made = 2; Undecided = 0 }
        @{ Name = 'before the line break of a done'; Lines = 4; Bytes = -1; Made = 2; Undecided = 0 }
        @{ Name = 'after a done'; Lines = 5; Bytes = 0; Made = 2; Undecided = 0 }
    ) {
        $null = Invoke-Refill
        $whole = Get-Content $journal
        $torn = $Bytes -lt 0 ? $whole[$Lines] : $whole[$Lines].Substring(0, $Bytes)
        [System.IO.File]::WriteAllText($journal, (-join ($whole | Select-Object -First $Lines | ForEach-Object { "$_`n" })) + $torn)
        # At the API, what that run had done until then.
        Clear-StandIn $standIn
        foreach ($meter in 'm1', 'm2' | Select-Object -First $Made) {
            $null = Invoke-RestMethod "$($standIn.BaseUri)api/v1/customer-billing/refill" -Method Post -Headers @{ Authorization = 'Bearer x' } -ContentType 'application/json' -Body "{`"workspaceId`":`"ws_bulk`",`"externalMeterId`":`"$meter`",`"refill`":5000}"
        }

        $run = Invoke-Refill
        $run.ExitCode | Should -Be $Undecided
        "$($run.Summary.Refilled) $($run.Summary.Undecided)" | Should -Be "$(4 - $Undecided) $Undecided"
        $made = Get-Refill
        $made.externalMeterId | Should -Be ('m1', 'm2', 'm3', 'm4' | Where-Object { -not $Undecided -or $_ -ne 'm2' })
        # All lines are whole again.
        { Get-JournalEvent } | Should -Not -Throw
        Get-Content $journal -Raw | Should -Match '\}\n$'
    }

    It 'decides about an unknown outcome from what is proven: <Name>' -ForEach @(
        @{ Name = 'higher by the credits'; Now = @{ totalCredits = '6000' }; Finding = $null }
        @{ Name = 'higher by the credits, with usage meanwhile'; Now = @{ totalCredits = '6000'; usedCredits = '2500' }; Finding = $null }
        @{ Name = 'as it was'; Now = @{ totalCredits = '1000' }; Finding = 'the total is what it was' }
        @{ Name = 'as it was, with usage meanwhile'; Now = @{ totalCredits = '1000'; usedCredits = '900' }; Finding = 'the total is what it was' }
        @{ Name = 'the used reset'; Now = @{ totalCredits = '1000'; usedCredits = '0' }; Finding = 'the total is what it was' }
        @{ Name = 'higher by another number'; Now = @{ totalCredits = '11000' }; Finding = 'the total has changed, but not by the credits' }
        @{ Name = 'lower'; Now = @{ totalCredits = '999' }; Finding = 'the total has changed, but not by the credits' }
        @{ Name = 'another billing'; Now = @{ id = 'cbm_2'; totalCredits = '6000' }; Finding = 'it is another billing: cbm_2' }
    ) {
        Add-Reading 'm2' @{}, $Now
        Add-RefillScript 'm2' @{ status = 504 }
        $run = Invoke-Refill
        (Get-Refill).externalMeterId | Should -Be 'm1', 'm2', 'm3', 'm4'
        if ($Finding) {
            $run.ExitCode | Should -Be 1
            $run.Counts | Should -Be '4 3 0 0 1 0'
            $run.Error | Should -Match '1 of 4 customers may or may not have been refilled, and are not refilled again: see .*refill.undecided.csv'
            $row = Import-Csv $undecided
            "$($row.WorkspaceId) $($row.ExternalMeterId) $($row.BillingId) $($row.TotalBefore) $($row.UsedBefore)" | Should -Be 'ws_bulk m2 cbm_1 1000 100'
            "$($row.TotalNow) $($row.UsedNow)" | Should -Be "$($Now.totalCredits) $($Now.usedCredits ?? '100')"
            $row.Finding | Should -Be $Finding
            $row.Look | Should -Be "Get-OneloopCustomerBilling 'ws_bulk' 'm2'"
            $row.Refilled | Should -BeNullOrEmpty
        } else {
            $run.Error | Should -BeNullOrEmpty
            $run.Counts | Should -Be '4 4 0 0 0 0'
            Test-Path $undecided | Should -BeFalse
        }
    }

    It 'says how to look at a customer whose id has quotation marks in it' {
        $meter = "b`u{2019}; Write-Output PWNED; `u{2018}O'Brien"
        Write-CustomerFile $meter
        Add-RefillScript $meter @{ status = 504 }
        (Invoke-Refill).Counts | Should -Be '1 0 0 0 1 0'
        $look = [scriptblock]::Create((Import-Csv $undecided).Look).Ast.EndBlock.Statements
        $look | Should -HaveCount 1
        $look.PipelineElements.CommandElements[-1].Value | Should -BeExactly $meter
    }

    It 'leaves undecided what no answered refill shows' {
        Write-CustomerFile 'm2'
        Add-Reading 'm2' @{}, @{ totalCredits = '6000' }
        Add-RefillScript 'm2' @{ status = 504 }
        (Invoke-Refill).Counts | Should -Be '1 0 0 0 1 0'
        (Import-Csv $undecided).Finding | Should -Be 'the total is higher by the credits, but no refill was answered that could show that this is its effect'
    }

    It 'leaves undecided what an answered refill speaks against' {
        Add-Reading 'm2' @{}, @{ totalCredits = '6000' }
        Add-RefillScript 'm2' @{ status = 504 }
        # This one resets the used, say.
        Add-RefillScript 'm4' @{ body = Get-BillingBody -With @{ totalCredits = '100000'; usedCredits = '0' } }
        (Invoke-Refill).Counts | Should -Be '4 3 0 0 1 0'
        (Import-Csv $undecided).Finding | Should -Be 'the total is higher by the credits, but 1 of 3 refills that were answered had another effect'
    }

    It 'leaves undecided whose billing cannot be read, and looks again when it is started again' {
        Add-StandInScript $standIn 'm2' @{ body = Get-BillingBody }, @{ status = 403 }, @{ body = Get-BillingBody -With @{ totalCredits = '6000' } }
        Add-RefillScript 'm2' @{ status = 504 }
        (Invoke-Refill).Counts | Should -Be '4 3 0 0 1 0'
        $row = Import-Csv $undecided
        $row.Finding | Should -BeLike "the billing could not be read: Failed for meter 'm2' *"
        "$($row.TotalNow)$($row.UsedNow)" | Should -BeNullOrEmpty

        $run = Invoke-Refill
        $run.Error | Should -BeNullOrEmpty
        $run.Counts | Should -Be '4 4 3 0 0 0'
        Get-Refill | Should -HaveCount 4
        Test-Path $undecided | Should -BeFalse
    }

    It 'does what a person decided, once' {
        foreach ($meter in 'm1', 'm2', 'm3') { Add-RefillScript $meter @{ status = 504 } }
        (Invoke-Refill).Counts | Should -Be '4 1 0 0 3 0'
        $rows = Import-Csv $undecided
        $rows[0].Refilled = 'yes'
        $rows[1].Refilled = ' No'
        $rows | Export-Csv "$folder/decided.csv"
        # The second attempt fails as the first did: a decision about the first is none about this one.
        Add-RefillScript 'm2' @{ status = 504 }
        $run = Invoke-Refill "-DecisionPath '$folder/decided.csv'"
        $run.Counts | Should -Be '4 2 1 0 2 0'
        $run.Warnings | Should -BeNullOrEmpty
        (Import-Csv $undecided).ExternalMeterId | Should -Be 'm2', 'm3'
        (Import-Csv $undecided)[0].Since | Should -Not -Be $rows[1].Since
        (Get-Refill).externalMeterId | Should -Be 'm1', 'm2', 'm3', 'm4', 'm2'

        $run = Invoke-Refill "-DecisionPath '$folder/decided.csv'"
        $run.Counts | Should -Be '4 2 2 0 2 0'
        $run.Warnings | Should -BeLike '2 decisions of *decided.csv are about no attempt that is undecided, and were ignored.'
        Get-Refill | Should -HaveCount 5
    }

    It 'refuses a file of decisions <Name>' -ForEach @(
        @{ Name = 'that is none'; Content = "WorkspaceId,ExternalMeterId`nws_bulk,m1"; Says = 'decided.csv has no column Since' }
        @{ Name = 'with another answer'; Content = "WorkspaceId,ExternalMeterId,Since,Refilled`nws_bulk,m1,x,maybe"; Says = "decided.csv has 'maybe' in the column Refilled, for m1: write yes or no" }
    ) {
        Set-Content "$folder/decided.csv" $Content
        $run = Invoke-Refill "-DecisionPath '$folder/decided.csv'"
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match $Says
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
        Test-Path $journal | Should -BeFalse
    }

    It 'refuses <Name>, and sends nothing' -ForEach @(
        @{ Name = 'the journal of another number of credits'; Edit = { $_ -replace '"credits":"5000"', '"credits":"6000"' }; Says = 'is the journal of another refill: of 6000 credits, not of 5000. Nothing was sent' }
        @{ Name = 'the journal of another list'; Others = 'm1', 'm2', 'm3'; Edit = { $_ }; Says = 'is the journal of another refill: of another list, with 4 customers; this one has 3. Nothing was sent' }
        @{ Name = 'the journal of another address'; Edit = { $_ -replace 'http:', 'https:' }; Says = 'is the journal of another refill: at https://127.0.0.1:\d+/, not at http://127.0.0.1:\d+/. Nothing was sent' }
        @{ Name = 'a journal with half a line in it'; Edit = { $_ -replace '"done"(?=.*"m1")', '"do' }; Says = 'Line 3 of .*refill.journal is damaged: .* Nothing was sent' }
        @{ Name = 'a journal that lacks a line'; Edit = { $_ -replace '.*"sending".*"m2".*\n' }; Says = "Line 4 of .*refill.journal is damaged: 'done' cannot follow on the state New" }
        @{ Name = 'a journal that has sent twice'; Edit = { $_ -replace '.*"sending".*"m2".*\n', '$0$0' }; Says = "Line 5 of .*refill.journal is damaged: 'sending' cannot follow on the state Sending" }
        @{ Name = 'a journal with a strange customer'; Edit = { $_ -replace '"m3"', '"m9"' }; Says = 'Line 6 of .*refill.journal is damaged: it names a customer who is not in the list' }
        @{ Name = 'a journal with a strange event'; Edit = { $_ -replace '"done"', '"ended"' }; Says = "Line 3 of .*refill.journal is damaged: 'ended' cannot follow on the state Sending" }
        @{ Name = 'another file than a journal'; Edit = { "WorkspaceId,ExternalMeterId`nws_bulk,m" }; Says = 'refill.journal is not a journal of this runbook' }
        @{ Name = 'another file of one line'; Edit = { '{"event":"other"' }; Says = 'refill.journal is not a journal of this runbook' }
    ) {
        $null = Invoke-Refill
        Clear-StandIn $standIn
        if ($Others) { Write-CustomerFile $Others }
        $before = Get-Content $journal -Raw | ForEach-Object $Edit
        [System.IO.File]::WriteAllText($journal, $before)
        $run = Invoke-Refill
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match $Says
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
        Get-Content $journal -Raw | Should -BeExactly $before
    }

    It 'refills when it is started again whom the API refused, and nobody else' {
        Write-CustomerFile 'm1', 'none', 'refused', 'm4'
        Add-StandInScript $standIn 'none' @{ body = '{"billing":null}' }
        Add-RefillScript 'refused' @{ status = 403; body = '{"error":{"code":7,"message":"not now"}}' }
        $run = Invoke-Refill -Fresh
        $run.ExitCode | Should -Be 1
        $run.Counts | Should -Be '4 2 0 2 0 0'
        $run.Error | Should -Match "2 of 4 customers were not refilled: see .*refill.failed.csv. Start again to refill just those. The first: No billing is set up for meter 'none'"
        $rows = Import-Csv $failed
        $rows.ExternalMeterId | Should -Be 'none', 'refused'
        $rows.ErrorId | Should -Be 'Oneloop.BillingNotFound', 'Oneloop.Forbidden'
        $rows[1].Message | Should -BeLike "Failed for meter 'refused' *not now*"
        Test-Path $undecided | Should -BeFalse

        $run = Invoke-Refill
        $run.Counts | Should -Be '4 3 2 1 0 0'
        (Import-Csv $failed).ExternalMeterId | Should -Be 'none'
        (Get-Refill).externalMeterId | Should -Be 'm1', 'refused', 'm4', 'refused'
        (Get-Refill | Where-Object processed).externalMeterId | Should -Be 'm1', 'm4', 'refused'
    }

    It 'ends when the outcomes of five refills in a row are not known, and sends no more' {
        $meters = 1..20 | ForEach-Object { "m$_" }
        Write-CustomerFile $meters
        Add-StandInScript $standIn '' @(@{}, @{ status = 502 }, @{ status = 502; carriesOut = $true }, @{}, @{ status = 502 }) -Operation refillBillingLimit
        $run = Invoke-Refill
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match 'The outcomes of 5 refills in a row are not known, so the run ended. The last: .* Start again to go on.'
        (Get-Refill).externalMeterId | Should -Be $meters[0..8]
        $run.Counts | Should -Be '20 3 0 0 6 11'
        (Import-Csv $undecided).ExternalMeterId | Should -Be $meters[1, 4, 5, 6, 7, 8] -Because 'the third was found made'

        $null = Invoke-RestMethod "$($standIn.BaseUri)_standin/scripts" -Method Delete
        $run = Invoke-Refill
        $run.Counts | Should -Be '20 14 3 0 6 0'
        (Get-Refill).externalMeterId | Should -Be $meters
    }

    It 'goes on after a token that was revoked midway' {
        Add-StandInScript $standIn 'm2' @{ status = 401 } -Operation refillBillingLimit -ThenOrdinary
        $run = Invoke-Refill
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match 'HTTP 401.* Start again to go on.'
        $run.Counts | Should -Be '4 1 0 0 0 3'
        $run = Invoke-Refill
        $run.Error | Should -BeNullOrEmpty
        $run.Counts | Should -Be '4 4 1 0 0 0'
        (Get-Refill | Where-Object processed).externalMeterId | Should -Be 'm1', 'm2', 'm3', 'm4'
    }

    It 'sends and writes nothing with -WhatIf' {
        $run = Invoke-Refill '-WhatIf'
        $run.ExitCode | Should -Be 0
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
        (Get-ChildItem $folder).Name | Should -Be 'customers.csv'
    }

    It 'refills once who is in the list twice, and says so; keeps ids of any form' {
        $meters = 'b', 'a', 'A', "line`nbreak", '2026-11-01T00:00:00Z', 'say "hi"', "Zo`u{eb}'s"
        Write-CustomerFile ($meters + 'a')
        Add-RefillScript "Zo`u{eb}'s" @{ status = 504 }
        $run = Invoke-Refill
        $run.Counts | Should -Be '7 6 0 0 1 0'
        $run.Warnings | Should -BeLike '*customers.csv names 1 customers again: each is refilled once.'
        # Not as ConvertFrom-Json reads them, which makes a date of one.
        Get-Refill | ForEach-Object { [System.Text.Json.JsonDocument]::Parse($_.body).RootElement.GetProperty('externalMeterId').GetString() } | Should -BeExactly $meters
        (Import-Csv $undecided).Look | Should -BeExactly "Get-OneloopCustomerBilling 'ws_bulk' 'Zo`u{eb}''s'"
        $run = Invoke-Refill
        $run.Counts | Should -Be '7 6 6 0 1 0'
        Get-Refill | Should -HaveCount 7
    }

    It 'fails before anything is sent if <Name>' -ForEach @(
        @{ Name = 'there is no list'; Content = $null; Says = 'Could not find file' }
        @{ Name = 'the list is empty'; Content = 'WorkspaceId,ExternalMeterId'; Says = 'customers.csv names no customers' }
        @{ Name = 'the list has other columns'; Content = "Space,Meter`nws_bulk,m"; Says = 'customers.csv has no column WorkspaceId or workspace_id; its columns: Space, Meter' }
        @{ Name = 'a row lacks an id'; Content = "workspace_id,external_meter_id`nws_bulk,m1`nws_bulk,"; Says = 'Row 2 of .*customers.csv has no workspace_id or no external_meter_id' }
        @{ Name = 'credits are no whole number'; Content = "workspace_id,external_meter_id`nws_bulk,m1"; Number = '2.5'; Says = '2.5 is not a whole number from 1 to' }
        @{ Name = 'credits have a comma'; Content = "workspace_id,external_meter_id`nws_bulk,m1"; Number = "'2,5'"; Says = '2,5 is not a whole number from 1 to' }
        @{ Name = 'there is no connection'; Content = "workspace_id,external_meter_id`nws_bulk,m1"; Before = '$null'; Says = 'ONELOOP_KEY' }
    ) {
        Remove-Item $list
        if ($Content) { Set-Content $list $Content }
        $run = Invoke-Refill -Amount ($Number ?? '5000') -Connect ($Before ?? $connect)
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match $Says
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
        Test-Path $journal | Should -BeFalse
    }

    It 'takes the columns workspace_id and external_meter_id, and the connection of Azure Automation that -ConnectionName names' {
        Set-Content $list "customer,workspace_id,external_meter_id`nOne,ws_bulk,m1"
        $function = "function Get-AutomationConnection([string] `$Name) { @{ Token = `"token-of-`$Name`"; BaseUri = '$($standIn.BaseUri)'; MaximumRetryCount = '' } }"
        $run = Invoke-Refill '-ConnectionName Billing' -Connect $function
        $run.Error | Should -BeNullOrEmpty
        $run.Counts | Should -Be '1 1 0 0 0 0'
        (Get-StandInRequest $standIn).token | Sort-Object -Unique | Should -Be 'token-of-Billing'
    }
}
