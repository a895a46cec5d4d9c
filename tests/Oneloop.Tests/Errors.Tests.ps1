BeforeDiscovery {
    $refused = '{"error":{"code":77,"message":"no such thing"}}'
    # Each is an answer that the stand-in is told to give, and what has to come of it.
    $script:faults = @(
        @{ Fault = '400'; Answer = @{ status = 400; body = $refused }
            Id = 'BadRequest'; Category = 'InvalidArgument'; Status = 400; Code = '77'
            Says = 'The API rejected the request as invalid (HTTP 400, API code 77: no such thing; 1 attempt).' }
        @{ Fault = '403'; Answer = @{ status = 403; body = $refused }
            Id = 'Forbidden'; Category = 'PermissionDenied'; Status = 403; Code = '77'
            Says = 'The token is not allowed to do this (HTTP 403, API code 77: no such thing; 1 attempt).' }
        @{ Fault = 'a missing field'; Answer = @{ body = '{"billing":{"id":"a","totalCredits":"1","usedCredits":"1","allowOverages":true,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}}' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "Unexpected response: billing.spendCap is missing (HTTP 200; 1 attempt)." }
        @{ Fault = 'letters for digits'; With = @{ usedCredits = 'many' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "Unexpected response: billing.usedCredits is `"many`", expected a string of digits (HTTP 200; 1 attempt)." }
        @{ Fault = '29 digits'; With = @{ totalCredits = '12345678901234567890123456789' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "Unexpected response: billing.totalCredits is `"12345678901234567890123456789`", expected a number of at most 28 digits (HTTP 200; 1 attempt)." }
        @{ Fault = '40 digits'; With = @{ usedCredits = '1234567890123456789012345678901234567890' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "Unexpected response: billing.usedCredits is `"1234567890123456789012345678901234567890`", expected a number of at most 28 digits (HTTP 200; 1 attempt)." }
        @{ Fault = 'an unparsable timestamp'; With = @{ updatedAt = 'last week' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "Unexpected response: billing.updatedAt is `"last week`", expected an ISO 8601 timestamp with its offset from UTC, such as 2026-01-31T09:30:00Z (HTTP 200; 1 attempt)." }
        @{ Fault = 'truncated JSON'; Answer = @{ body = '{"billing":{"id":"cbm_1","totalCre' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "Unexpected response: the response is not JSON: it breaks at line 1, byte 35 (HTTP 200; 1 attempt)." }
        @{ Fault = 'an empty body'; Answer = @{ body = '' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "Unexpected response: the response is empty (HTTP 200; 1 attempt)." }
        @{ Fault = 'HTML instead of JSON'; Answer = @{ body = '<!doctype html><title>Sign in</title>'; contentType = 'text/html' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "Unexpected response: the response is not JSON (text/html): it breaks at line 1, byte 1 (HTTP 200; 1 attempt)." }
        @{ Fault = 'a 302'; Answer = @{ status = 302; headers = @{ Location = 'https://login.example.com/start?next=1' } }
            Id = 'UnexpectedStatus'; Category = 'InvalidResult'; Status = 302
            Says = 'The API redirects to https://login.example.com, which is not followed (HTTP 302; 1 attempt).' }
        @{ Fault = 'a 404'; Answer = @{ status = 404; body = 'not found' }
            Id = 'NotFound'; Category = 'ObjectNotFound'; Status = 404
            Says = 'The API does not find it (HTTP 404; 1 attempt).' }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:keyBefore = $env:ONELOOP_KEY
    $env:ONELOOP_KEY = $null
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0

    function Get-Customer([string[]] $ExternalMeterId) {
        $ExternalMeterId | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = $_ } }
    }

    # A loopback port that nothing listens on.
    function Get-ClosedPort {
        $listener = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start()
        $listener.LocalEndpoint.Port
        $listener.Stop()
    }
}

AfterAll {
    $env:ONELOOP_KEY = $keyBefore
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'The error for <Fault>' -ForEach $faults {
    BeforeAll {
        Clear-StandIn $standIn
        $answer = if ($With) { @{ body = Get-BillingBody -With $With } } else { $Answer }
        Add-StandInScript $standIn 'faulty' $answer
        $script:billing = Get-Customer before, faulty, after |
            Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures
        $script:failures = $failures
    }

    It 'is one record: id, category and target' {
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeExactly "Oneloop.$Id,Oneloop.Commands.GetOneloopCustomerBillingCommand"
        $failures[0].CategoryInfo.Category | Should -Be $Category
        $failures[0].TargetObject | Should -BeOfType Oneloop.CustomerReference
        $failures[0].TargetObject.WorkspaceId | Should -BeExactly 'ws_bulk'
        $failures[0].TargetObject.ExternalMeterId | Should -BeExactly 'faulty'
    }

    It 'says what happened and what to do' {
        "$($failures[0])" | Should -BeExactly "Failed for meter 'faulty' in workspace 'ws_bulk': $Says"
        $failures[0].Exception.Message | Should -BeExactly "$($failures[0])"
        $failures[0].Exception.StatusCode | Should -Be $Status
        $failures[0].Exception.ApiCode | Should -Be $Code
        $failures[0].Exception.Tries | Should -Be 1
        $failures[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'lets the next customer be answered, and this one be asked for again' {
        $billing.ExternalMeterId | Should -Be 'before', 'after'
        Clear-StandIn $standIn
        ($failures.TargetObject | Get-OneloopCustomerBilling).ExternalMeterId | Should -Be 'faulty'
    }
}

Describe 'Errors' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'for a customer without billing: BillingNotFound, and the next is answered' {
        Add-StandInScript $standIn 'none' @{ body = '{"billing":null}' }
        $billing = Get-Customer before, none, after | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures
        $billing.ExternalMeterId | Should -Be 'before', 'after'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Oneloop.BillingNotFound,*'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failures[0].TargetObject.ExternalMeterId | Should -Be 'none'
        "$($failures[0])" | Should -BeExactly "No billing is set up for meter 'none' in workspace 'ws_bulk' (HTTP 200)."
    }

    It 'for a 401: Unauthorized ends the pipeline, after what came before it' {
        Add-StandInScript $standIn 'refused' @{ status = 401; body = '{"error":{"code":4011,"message":"The API key is not valid"}}' }
        $written = [System.Collections.Generic.List[string]]::new()
        $e = {
            Get-Customer (@('before', 'refused') + (1..200 | ForEach-Object { "after$_" })) | Get-OneloopCustomerBilling -ThrottleLimit 2 |
                ForEach-Object { $written.Add($_.ExternalMeterId) }
        } | Should -Throw -PassThru
        $e.FullyQualifiedErrorId | Should -BeExactly 'Oneloop.Unauthorized,Oneloop.Commands.GetOneloopCustomerBillingCommand'
        $e.CategoryInfo.Category | Should -Be 'AuthenticationError'
        $e.TargetObject.ExternalMeterId | Should -Be 'refused'
        "$e" | Should -BeExactly 'The API does not accept the token (HTTP 401, API code 4011: The API key is not valid; 1 attempt).' -Because 'no customer is at fault'
        $written | Should -Be 'before'
        (Get-StandInRequest $standIn).Count | Should -BeLessThan 50 -Because 'the rest is not asked for'
    }

    It 'for no connection: NotConnected ends the pipeline before anything is sent' {
        $powershell = [powershell]::Create()
        try {
            $output = $powershell.AddScript("Import-Module '$(Get-ModulePath)'").AddStatement().AddScript(@'
try { 'a', 'b' | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'w'; ExternalMeterId = $_ } } | Get-OneloopCustomerBilling; 'went on' }
catch { "$($_.FullyQualifiedErrorId) $($_.CategoryInfo.Category) [$($_.TargetObject)] $($_.ErrorDetails.RecommendedAction)" }
'@).Invoke()
        } finally {
            $powershell.Dispose()
        }
        $output | Should -BeExactly (
            'Oneloop.NotConnected,Oneloop.Commands.GetOneloopCustomerBillingCommand InvalidOperation [] ' +
            'Run Connect-Oneloop first, or set the environment variable ONELOOP_KEY.')
    }

    It 'for a refused connection, with -OutageTimeoutSec 0: ConnectionFailed, each customer with its own record' {
        $port = Get-ClosedPort
        $closed = Connect-Oneloop -Token x -BaseUri "http://127.0.0.1:$port" -MaximumRetryCount 2 -RetryIntervalSec 0 -OutageTimeoutSec 0 -PassThru
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0
        Get-Customer one, two | Get-OneloopCustomerBilling -Connection $closed -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures | Should -HaveCount 2
        $failures.TargetObject.ExternalMeterId | Should -Be 'one', 'two'
        $failures.FullyQualifiedErrorId | Should -BeLike 'Oneloop.ConnectionFailed,*'
        $failures.CategoryInfo.Category | Should -Be 'ConnectionError', 'ConnectionError'
        "$($failures[0])" | Should -BeLike "Failed for meter 'one' in workspace 'ws_bulk': No connection to 127.0.0.1:${port}: * (3 attempts)."
        $failures[0].Exception.StatusCode | Should -Be $null
        # The same customers, through a connection that works.
        ($failures.TargetObject | Get-OneloopCustomerBilling).ExternalMeterId | Should -Be 'one', 'two'
    }

    It 'for an answer that takes longer than -TimeoutSec: Timeout' {
        Add-StandInScript $standIn 'slow' @{ delayMs = 60000 }
        $hasty = Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -TimeoutSec 1 -MaximumRetryCount 1 -RetryIntervalSec 0 -PassThru
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0
        $billing = Get-Customer slow, after | Get-OneloopCustomerBilling -Connection $hasty -ErrorAction SilentlyContinue -ErrorVariable failures
        $billing.ExternalMeterId | Should -Be 'after'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Oneloop.Timeout,*'
        $failures[0].CategoryInfo.Category | Should -Be 'OperationTimeout'
        $failures[0].TargetObject.ExternalMeterId | Should -Be 'slow'
        "$($failures[0])" | Should -BeExactly "Failed for meter 'slow' in workspace 'ws_bulk': No complete response within 1 s (2 attempts)."
    }

    It 'for <Fault>, at each try: <Id> with the tries and the last cause' -ForEach @(
        # Without patience: a 429 uses up no attempts with it.
        @{ Fault = '429'; Answer = @{ status = 429 }; Id = 'Throttled'; Category = 'LimitsExceeded'; Says = 'The API received too many requests (HTTP 429; 3 attempts).' }
        @{ Fault = '408'; Answer = @{ status = 408 }; Id = 'Throttled'; Category = 'LimitsExceeded'; Says = 'The API timed out waiting for the request (HTTP 408; 3 attempts).' }
        @{ Fault = '500'; Answer = @{ status = 500 }; Id = 'ServerError'; Category = 'ResourceUnavailable'; Says = 'The API failed (HTTP 500; 3 attempts).' }
        @{ Fault = '503'; Answer = @{ status = 503; body = '{"error":{"code":5,"message":"down"}}' }; Id = 'ServerError'; Category = 'ResourceUnavailable'; Says = 'The API failed (HTTP 503, API code 5: down; 3 attempts).' }
        @{ Fault = 'a reset'; Answer = @{ abort = 'beforeHeaders' }; Id = 'ConnectionFailed'; Category = 'ConnectionError'; Says = '127.0.0.1:* (3 attempts).' }
        @{ Fault = 'an answer that breaks off'; Answer = @{ truncate = $true }; Id = 'ConnectionFailed'; Category = 'ConnectionError'; Says = '127.0.0.1:* closed the connection before the response was complete (3 attempts).' }
    ) {
        Add-StandInScript $standIn 'faulty' $Answer
        $retrying = Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -MaximumRetryCount 2 -RetryIntervalSec 0 -OutageTimeoutSec 0 -PassThru
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0
        $billing = Get-Customer faulty, after | Get-OneloopCustomerBilling -Connection $retrying -ErrorAction SilentlyContinue -ErrorVariable failures
        $billing.ExternalMeterId | Should -Be 'after'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike "Oneloop.$Id,*"
        $failures[0].CategoryInfo.Category | Should -Be $Category
        $failures[0].TargetObject.ExternalMeterId | Should -Be 'faulty'
        $failures[0].Exception.Tries | Should -Be 3
        $failures[0].ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        "$($failures[0])" | Should -BeLike "Failed for meter 'faulty' in workspace 'ws_bulk': $Says"
        (Get-StandInRequest $standIn | Where-Object externalMeterId -EQ 'faulty').Count | Should -Be 3
    }

    It 'for a 429 at each try: Throttled when no customer has been answered for -OutageTimeoutSec, and it uses up no retries' {
        Add-StandInScript $standIn 'faulty' @{ status = 429 }
        $patient = Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -MaximumRetryCount 0 -OutageTimeoutSec 1 -PassThru
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0
        $billing = Get-Customer faulty, after | Get-OneloopCustomerBilling -Connection $patient -ErrorAction SilentlyContinue -ErrorVariable failures
        $billing.ExternalMeterId | Should -Be 'after'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'Oneloop.Throttled,*'
        $failures[0].CategoryInfo.Category | Should -Be 'LimitsExceeded'
        $failures[0].TargetObject.ExternalMeterId | Should -Be 'faulty'
        $failures[0].Exception.Tries | Should -BeGreaterThan 1
        $failures[0].Exception.Tries | Should -Be (Get-StandInRequest $standIn | Where-Object externalMeterId -EQ 'faulty').Count
    }

    It 'are none where a later try is answered' {
        Add-StandInScript $standIn 'faulty' @{ status = 503 }, @{ abort = 'inBody' } -ThenOrdinary
        $retrying = Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -RetryIntervalSec 0 -PassThru
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0
        $billing = Get-Customer faulty | Get-OneloopCustomerBilling -Connection $retrying -ErrorVariable failures
        $billing.ExternalMeterId | Should -Be 'faulty'
        $failures | Should -BeNullOrEmpty
    }

    It 'stop the pipeline at the first with -ErrorAction Stop, and can be caught by type' {
        Add-StandInScript $standIn 'faulty' @{ status = 400 }
        $caught = try { Get-Customer faulty, after | Get-OneloopCustomerBilling -ErrorAction Stop } catch [Oneloop.OneloopRequestException] { $_ }
        $caught.FullyQualifiedErrorId | Should -BeLike 'Oneloop.BadRequest,*'
        $caught.Exception.StatusCode | Should -Be 400
    }

    It 'show control characters of an id or of the API as such no more' {
        Add-StandInScript $standIn "red`e[31m" @{ status = 403; body = '{"error":{"code":1,"message":"blue\u001b[34m\r\nnext"}}' }
        $null = Get-Customer "red`e[31m" | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures
        "$($failures[0])" | Should -Not -Match '[\x00-\x1F]'
        $failures[0].TargetObject.ExternalMeterId | Should -BeExactly "red`e[31m"
    }

    It 'of an id with white space at an end say so: <Answer> for "<WorkspaceId>", "<ExternalMeterId>"' -ForEach @(
        @{ Answer = 'no billing'; Script = @{ body = '{"billing":null}' }; WorkspaceId = 'ws_bulk'; ExternalMeterId = 'padded '
            Says = "No billing is set up for meter 'padded ' in workspace 'ws_bulk' (HTTP 200). ExternalMeterId ends with white space." }
        @{ Answer = '400'; Script = @{ status = 400 }; WorkspaceId = ' ws_bulk'; ExternalMeterId = " padded`t"
            Says = '*1 attempt). WorkspaceId begins with white space. ExternalMeterId begins and ends with white space.' }
        @{ Answer = '403'; Script = @{ status = 403 }; WorkspaceId = 'ws_bulk '; ExternalMeterId = 'padded'; Says = '*1 attempt). WorkspaceId ends with white space.' }
        @{ Answer = '404'; Script = @{ status = 404 }; WorkspaceId = 'ws_bulk'; ExternalMeterId = "`u{A0}padded"; Says = '*1 attempt). ExternalMeterId begins with white space.' }
        @{ Answer = '500'; Script = @{ status = 500 }; WorkspaceId = 'ws_bulk'; ExternalMeterId = 'padded '; Says = '*1 attempt).' }
        @{ Answer = '400'; Script = @{ status = 400 }; WorkspaceId = 'ws bulk'; ExternalMeterId = 'not padded'; Says = '*1 attempt).' }
    ) {
        Add-StandInScript $standIn $ExternalMeterId $Script
        Get-OneloopCustomerBilling $WorkspaceId $ExternalMeterId -ErrorAction SilentlyContinue -ErrorVariable failures
        "$failures" | Should -BeLike $Says
        $failures.TargetObject.ExternalMeterId | Should -BeExactly $ExternalMeterId
        (Get-StandInRequest $standIn).externalMeterId | Should -BeExactly $ExternalMeterId -Because 'it is sent as it is'
    }

    It 'of a service that is down recommend a command that works when it is pasted' {
        $Error.Clear()
        Get-Item "$TestDrive/nowhere" -ErrorAction SilentlyContinue
        { Get-OneloopCustomerBilling -ExternalMeterId none } | Should -Throw
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0 -OutageTimeoutSec 1
        $null = Get-OneloopCustomerBilling ws_bulk first
        Edit-StandIn $standIn outage @{ afterRequests = 0; answer = @{ status = 503 } }
        try {
            1..15 | Get-OneloopCustomerBilling ws_bulk -ErrorAction SilentlyContinue
        } finally {
            Edit-StandIn $standIn outage $null
        }
        "$($Error[0])" | Should -BeLike "Failed for meter '15' in workspace 'ws_bulk': Not sent: *"
        $Error[0].FullyQualifiedErrorId | Should -BeLike 'Oneloop.ServiceUnavailable,*'
        $advice, $command = $Error[0].ErrorDetails.RecommendedAction -split ': ', 2
        $advice | Should -BeExactly 'When the service is back, ask again for those that failed'
        $billing = & ([scriptblock]::Create($command))
        $billing.ExternalMeterId | Sort-Object { [int] $_ } | Should -Be (1..15)
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0
    }
}

Describe 'A service that has never responded on this connection' {
    BeforeAll {
        # A script on 5,000 rows in a new process for each -ErrorAction: its output, what it prints, and how long the command takes. At
        # once, since each waits for its retries.
        $command = @"
Import-Module '$(Get-ModulePath)'
Connect-Oneloop x -BaseUri http://127.0.0.1:$(Get-ClosedPort)
`$clock = [System.Diagnostics.Stopwatch]::StartNew()
1..5000 | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "m`$_" } } | Get-OneloopCustomerBilling {0}
"SECONDS `$([int] `$clock.Elapsed.TotalSeconds)"
"COUNT `$(`$Error.Count)"
"@
        $support = "$PSScriptRoot/Support/TestSupport.psm1"
        $script:runs = '', ' SilentlyContinue', ' Continue' | ForEach-Object -Parallel {
            Import-Module $using:support
            $fresh = Invoke-FreshPowerShell ($using:command).Replace('{0}', $(if ($_) { "-ErrorAction$_" }))
            $output = $fresh.Output -split '\r?\n'
            [pscustomobject]@{
                ErrorAction = $_
                Lines       = @($fresh.Output, $fresh.Error -split '\r?\n' -ne '')
                Count       = $output -like 'COUNT *'
                Seconds     = [int] ($output -match '^SECONDS ' -replace '\D')[0]
            }
        }
    }

    AfterEach {
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0
    }

    It 'is one error for 5,000 rows, after the retries of the first: a refused port' {
        $port = Get-ClosedPort
        Connect-Oneloop -Token x -BaseUri "http://127.0.0.1:$port" -MaximumRetryCount 2 -RetryIntervalSec 0
        $Error.Clear()
        $e = { 1..5000 | Get-OneloopCustomerBilling ws_bulk -SummaryVariable script:summary } | Should -Throw -PassThru
        $e.FullyQualifiedErrorId | Should -BeExactly 'Oneloop.ConnectionFailed,Oneloop.Commands.GetOneloopCustomerBillingCommand'
        $e.CategoryInfo.Category | Should -Be 'ConnectionError'
        $e.TargetObject.ExternalMeterId | Should -BeExactly '1'
        "$e" | Should -BeLike "Failed for meter '1' in workspace 'ws_bulk': No connection to 127.0.0.1:${port}: * (3 attempts). The service has not responded on this connection yet, so the command ends."
        $e.ErrorDetails.RecommendedAction | Should -BeExactly 'Check -BaseUri, the network and the proxy, then try again.'
        $Error | Should -HaveCount 1
        $summary.SucceededCount, "$($summary.FailedById)" | Should -Be 0, 'Oneloop.ConnectionFailed 1'
        $summary.TotalCount | Should -BeLessThan 1000 -Because 'the rest is not asked for'
    }

    It 'is one error, at once: a host name that does not exist' {
        try { $null = [System.Net.Dns]::GetHostAddresses('no-such-host.invalid') } catch [System.Net.Sockets.SocketException] { $answer = $_.Exception.SocketErrorCode }
        if ($answer -ne 'HostNotFound') { Set-ItResult -Skipped -Because "no name server says that a host does not exist, but $answer" }
        Connect-Oneloop -Token x -BaseUri 'https://no-such-host.invalid'
        $Error.Clear()
        $e = { 1..5000 | Get-OneloopCustomerBilling ws_bulk } | Should -Throw -PassThru
        $e.FullyQualifiedErrorId | Should -BeExactly 'Oneloop.ConnectionFailed,Oneloop.Commands.GetOneloopCustomerBillingCommand'
        $e.CategoryInfo.Category | Should -Be 'ConnectionError'
        $e.TargetObject.ExternalMeterId | Should -BeExactly '1'
        "$e" | Should -BeExactly "Failed for meter '1' in workspace 'ws_bulk': There is no host named no-such-host.invalid (1 attempt). The service has not responded on this connection yet, so the command ends."
        $e.ErrorDetails.RecommendedAction | Should -BeExactly 'Check the host name in -BaseUri.'
        $Error | Should -HaveCount 1
    }

    It 'is ten errors, and nothing is sent after them: a gateway that says that the service is down' {
        Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -MaximumRetryCount 1 -RetryIntervalSec 0
        Edit-StandIn $standIn outage @{ afterRequests = 0; answer = @{ status = 503 } }
        try {
            Clear-StandIn $standIn
            $Error.Clear()
            $e = { 1..5000 | Get-OneloopCustomerBilling ws_bulk -ThrottleLimit 4 -ErrorAction SilentlyContinue } | Should -Throw -PassThru
            $sent = @(Get-StandInRequest $standIn).Count
            $e.FullyQualifiedErrorId | Should -BeExactly 'Oneloop.ServerError,Oneloop.Commands.GetOneloopCustomerBillingCommand'
            $e.CategoryInfo.Category | Should -Be 'ResourceUnavailable'
            $e.TargetObject.ExternalMeterId | Should -BeExactly '10'
            "$e" | Should -BeExactly "Failed for meter '10' in workspace 'ws_bulk': The API failed (HTTP 503; 2 attempts). The service has not responded on this connection yet, so the command ends."
            $Error | Should -HaveCount 10
            $sent | Should -BeLessThan 200
            @(Get-StandInRequest $standIn).Count | Should -Be $sent -Because 'nothing goes on after the end'
        } finally {
            Edit-StandIn $standIn outage $null
        }
    }

    It 'prints at most 20 lines within 10 s with the default settings, whatever -ErrorAction<_>' -ForEach '', ' SilentlyContinue', ' Continue' {
        $run = $runs | Where-Object ErrorAction -EQ $_
        $run.Count | Should -BeExactly 'COUNT 1'
        $run.Lines.Count | Should -BeLessOrEqual 20
        # Retries take up to 7 s, at random; the rest is for a busy machine.
        $run.Seconds | Should -BeLessThan 20
    }

    It 'is an error of one row when a gateway has no response for it alone, even if it is the first' {
        Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -MaximumRetryCount 0 -OutageTimeoutSec 60
        Add-StandInScript $standIn 'faulty' @{ status = 502 }
        $billing = Get-Customer (@('faulty') + 1..50) | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures
        $billing | Should -HaveCount 50
        $failures.TargetObject.ExternalMeterId | Should -Be 'faulty'
        # It is in doubt for two seconds if another is answered first.
        "$failures" | Should -BeLike "Failed for meter 'faulty' in workspace 'ws_bulk': The API failed (HTTP 502; * attempt*)."
    }

    It 'is an error of one row when others are answered, and after that the others go on' {
        Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -MaximumRetryCount 1 -RetryIntervalSec 0
        $null = Get-OneloopCustomerBilling ws_bulk first
        Add-StandInScript $standIn 'faulty' @{ status = 503 }
        $billing = Get-Customer faulty, after | Get-OneloopCustomerBilling -ThrottleLimit 2 -ErrorAction SilentlyContinue -ErrorVariable failures
        $billing.ExternalMeterId | Should -Be 'after'
        $failures.TargetObject.ExternalMeterId | Should -Be 'faulty'
        "$failures" | Should -BeLike '*attempts).'
    }
}

Describe 'Where no connection comes about' {
    BeforeAll {
        $script:secure = Open-StandIn -CertificatePath (Join-Path $TestDrive 'self-signed.pem') -ProxyUser 'user:pa55'
        $script:ends = 'The service has not responded on this connection yet, so the command ends.'
        # Connects with all its retries, and gives the one error record of one customer.
        function Get-Failure([hashtable] $Connection) {
            $unreachable = Connect-Oneloop -Token x @Connection -RetryIntervalSec 0 -PassThru
            Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0
            $Error.Clear()
            $failure = { Get-Customer one | Get-OneloopCustomerBilling -Connection $unreachable } | Should -Throw -PassThru
            $Error | Should -HaveCount 1
            $failure.FullyQualifiedErrorId | Should -BeExactly 'Oneloop.ConnectionFailed,Oneloop.Commands.GetOneloopCustomerBillingCommand'
            $failure.CategoryInfo.Category | Should -Be 'ConnectionError'
            $failure.TargetObject.ExternalMeterId | Should -BeExactly 'one'
            $failure
        }
    }

    AfterAll {
        Close-StandIn $secure
    }

    It 'for a certificate that is <Kind>: it says so after one try, and what to do' -ForEach @(
        @{ Kind = 'SelfSigned'; Says = 'is not trusted: it is self-signed'; Do = 'If it is not from a CA of your organisation, check -BaseUri and the network. If it is, trust that CA: *ca.crt*' }
        @{ Kind = 'OwnAuthority'; Says = 'is not trusted: this machine does not know its issuer, Stand-in Authority'; Do = '*trust that CA: *' }
        @{ Kind = 'Expired'; Says = "expired on $([datetime]::UtcNow.AddDays(-1).ToString('yyyy-MM-dd')) and is not trusted: it is self-signed"; Do = "Check this machine's clock. *" }
        @{ Kind = 'OtherName'; Says = 'is issued for other.example.com, `*.example.org, not for localhost and is not trusted: it is self-signed'; Do = 'Check the host name in -BaseUri: *' }
    ) {
        $server = $Kind -eq 'SelfSigned' ? $secure : (Open-StandIn -CertificatePath (Join-Path $TestDrive "$Kind.pem") -CertificateKind $Kind)
        try {
            Clear-StandIn $server
            $failure = Get-Failure @{ BaseUri = $server.SecureBaseUri }
            "$failure" | Should -BeLike "Failed for meter 'one' in workspace 'ws_bulk': The certificate of localhost $Says (1 attempt). $ends"
            $failure.ErrorDetails.RecommendedAction | Should -BeLike $Do
            $failure.Exception.Tries | Should -Be 1
            Get-StandInRequest $server | Should -BeNullOrEmpty
        } finally {
            if ($server -ne $secure) { Close-StandIn $server }
        }
    }

    It 'for a host name that does not exist: it says so after one try' {
        try { $null = [System.Net.Dns]::GetHostAddresses('no-such-host.invalid') } catch [System.Net.Sockets.SocketException] { $answer = $_.Exception.SocketErrorCode }
        if ($answer -ne 'HostNotFound') { Set-ItResult -Skipped -Because "no name server says that a host does not exist, but $answer" }
        $failure = Get-Failure @{ BaseUri = 'https://no-such-host.invalid' }
        "$failure" | Should -BeExactly "Failed for meter 'one' in workspace 'ws_bulk': There is no host named no-such-host.invalid (1 attempt). $ends"
        $failure.ErrorDetails.RecommendedAction | Should -BeExactly 'Check the host name in -BaseUri.'
    }

    It 'for a dead proxy: it is blamed itself, after all tries' {
        $port = Get-ClosedPort
        $failure = Get-Failure @{ BaseUri = 'https://prod.oneloop.ai'; Proxy = "http://127.0.0.1:$port"; MaximumRetryCount = 2 }
        "$failure" | Should -BeLike "Failed for meter 'one' in workspace 'ws_bulk': No connection to the proxy http://127.0.0.1:${port}: * (3 attempts). $ends"
        "$failure" | Should -Not -Match 'prod.oneloop.ai'
        $failure.ErrorDetails.RecommendedAction | Should -BeExactly "Check the proxy's address: -Proxy of Connect-Oneloop or, without it, HTTPS_PROXY or the system's settings."
    }

    It 'for a proxy that <What> over <Scheme>: it says so after one try, and how to give the credential' -ForEach @(
        @{ Scheme = 'https'; What = 'asks for a user name and password'; Credential = $null }
        @{ Scheme = 'http'; What = 'asks for a user name and password'; Credential = $null }
        @{ Scheme = 'https'; What = 'does not accept the user name and password'; Credential = 'wrong-one' }
        @{ Scheme = 'http'; What = 'does not accept the user name and password'; Credential = 'wrong-one' }
    ) {
        $connection = @{ BaseUri = $Scheme -eq 'https' ? $secure.SecureBaseUri : $secure.BaseUri; Proxy = $secure.ProxyUri }
        if ($Credential) { $connection.ProxyCredential = [pscredential]::new('user', [System.Net.NetworkCredential]::new('', $Credential).SecurePassword) }
        $failure = Get-Failure $connection
        $proxy = "http://$($secure.ProxyUri.Authority)"
        "$failure" | Should -BeExactly "Failed for meter 'one' in workspace 'ws_bulk': The proxy $proxy $What (HTTP 407; 1 attempt). $ends"
        $failure.Exception.StatusCode | Should -Be 407
        $failure.ErrorDetails.RecommendedAction | Should -BeExactly "Connect again with the proxy's user name and password: -Proxy $proxy -ProxyCredential (Get-Credential)"
    }

    It 'for a proxy that lets nothing through to the API: it says so after one try' {
        # The stand-in's proxy leads to this machine only: nothing leaves it.
        $credential = [pscredential]::new('user', [System.Net.NetworkCredential]::new('', 'pa55').SecurePassword)
        $failure = Get-Failure @{ BaseUri = 'https://prod.oneloop.ai'; Proxy = $secure.ProxyUri; ProxyCredential = $credential }
        "$failure" | Should -BeExactly "Failed for meter 'one' in workspace 'ws_bulk': The proxy http://$($secure.ProxyUri.Authority) opened no connection to prod.oneloop.ai:443 (HTTP 403; 1 attempt). $ends"
        $failure.ErrorDetails.RecommendedAction | Should -BeExactly 'Have the proxy let this address through, or connect again with another -Proxy.'
    }

    It 'for many customers, with -OutageTimeoutSec 0: after ten, the rest is not tried, and the advice is that of the cause' {
        $untrusted = Connect-Oneloop -Token x -BaseUri $secure.SecureBaseUri -OutageTimeoutSec 0 -PassThru
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0
        Get-Customer (1..40 | ForEach-Object { "m$_" }) | Get-OneloopCustomerBilling -Connection $untrusted -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures | Should -HaveCount 40
        $failures[-1].FullyQualifiedErrorId | Should -BeLike 'Oneloop.ServiceUnavailable,*'
        "$($failures[-1])" | Should -Match 'The certificate of localhost is not trusted: it is self-signed'
        $failures[-1].ErrorDetails.RecommendedAction | Should -BeLike '*trust that CA: *'
    }
}
