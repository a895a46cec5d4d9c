# What a run says while the API makes it wait: before the request that waits has completed, and even if it is the only one.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:standIn = Open-StandIn

    # Runs a script in a runspace of its own. IsEarly and WrittenEarly are as things are when its first verbose line about a wait has come.
    function Invoke-Waiting([string] $Script) {
        $powershell = [powershell]::Create()
        try {
            $null = $powershell.AddScript("Import-Module '$(Get-ModulePath)'; Connect-Oneloop x -BaseUri $($standIn.BaseUri) -RetryIntervalSec 0; $Script")
            $written = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $run = $powershell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]] @(), $written)
            # By their number: to enumerate a stream waits for its end.
            $lines = $powershell.Streams.Verbose
            $at = 0
            do {
                $null = $run.AsyncWaitHandle.WaitOne(20)
                $isWaiting = $false
                while ($at -lt $lines.Count -and -not $isWaiting) { $isWaiting = $lines[$at++].Message -like '*: waiting *' }
            } until ($isWaiting -or $run.IsCompleted)
            $isEarly = -not $run.IsCompleted
            $writtenEarly = $written.Count
            $null = $powershell.EndInvoke($run)
            [pscustomobject]@{
                IsEarly      = $isEarly
                WrittenEarly = $writtenEarly
                Verbose      = @($powershell.Streams.Verbose.Message)
                Progress     = @($powershell.Streams.Progress | Where-Object Activity -EQ 'Getting customer billing')
                Written      = @($written)
            }
        } finally {
            $powershell.Dispose()
        }
    }
}

AfterAll {
    Close-StandIn $standIn
}

Describe 'A wait' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'is told when it begins, and the lines of its request stay in order' {
        Add-StandInScript $standIn 'm2' @{ status = 429; headers = @{ 'Retry-After' = '2' } } -ThenOrdinary
        $run = Invoke-Waiting 'Get-OneloopCustomerBilling ws_bulk m1, m2, m3 -ThrottleLimit 2 -Verbose'
        $run.IsEarly | Should -BeTrue
        $run.WrittenEarly | Should -BeLessThan 3
        $run.Written.ExternalMeterId | Should -Be 'm1', 'm2', 'm3'
        $own = $run.Verbose -match "meter 'm2'"
        $own | Should -HaveCount 4
        $own[0] | Should -BeLike '*: HTTP 429 in * ms (attempt 1)'
        $own[1] | Should -Match ': refused \(HTTP 429\), sent again, after the (1\.\d+|2) s that the API asks for$'
        $own[2] | Should -Match ': waiting (1\.\d+|2) s, because the API asked this connection to wait \(HTTP 429\)$'
        $own[3] | Should -BeLike '*: HTTP 200 in * ms (attempt 2)'
    }

    It 'of a second or more is shown even if there is one request alone, and is in the summary' {
        Add-StandInScript $standIn 'm1' @{ status = 429; headers = @{ 'Retry-After' = '2' } } -ThenOrdinary
        $run = Invoke-Waiting 'Get-OneloopCustomerBilling ws_bulk m1 -Verbose -SummaryVariable summary; $summary'
        $run.Progress.Count | Should -BeGreaterThan 1
        $run.Progress[0].StatusDescription | Should -BeExactly 'waiting 1 s: the API asked for it (HTTP 429); 0 done, 0 failed'
        $run.Progress[0].SecondsRemaining | Should -Be -1
        $run.Progress[-1].RecordType | Should -Be 'Completed'
        $run.Verbose[-1] | Should -BeLike '1 asked: 1 succeeded; 2 requests, *; waited * s for Retry-After*'
        $summary = $run.Written[-1]
        $summary.RetryAfterSec | Should -BeGreaterThan 1
        $summary.RetryAfterSec | Should -BeLessOrEqual $summary.DurationSec
    }
}
