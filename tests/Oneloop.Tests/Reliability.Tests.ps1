BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn

    function Get-Customer([int] $Count) {
        1..$Count | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "m$_" } }
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

BeforeDiscovery {
    $script:places = @(
        @{ Place = 'connecting'; Answer = $null }
        @{ Place = 'waiting for headers'; Answer = @{ delayMs = 600000 } }
        @{ Place = 'in a dripping body'; Answer = @{ dripMs = 500 } }
        @{ Place = 'in a stalled body'; Answer = @{ stallMs = 600000 } }
        @{ Place = 'in a retry delay'; Answer = @{ status = 503; retryAfter = '100' } }
        @{ Place = 'in the gate of a 429'; Answer = @{ status = 429; retryAfter = '100' } }
        # It has answered before, then fails so often that it is down: more than the first eight requests are probes.
        @{ Place = 'in an outage'; First = '$null = Get-OneloopCustomerBilling ws_bulk first'; Answer = @{ status = 502 }; Sent = 9; Most = 25 }
    )
}

Describe 'When the service is not well' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'an outage of seconds in the middle of 500 customers is waited for: all are answered, in order, and none is written twice' {
        Connect-Oneloop x -BaseUri $standIn.BaseUri
        Edit-StandIn $standIn outage @{ afterRequests = 200; durationMs = 1000; answer = @{ status = 502 } }
        try {
            $lines = Get-Customer 500 | Get-OneloopCustomerBilling -ErrorVariable failures -SummaryVariable summary -Verbose 4>&1
        } finally {
            Edit-StandIn $standIn outage $null
        }
        $failures | Should -BeNullOrEmpty
        $billing = $lines | Where-Object { $_ -isnot [System.Management.Automation.VerboseRecord] }
        $billing.ExternalMeterId | Should -Be (Get-Customer 500).ExternalMeterId
        $lines -match 'the service does not respond; sent again when it does: The API failed \(HTTP 502; \d+ attempts?\)' | Should -Not -BeNullOrEmpty
        $summary.SucceededCount, $summary.FailedCount | Should -Be 500, 0
        $summary.OutageSec | Should -BeGreaterThan 1
        # What was in flight when it began has been sent again, and single probes; not each customer over and over.
        $summary.RequestCount | Should -BeLessThan 600
    }

    It 'an outage longer than -OutageTimeoutSec: each customer that is left has its record, and can be asked for again' {
        Connect-Oneloop x -BaseUri $standIn.BaseUri -MaximumRetryCount 1 -RetryIntervalSec 0 -OutageTimeoutSec 2
        Edit-StandIn $standIn outage @{ afterRequests = 200; answer = @{ status = 503 } }

        $billing = @(Get-Customer 500 | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures)

        $billing.Count | Should -Be 200
        $failures | Should -HaveCount 300
        $failures.TargetObject | Should -HaveCount 300
        $unavailable = $failures | Where-Object FullyQualifiedErrorId -Like 'Oneloop.ServiceUnavailable,*'
        $unavailable.Count | Should -BeGreaterThan 200
        $unavailable[0].CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        $unavailable[0].Exception.Tries | Should -Be 0
        $unavailable[0].ErrorDetails.RecommendedAction | Should -Match '\$Error\.Where\{.*TargetObject'
        "$($unavailable[0])" | Should -Match 'Not sent: the service has not responded for \d+ s\. Last error: The API failed \(HTTP 503; \d+ attempts?\)\.$'

        Edit-StandIn $standIn outage $null
        Clear-StandIn $standIn
        $rest = @($failures.TargetObject | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable none)

        $none | Should -BeNullOrEmpty
        ($billing + $rest).ExternalMeterId | Sort-Object -Unique | Should -HaveCount 500
        (Get-StandInRequest $standIn).Count | Should -Be 300 -Because 'each was asked for once'
    }

    It 'with -OutageTimeoutSec 0, an outage in the middle of 500 customers loses nothing and asks for nothing twice' {
        Connect-Oneloop x -BaseUri $standIn.BaseUri -MaximumRetryCount 1 -RetryIntervalSec 0 -OutageTimeoutSec 0
        Edit-StandIn $standIn outage @{ afterRequests = 200; answer = @{ status = 503 } }

        $billing = @(Get-Customer 500 | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures)

        $billing.Count + $failures.Count | Should -Be 500
        $billing.Count | Should -Be 200
        $ids = $failures.FullyQualifiedErrorId -replace ',.*' | Group-Object -AsHashTable
        $ids.Keys | Sort-Object | Should -Be 'Oneloop.ServerError', 'Oneloop.ServiceUnavailable'
        # Ten in a row, and those that were under way with them. An answer from before the outage that comes late, from any of the
        # eight under way, starts the count again.
        $ids['Oneloop.ServerError'].Count | Should -BeGreaterOrEqual 10
        $ids['Oneloop.ServerError'].Count | Should -BeLessOrEqual 98
        $unavailable = $failures | Where-Object FullyQualifiedErrorId -Like 'Oneloop.ServiceUnavailable,*'
        $unavailable[0].CategoryInfo.Category | Should -Be 'ResourceUnavailable'
        $unavailable[0].Exception.Tries | Should -Be 0
        $unavailable[0].ErrorDetails.RecommendedAction | Should -Match '\$Error\.Where\{.*TargetObject'
        "$($unavailable[0])" | Should -Match 'Not sent: the last 10 requests failed. Last error: The API failed \(HTTP 503; 2 attempts\)\. The next attempt is made in \d+ s at the earliest\.$'
        $sent = Get-StandInRequest $standIn | Group-Object externalMeterId -AsHashTable
        $unavailable.TargetObject.ExternalMeterId | Where-Object { $sent.ContainsKey($_) } | Should -BeNullOrEmpty

        # While it is down, another run knows after a few, and its failures can be asked for again like those of the first.
        $again = @($failures.TargetObject | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable stillFailing)
        $again | Should -BeNullOrEmpty
        $stillFailing | Should -HaveCount $failures.Count

        Edit-StandIn $standIn outage $null
        Clear-StandIn $standIn
        $rest = @($stillFailing.TargetObject | Get-OneloopCustomerBilling -ErrorVariable none)

        $none | Should -BeNullOrEmpty
        ($billing + $rest).ExternalMeterId | Sort-Object -Unique | Should -HaveCount 500
        $billing.Count + $rest.Count | Should -Be 500
        (Get-StandInRequest $standIn).Count | Should -Be $failures.Count -Because 'each was asked for once'
    }

    It 'faults at random cost nobody an answer, and none is written twice' {
        # Few customers, since a 429 that says nothing about the rate makes the run slow.
        Connect-Oneloop x -BaseUri $standIn.BaseUri -MaximumRetryCount 8 -RetryIntervalSec 0
        Edit-StandIn $standIn chaos @{ seed = 7; oneIn = 4; answers = @(@{ status = 503 }, @{ status = 429 }, @{ abort = 'beforeHeaders' }, @{ truncate = $true }) }
        try {
            $billing = Get-Customer 100 | Get-OneloopCustomerBilling -ThrottleLimit 16 -ErrorVariable failures
        } finally {
            Edit-StandIn $standIn chaos $null
        }
        $failures | Should -BeNullOrEmpty
        $billing.ExternalMeterId | Should -Be (Get-Customer 100).ExternalMeterId
        (Get-StandInRequest $standIn).Count | Should -BeGreaterThan 100
    }
}

Describe 'Verbose and debug' {
    BeforeEach {
        Clear-StandIn $standIn
        Connect-Oneloop x -BaseUri $standIn.BaseUri -RetryIntervalSec 0
    }

    It 'tell each request in the order of the input, before its result, and each wait when it begins' {
        Add-StandInScript $standIn 'm1' @{ delayMs = 200 }
        # Not 503, which is taken for a limit while others are answered.
        Add-StandInScript $standIn 'm2' @{ status = 500 } -ThenOrdinary
        $all = Get-Customer 4 | Get-OneloopCustomerBilling -Verbose 4>&1
        $told = $all | ForEach-Object {
            if ($_ -is [System.Management.Automation.VerboseRecord]) { "$_" -replace '\d+ ms', 'N ms' -replace 'requests.*', 'requests and more' } else { $_.ExternalMeterId }
        }
        $get = 'GET /api/v1/customer-billing for meter'
        # A wait is told when it begins, before the result of an earlier customer that takes longer.
        $told -notmatch '\bm2\b' | Should -Be @(
            "$get 'm1' in workspace 'ws_bulk': HTTP 200 in N ms (attempt 1)", 'm1'
            "$get 'm3' in workspace 'ws_bulk': HTTP 200 in N ms (attempt 1)", 'm3'
            "$get 'm4' in workspace 'ws_bulk': HTTP 200 in N ms (attempt 1)", 'm4'
            '4 asked: 4 succeeded; 5 requests and more')
        $told -match '\bm2\b' | Should -Be @(
            "$get 'm2' in workspace 'ws_bulk': HTTP 500 in N ms (attempt 1)"
            "meter 'm2' in workspace 'ws_bulk': waiting 0 s before retry 1 of 3: The API failed (HTTP 500; 1 attempt)."
            "$get 'm2' in workspace 'ws_bulk': HTTP 200 in N ms (attempt 2)", 'm2')
        $told -match '^m\d$' | Should -Be 'm1', 'm2', 'm3', 'm4'
    }

    It 'show headers with -Debug only, and the Authorization never' {
        $plain = Get-Customer 1 | Get-OneloopCustomerBilling -Verbose *>&1 | Out-String -Width 300
        $plain | Should -Not -Match 'User-Agent'
        $debug = Get-Customer 1 | Get-OneloopCustomerBilling -Debug *>&1 | Out-String -Width 300
        $debug | Should -Match '> Authorization: \(not shown\)'
        $debug | Should -Match "> User-Agent: Oneloop/[\d.]+ PowerShell/$($PSVersionTable.PSVersion.ToString().Split('-')[0]).* \(.+\)"
        $debug | Should -Match '< Content-Type: application/json'
        $debug | Should -Match 'HTTP 200 in \d+ ms'
    }

    It 'obey the preference variables' {
        $VerbosePreference = 'Continue'
        (Get-Customer 1 | Get-OneloopCustomerBilling 4>&1).Count | Should -Be 2
        (Get-Customer 1 | Get-OneloopCustomerBilling -Verbose:$false 4>&1).Count | Should -Be 1
    }
}

Describe 'Stopping' {
    BeforeAll {
        # How many requests have come when no more come. What was on its way when the run ended may still arrive, and no more. Only their
        # number is asked for: to read thousands of requests takes seconds.
        function Get-SettledCount {
            $after = -1
            foreach ($look in 1..50) {
                $before, $after = $after, (Invoke-RestMethod "$($standIn.BaseUri)_standin/requests/count").total
                if ($after -eq $before) { return $after }
                [System.Threading.Thread]::Sleep(50)
            }
            throw 'Requests go on coming after the run has ended.'
        }
    }

    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'ends at once <Place>, without an error record and without a request after it' -ForEach $places {
        if ($Answer) {
            1..20 | ForEach-Object { Add-StandInScript $standIn "m$_" $Answer }
            $baseUri = $standIn.BaseUri
        } else {
            # A listener whose queue is full: connecting to it neither succeeds nor fails.
            $listener = [System.Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
            $listener.Bind([System.Net.IPEndPoint]::new([ipaddress]::Loopback, 0))
            $listener.Listen(0)
            $waiting = 1..8 | ForEach-Object {
                $socket = [System.Net.Sockets.Socket]::new('InterNetwork', 'Stream', 'Tcp')
                $null = $socket.ConnectAsync($listener.LocalEndPoint)
                $socket
            }
            $baseUri = "http://$($listener.LocalEndPoint)"
        }
        $powershell = [powershell]::Create()
        try {
            $null = $powershell.AddScript(@"
Import-Module '$(Get-ModulePath)'
Connect-Oneloop x -BaseUri $baseUri
$($First)
'ready'
1..20 | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "m`$_" } } | Get-OneloopCustomerBilling
"@)
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $run = $powershell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]::new(), $output)
            Wait-Until { $output.Count -and (-not $Answer -or @(Get-StandInRequest $standIn | Where-Object externalMeterId -Like 'm*').Count -ge ($Sent ?? 1)) }

            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $powershell.Stop()
            $clock.Stop()

            $run.IsCompleted | Should -BeTrue
            # What it stops takes minutes. A second is what the module promises; the rest is for a busy machine.
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
            $powershell.Streams.Error | Should -BeNullOrEmpty
            Get-SettledCount | Should -BeLessOrEqual ($Most ?? 8) -Because 'so many are under way at once'
        } finally {
            $powershell.Dispose()
            if (-not $Answer) { $waiting + $listener | ForEach-Object Dispose }
        }
    }

    It 'fifty times with Select-Object -First 1 leaves nothing under way, with -ThrottleLimit <Limit>' -ForEach @{ Limit = 16; Most = 100 }, @{ Limit = 64; Most = 150 } {
        Connect-Oneloop x -BaseUri $standIn.BaseUri
        $customers = Get-Customer 200
        Edit-StandIn $standIn latency @{ ms = 2 }
        try {
            $slowest = 1..50 | ForEach-Object {
                $clock = [System.Diagnostics.Stopwatch]::StartNew()
                ($customers | Get-OneloopCustomerBilling -ThrottleLimit $limit | Select-Object -First 1).ExternalMeterId | Should -Be 'm1'
                $clock.Elapsed.TotalSeconds
            } | Measure-Object -Maximum | ForEach-Object Maximum
            $slowest | Should -BeLessThan 5
            Get-SettledCount | Should -BeLessThan (50 * $Most) -Because 'a run ends with its first answer'
        } finally {
            Edit-StandIn $standIn latency @{ ms = 0 }
        }
    }

    It 'twenty times at random moments ends at once and sends nothing after it, with -ThrottleLimit <_>' -ForEach 16, 64 {
        $limit = $_
        Edit-StandIn $standIn latency @{ ms = 3 }
        $random = [random]::new(4711)
        try {
            foreach ($i in 1..20) {
                $powershell = [powershell]::Create()
                try {
                    $null = $powershell.AddScript(@"
Import-Module '$(Get-ModulePath)'
Connect-Oneloop x -BaseUri $($standIn.BaseUri)
1..100000 | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "m`$_" } } | Get-OneloopCustomerBilling -ThrottleLimit $limit
"@)
                    $null = $powershell.BeginInvoke()
                    [System.Threading.Thread]::Sleep($random.Next(10, 150))
                    $clock = [System.Diagnostics.Stopwatch]::StartNew()
                    $powershell.Stop()
                    $clock.Elapsed.TotalSeconds | Should -BeLessThan 5
                    $powershell.Streams.Error | Should -BeNullOrEmpty
                } finally {
                    $powershell.Dispose()
                }
            }
            { Get-SettledCount } | Should -Not -Throw
        } finally {
            Edit-StandIn $standIn latency @{ ms = 0 }
        }
    }
}

Describe 'Over TLS' {
    BeforeAll {
        $script:certificate = Join-Path $TestDrive 'stand-in.pem'
        $script:secure = Open-StandIn -CertificatePath $certificate -ProxyUser 'user:pa55'
        # Where .NET takes trusted certificates from a file by this variable, a new process can be made to trust the stand-in.
        $script:trusting = Open-PowerShell -Environment @{ SSL_CERT_FILE = $certificate }
        $script:ask = 'try { (Get-OneloopCustomerBilling ws_bulk m).ExternalMeterId } catch { "$($_.FullyQualifiedErrorId -replace '',.*'') $_" }'

        function Get-Answer([string] $Connect) {
            (Invoke-OpenPowerShell $trusting "Import-Module '$(Get-ModulePath)'; $Connect; $ask").Output.Trim()
        }
    }

    AfterAll {
        Close-PowerShell $trusting
        Close-StandIn $secure
    }

    It 'names a certificate that is not trusted' {
        Connect-Oneloop x -BaseUri $secure.SecureBaseUri -MaximumRetryCount 0
        & ([scriptblock]::Create($ask)) |
            Should -BeLike "Oneloop.ConnectionFailed * The certificate of localhost is not trusted: it is self-signed (1 attempt). The service has not responded on this connection yet, so the command ends."
    }

    It 'speaks HTTP/2 where the server has it' -Skip:(-not $IsLinux) {
        Clear-StandIn $secure
        Get-Answer "Connect-Oneloop x -BaseUri $($secure.SecureBaseUri)" | Should -Be 'm'
        (Get-StandInRequest $secure).protocol | Should -Be 'HTTP/2'
    }

    It 'goes through a proxy with -ProxyCredential, which sees no token' -Skip:(-not $IsLinux) {
        Clear-StandIn $secure
        Get-Answer @"
`$credential = [pscredential]::new('user', [System.Net.NetworkCredential]::new('', 'pa55').SecurePassword)
Connect-Oneloop proxied-token -BaseUri $($secure.SecureBaseUri) -Proxy $($secure.ProxyUri) -ProxyCredential `$credential
"@ | Should -Be 'm'
        (Get-StandInRequest $secure).token | Should -Be 'proxied-token'
        $tunnel = Invoke-RestMethod "$($secure.BaseUri)_standin/proxy" | ForEach-Object { $_ } | Select-Object -Last 1
        $tunnel.method | Should -Be 'CONNECT'
        $tunnel.authorised | Should -BeTrue
        $tunnel.headerNames | Should -Not -Contain 'Authorization'
    }

    It 'names a proxy that refuses' -Skip:(-not $IsLinux) {
        Get-Answer "Connect-Oneloop x -BaseUri $($secure.SecureBaseUri) -Proxy $($secure.ProxyUri) -MaximumRetryCount 0" |
            Should -Match '^Oneloop.ConnectionFailed .*The proxy http://127.0.0.1:\d+ asks for a user name and password \(HTTP 407; 1 attempt\)'
    }
}
