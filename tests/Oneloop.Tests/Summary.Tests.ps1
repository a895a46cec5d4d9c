# What -SummaryVariable holds, in which scope, however the run ends; and the verbose line with the same facts.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:module = Get-ModulePath
    Import-Module $module -Force
    $script:standIn = Open-StandIn
    Connect-Oneloop x -BaseUri $standIn.BaseUri -RetryIntervalSec 0
    $script:silent = @{ ErrorAction = 'SilentlyContinue' }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'The summary' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'tells what was asked for, what came of it and what that took' {
        foreach ($id in 'f1', 'f2') { Add-StandInScript $standIn $id @{ status = 403 } }
        Add-StandInScript $standIn 'none' @{ body = '{"billing":null}' }
        Add-StandInScript $standIn 'again' @{ status = 500 } -ThenOrdinary
        $ids = @('m1', 'none', 'f1', 'again', 'm2', 'f2')
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $null = $ids | Get-OneloopCustomerBilling ws_bulk @silent -SummaryVariable summary
        $summary | Should -BeOfType Oneloop.RunSummary
        $summary.PSObject.Properties.Name | Should -Be @(
            'TotalCount', 'SucceededCount', 'FailedCount', 'FailedById', 'RequestCount', 'RetryCount', 'RefusedCount',
            'RetryAfterSec', 'PaceSec', 'OutageSec', 'DurationSec', 'PerSecond', 'BytesReceived')
        $summary.TotalCount, $summary.SucceededCount, $summary.FailedCount | Should -Be 6, 3, 3
        $summary.FailedById.Keys | Should -Be 'Oneloop.BillingNotFound', 'Oneloop.Forbidden'
        $summary.FailedById.'Oneloop.Forbidden', $summary.FailedById['Oneloop.BillingNotFound'] | Should -Be 2, 1
        $summary.RequestCount, $summary.RetryCount, $summary.RefusedCount | Should -Be 7, 1, 0
        $summary.RetryAfterSec | Should -Be 0
        $summary.DurationSec | Should -BeGreaterThan 0
        $summary.DurationSec | Should -BeLessOrEqual $clock.Elapsed.TotalSeconds
        $summary.PerSecond | Should -BeGreaterThan 0
    }

    It 'is flat in a file and in JSON' {
        Add-StandInScript $standIn 'f1' @{ status = 403 }
        $null = Get-OneloopCustomerBilling ws_bulk m1, f1 @silent -SummaryVariable summary
        $row = $summary | ConvertTo-Csv | ConvertFrom-Csv
        $row.TotalCount, $row.FailedById | Should -Be '2', 'Oneloop.Forbidden 1'
        $json = $summary | ConvertTo-Json | ConvertFrom-Json
        $json.TotalCount | Should -Be 2
        $json.FailedById.'Oneloop.Forbidden' | Should -Be 1
        $shown = ($summary | Out-String -Width 80) -replace '\e\[[\d;]*m'
        $shown | Should -Match '(?m)^TotalCount +: 2\r?$'
        $shown | Should -Match '(?m)^FailedById +: \{\[Oneloop.Forbidden, 1\]\}\r?$'
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($summary))
        $copy.FailedById.'Oneloop.Forbidden' | Should -Be 1
    }

    It 'also of workspaces' {
        $null = 'ws_lumen', 'ws_nowhere' | Get-OneloopWorkspace @silent -SummaryVariable summary
        $summary.TotalCount, $summary.SucceededCount, "$($summary.FailedById)" | Should -Be 2, 1, 'Oneloop.NotFound 1'
        $null = Get-OneloopWorkspace -SummaryVariable summary
        $summary.TotalCount, $summary.SucceededCount | Should -Be 1, 1
    }

    It 'comes into the scope of the caller and no other: <Name>' -ForEach @(
        @{ Name = 'a function'; Call = { function Get-It { $null = 1, 2 | Get-OneloopCustomerBilling ws_bulk -SummaryVariable here; $here.TotalCount }; Get-It } }
        @{ Name = 'a script'; Call = { Set-Content "$TestDrive/it.ps1" '$null = 1, 2 | Get-OneloopCustomerBilling ws_bulk -SummaryVariable here; $here.TotalCount'; & "$TestDrive/it.ps1" } }
        @{ Name = "a module's function"; Call = {
                $planted = New-Module -Name Planted { function Get-It { $null = 1, 2 | Get-OneloopCustomerBilling ws_bulk -SummaryVariable here; $here.TotalCount } }
                Get-It
                & $planted { $null -eq $here } | Should -BeTrue
                Remove-Module $planted -ErrorAction Ignore
            }
        }
        @{ Name = 'within a pipeline'; Call = { 1 | & { process { $null = 1, 2 | Get-OneloopCustomerBilling ws_bulk -SummaryVariable here; $here.TotalCount } } } }
    ) {
        & $Call | Should -Be 2
        $null -eq $here | Should -BeTrue
    }

    It 'comes into the scope that the name has before it' {
        function Get-It { $null = Get-OneloopCustomerBilling ws_bulk 1, 2 -SummaryVariable script:named; $null -eq (Get-Variable named -Scope Local -ErrorAction Ignore) }
        Get-It | Should -BeTrue
        $script:named.TotalCount | Should -Be 2
    }

    It 'is set when the pipeline ends early, before the caller goes on: <Name>' -ForEach @(
        @{ Name = 'Select-Object -First'; Run = { 1..9 | Get-OneloopCustomerBilling ws_bulk -SummaryVariable here | Select-Object -First 2; $here }; Succeeded = 2; Failed = '' }
        @{ Name = 'an error further up'; Run = { function Get-Id { 1..3; throw 'planted' }; try { Get-Id | Get-OneloopCustomerBilling ws_bulk -SummaryVariable here } catch { $here } }; Total = 3 }
        @{ Name = 'an error further down'; Run = { try { 1..9 | Get-OneloopCustomerBilling ws_bulk -SummaryVariable here | ForEach-Object { if ($_.ExternalMeterId -eq 3) { throw 'planted' } } } catch { $here } }; Succeeded = 3; Failed = '' }
        @{ Name = 'a token that is not accepted'; Run = { Add-StandInScript $standIn '3' @{ status = 401 }; try { 1..9 | Get-OneloopCustomerBilling ws_bulk -SummaryVariable here } catch { $here } }; Succeeded = 2; Failed = 'Oneloop.Unauthorized 1' }
        @{ Name = '-ErrorAction Stop'; Run = { Add-StandInScript $standIn '3' @{ status = 403 }; try { 1..9 | Get-OneloopCustomerBilling ws_bulk -SummaryVariable here -ErrorAction Stop } catch { $here } }; Succeeded = 2; Failed = 'Oneloop.Forbidden 1' }
    ) {
        $summary = & $Run | Select-Object -Last 1
        $summary | Should -BeOfType Oneloop.RunSummary
        if ($Total) { $summary.TotalCount | Should -Be $Total }
        if ($Succeeded) {
            $summary.TotalCount | Should -BeGreaterOrEqual $Succeeded
            $summary.SucceededCount | Should -Be $Succeeded
            "$($summary.FailedById)" | Should -BeExactly $Failed
        }
    }

    It 'is set when the pipeline is stopped' {
        Add-StandInScript $standIn 'm2' @{ delayMs = 60000 }
        $powershell = [powershell]::Create()
        try {
            $null = $powershell.AddScript("Import-Module '$module'; Connect-Oneloop x -BaseUri $($standIn.BaseUri); Get-OneloopCustomerBilling ws_bulk m1, m2 -SummaryVariable summary")
            $written = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $run = $powershell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]] @(), $written)
            while (-not $written.Count) { $run.AsyncWaitHandle.WaitOne(10) | Should -BeFalse }
            $powershell.Stop()
            $summary = $powershell.Runspace.SessionStateProxy.GetVariable('summary')
            $summary.TotalCount, $summary.SucceededCount, $summary.FailedCount | Should -Be 2, 1, 0
        } finally {
            $powershell.Dispose()
        }
    }

    It 'of an earlier run does not pass for that of one that could not begin' {
        $null = Get-OneloopCustomerBilling ws_bulk 1 -SummaryVariable summary
        $ended = Connect-Oneloop x -BaseUri $standIn.BaseUri -PassThru
        Disconnect-Oneloop -Connection $ended
        Connect-Oneloop x -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        $e = try { Get-OneloopCustomerBilling ws_bulk 1 -Connection $ended -SummaryVariable summary } catch { $_ }
        $e.FullyQualifiedErrorId | Should -BeLike 'Oneloop.NotConnected,*'
        $null -eq $summary | Should -BeTrue
    }

    It 'says before the run that a variable cannot take it: <Name>' -ForEach @(
        @{ Name = 'one of a type'; Variable = { [int] $script:typed = 7 } }
        @{ Name = 'one that is read-only'; Variable = { Set-Variable typed 7 -Scope Script -Option ReadOnly } }
    ) {
        Clear-StandIn $standIn
        try {
            . $Variable
            { 1..3 | Get-OneloopCustomerBilling ws_bulk -SummaryVariable script:typed } | Should -Throw
            Get-StandInRequest $standIn | Should -BeNullOrEmpty
            $script:typed | Should -Be 7
        } finally {
            Remove-Variable typed -Scope Script -Force
        }
    }

    It 'needs the name of a variable, which <Name> is not' -ForEach @(
        @{ Name = '$summary' }, @{ Name = 'two words' }, @{ Name = '' }, @{ Name = 'env:summary' }, @{ Name = '+summary' }
    ) {
        $e = { Get-OneloopCustomerBilling ws_bulk 1 -SummaryVariable $Name } | Should -Throw -PassThru
        $e.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
        "$e" | Should -BeLike "*'$Name' is not the name of a variable: give it without `$, of letters, digits and _, such as summary."
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'needs a variable that can be set, and says so before anything is sent' {
        Set-Variable fixed 1 -Option ReadOnly
        $e = try { Get-OneloopCustomerBilling ws_bulk 1 -SummaryVariable fixed } catch { $_ }
        $e.FullyQualifiedErrorId | Should -BeLike 'VariableNotWritable,*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'is a verbose line at the end of a run of several requests' {
        Add-StandInScript $standIn 'f1' @{ status = 403 }
        Add-StandInScript $standIn 'again' @{ status = 500 } -ThenOrdinary
        $lines = Get-OneloopCustomerBilling ws_bulk m1, f1, again @silent -Verbose 4>&1 | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] }
        $lines[-1].Message -replace ', [\d,.]+ a second.*' | Should -Match '^3 asked: 2 succeeded, 1 failed \(Oneloop\.Forbidden 1\); 4 requests, 1 retry; \d+\.\d s$'
    }
}
