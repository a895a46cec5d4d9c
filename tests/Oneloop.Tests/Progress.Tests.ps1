BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:standIn = Open-StandIn

    # Runs a script in a runspace of its own, and gives its progress records.
    function Get-Progress([string] $Script) {
        $powershell = [powershell]::Create()
        try {
            $null = $powershell.AddScript("Import-Module '$(Get-ModulePath)'; Connect-Oneloop x -BaseUri $($standIn.BaseUri); $Script").Invoke()
            @($powershell.Streams.Progress | Where-Object Activity -EQ 'Getting customer billing')
        } finally {
            $powershell.Dispose()
        }
    }

    # Twenty a second, for a second and a half: as slow as it takes for progress to show.
    $script:slow = '-ThrottleLimit 2 -ErrorAction SilentlyContinue'
    $script:slowly = "1..30 | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = `"m`$_`" } } | Get-OneloopCustomerBilling $slow"
}

AfterAll {
    Close-StandIn $standIn
}

Describe 'Progress' {
    BeforeAll {
        Edit-StandIn $standIn latency @{ ms = 100 }
        Add-StandInScript $standIn 'm2' @{ status = 403 }
    }

    It 'is shown when a run takes longer than a second, and taken away at its end' {
        $records = Get-Progress $slowly
        $records.Count | Should -BeGreaterThan 1
        $records[-1].RecordType | Should -Be 'Completed'
        $records | Select-Object -SkipLast 1 | ForEach-Object {
            $_.StatusDescription | Should -Match '^\d+ done, 1 failed, [\d.,]+ a second$'
            # Unknown, as PowerShell has it.
            $_.PercentComplete, $_.SecondsRemaining | Should -Be -1, -1
        }
        # The run takes a second and a half, the first of them without: not more than five a second are left.
        $records.Count | Should -BeLessThan 30
    }

    It 'tells the percentage and the time left where the number is known: <Name>' -ForEach @(
        @{ Name = 'an array of ids'; Run = { "Get-OneloopCustomerBilling ws_bulk (1..30 | ForEach-Object { `"m`$_`" }) $slow" } }
        @{ Name = '-TotalCount'; Run = { "$slowly -TotalCount 30" } }
    ) {
        $records = Get-Progress (& $Run) | Select-Object -SkipLast 1
        $records.Count | Should -BeGreaterThan 0
        foreach ($record in $records) {
            $record.StatusDescription | Should -Match '^(\d+) of 30 done, 1 failed, [\d.,]+ a second$'
            $null = $record.StatusDescription -match '^(\d+)'
            $record.PercentComplete | Should -Be ([math]::Floor(100 * $Matches[1] / 30))
            $record.SecondsRemaining | Should -BeGreaterOrEqual 0
        }
    }

    It 'is shown while nothing completes' {
        foreach ($id in 'stuck1', 'stuck2') { Add-StandInScript $standIn $id @{ delayMs = 1600 } }
        $records = @(Get-Progress 'Get-OneloopCustomerBilling ws_bulk stuck1, stuck2')
        $records.Count | Should -BeGreaterThan 1
        $records[0].StatusDescription | Should -BeExactly '0 of 2 done, 0 failed, 0 a second'
        $records[0].PercentComplete, $records[0].SecondsRemaining | Should -Be 0, -1
    }

    It 'is taken away when the pipeline ends early: <Way>' -ForEach @(
        @{ Way = 'Select-Object -First'; End = '| Select-Object -First 25' }
        @{ Way = 'an exception further down'; End = '| ForEach-Object { if ($_.ExternalMeterId -eq "m25") { throw "planted" } }' }
    ) {
        $records = Get-Progress "try { $slowly $End } catch { }"
        $records.Count | Should -BeGreaterThan 1
        $records[-1].RecordType | Should -Be 'Completed'
    }

    It 'is not shown for a single customer, nor within the first second, nor where $ProgressPreference says so' {
        Add-StandInScript $standIn 'slow' @{ delayMs = 1300 }
        Get-Progress 'Get-OneloopCustomerBilling ws_bulk slow' | Should -BeNullOrEmpty
        Get-Progress '1..8 | ForEach-Object { Get-OneloopCustomerBilling ws_bulk one, two }' | Should -BeNullOrEmpty
        Get-Progress "`$ProgressPreference = 'SilentlyContinue'; $slowly" | Should -BeNullOrEmpty
    }
}
