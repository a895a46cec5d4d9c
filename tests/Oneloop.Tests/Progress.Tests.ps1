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
    $script:slowly = "1..30 | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = `"m`$_`" } } | Get-OneloopCustomerBilling -ThrottleLimit 2 -ErrorAction SilentlyContinue"
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
        $records | Select-Object -SkipLast 1 | ForEach-Object { $_.StatusDescription | Should -Match '^\d+ done, 1 failed, \d+ per second$' }
        # The run takes a second and a half, the first of them without: not more than five a second are left.
        $records.Count | Should -BeLessThan 30
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
