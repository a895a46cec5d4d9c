BeforeDiscovery {
    $refused = '{"error":{"code":77,"message":"no such thing"}}'
    # Each is an answer that the stand-in is told to give, and what has to come of it.
    $script:faults = @(
        @{ Fault = '400'; Answer = @{ status = 400; body = $refused }
            Id = 'BadRequest'; Category = 'InvalidArgument'; Status = 400; Code = '77'
            Says = 'The API could not read the request (HTTP 400, API code 77: no such thing; 1 try).' }
        @{ Fault = '403'; Answer = @{ status = 403; body = $refused }
            Id = 'Forbidden'; Category = 'PermissionDenied'; Status = 403; Code = '77'
            Says = 'The token may not read this customer (HTTP 403, API code 77: no such thing; 1 try).' }
        @{ Fault = 'a missing field'; Answer = @{ body = '{"billing":{"id":"a","totalCredits":"1","usedCredits":"1","allowOverages":true,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}}' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "The API's answer is not what its contract says: billing lacks spendCap (HTTP 200; 1 try)." }
        @{ Fault = 'letters for digits'; With = @{ usedCredits = 'many' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "The API's answer is not what its contract says: billing.usedCredits is `"many`"; expected was a string of digits (HTTP 200; 1 try)." }
        @{ Fault = '29 digits'; With = @{ totalCredits = '12345678901234567890123456789' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "The API's answer is not what its contract says: billing.totalCredits is `"12345678901234567890123456789`"; expected was a number of at most 28 digits (HTTP 200; 1 try)." }
        @{ Fault = '40 digits'; With = @{ usedCredits = '1234567890123456789012345678901234567890' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "The API's answer is not what its contract says: billing.usedCredits is `"1234567890123456789012345678901234567890`"; expected was a number of at most 28 digits (HTTP 200; 1 try)." }
        @{ Fault = 'an unparsable timestamp'; With = @{ updatedAt = 'last week' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "The API's answer is not what its contract says: billing.updatedAt is `"last week`"; expected was an ISO 8601 timestamp with its offset from UTC, such as 2026-01-31T09:30:00Z (HTTP 200; 1 try)." }
        @{ Fault = 'truncated JSON'; Answer = @{ body = '{"billing":{"id":"cbm_1","totalCre' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "The API's answer is not what its contract says: the answer is not JSON: it breaks at line 1, byte 35 (HTTP 200; 1 try)." }
        @{ Fault = 'an empty body'; Answer = @{ body = '' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "The API's answer is not what its contract says: the answer is empty (HTTP 200; 1 try)." }
        @{ Fault = 'HTML instead of JSON'; Answer = @{ body = '<!doctype html><title>Sign in</title>'; contentType = 'text/html' }
            Id = 'InvalidResponse'; Category = 'InvalidResult'; Status = 200
            Says = "The API's answer is not what its contract says: the answer is not JSON (text/html): it breaks at line 1, byte 1 (HTTP 200; 1 try)." }
        @{ Fault = 'a 302'; Answer = @{ status = 302; headers = @{ Location = 'https://login.example.com/start?next=1' } }
            Id = 'UnexpectedStatus'; Category = 'InvalidResult'; Status = 302
            Says = 'The API redirects to https://login.example.com, which is not followed (HTTP 302; 1 try).' }
        @{ Fault = 'a 404'; Answer = @{ status = 404; body = 'not found' }
            Id = 'UnexpectedStatus'; Category = 'InvalidResult'; Status = 404
            Says = 'The API answered with a status that its contract does not name (HTTP 404; 1 try).' }
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
        "$e" | Should -BeExactly "Failed for meter 'refused' in workspace 'ws_bulk': The API does not accept the token (HTTP 401, API code 4011: The API key is not valid; 1 try)."
        $written | Should -Be 'before'
        (Get-StandInRequest $standIn).Count | Should -BeLessThan 50 -Because 'the rest is not asked for'
    }

    It 'for no connection: NotConnected ends the pipeline before anything is sent' {
        $fresh = Invoke-FreshPowerShell -Environment @{ ONELOOP_KEY = $null } @'
Import-Module $env:ONELOOP_TEST_MODULE
try { 'a', 'b' | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'w'; ExternalMeterId = $_ } } | Get-OneloopCustomerBilling; 'went on' }
catch { "$($_.FullyQualifiedErrorId) $($_.CategoryInfo.Category) [$($_.TargetObject)] $($_.ErrorDetails.RecommendedAction)" }
'@
        $fresh.Output.Trim() | Should -BeExactly (
            'Oneloop.NotConnected,Oneloop.Commands.GetOneloopCustomerBillingCommand InvalidOperation [] ' +
            'Run Connect-Oneloop first, or set the environment variable ONELOOP_KEY.')
    }

    It 'for a refused connection: ConnectionFailed, each customer with its own record' {
        $port = Get-ClosedPort
        $closed = Connect-Oneloop -Token x -BaseUri "http://127.0.0.1:$port" -MaximumRetryCount 2 -RetryIntervalSec 0 -PassThru
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0
        Get-Customer one, two | Get-OneloopCustomerBilling -Connection $closed -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures | Should -HaveCount 2
        $failures.TargetObject.ExternalMeterId | Should -Be 'one', 'two'
        $failures.FullyQualifiedErrorId | Should -BeLike 'Oneloop.ConnectionFailed,*'
        $failures.CategoryInfo.Category | Should -Be 'ConnectionError', 'ConnectionError'
        "$($failures[0])" | Should -BeLike "Failed for meter 'one' in workspace 'ws_bulk': No connection to 127.0.0.1:${port}: * (3 tries)."
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
        "$($failures[0])" | Should -BeExactly "Failed for meter 'slow' in workspace 'ws_bulk': No whole answer came within 1 s (2 tries)."
    }

    It 'for <Fault>, at each try: <Id> with the tries and the last cause' -ForEach @(
        @{ Fault = '429'; Answer = @{ status = 429 }; Id = 'Throttled'; Category = 'LimitsExceeded'; Says = 'The API gets too many requests (HTTP 429; 3 tries).' }
        @{ Fault = '408'; Answer = @{ status = 408 }; Id = 'Throttled'; Category = 'LimitsExceeded'; Says = 'The API waited too long for the request (HTTP 408; 3 tries).' }
        @{ Fault = '500'; Answer = @{ status = 500 }; Id = 'ServerError'; Category = 'ResourceUnavailable'; Says = 'The API failed (HTTP 500; 3 tries).' }
        @{ Fault = '503'; Answer = @{ status = 503; body = '{"error":{"code":5,"message":"down"}}' }; Id = 'ServerError'; Category = 'ResourceUnavailable'; Says = 'The API failed (HTTP 503, API code 5: down; 3 tries).' }
        @{ Fault = 'a reset'; Answer = @{ abort = 'beforeHeaders' }; Id = 'ConnectionFailed'; Category = 'ConnectionError'; Says = '127.0.0.1:* (3 tries).' }
        @{ Fault = 'an answer that breaks off'; Answer = @{ truncate = $true }; Id = 'ConnectionFailed'; Category = 'ConnectionError'; Says = '127.0.0.1:* broke the answer off (3 tries).' }
    ) {
        Add-StandInScript $standIn 'faulty' $Answer
        $retrying = Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -MaximumRetryCount 2 -RetryIntervalSec 0 -PassThru
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
            Says = '*1 try). WorkspaceId begins with white space. ExternalMeterId begins and ends with white space.' }
        @{ Answer = '403'; Script = @{ status = 403 }; WorkspaceId = 'ws_bulk '; ExternalMeterId = 'padded'; Says = '*1 try). WorkspaceId ends with white space.' }
        @{ Answer = '404'; Script = @{ status = 404 }; WorkspaceId = 'ws_bulk'; ExternalMeterId = "`u{A0}padded"; Says = '*1 try). ExternalMeterId begins with white space.' }
        @{ Answer = '500'; Script = @{ status = 500 }; WorkspaceId = 'ws_bulk'; ExternalMeterId = 'padded '; Says = '*1 try).' }
        @{ Answer = '400'; Script = @{ status = 400 }; WorkspaceId = 'ws bulk'; ExternalMeterId = 'not padded'; Says = '*1 try).' }
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
        Edit-StandIn $standIn outage @{ afterRequests = 0; answer = @{ status = 503 } }
        try {
            1..15 | Get-OneloopCustomerBilling ws_bulk -ThrottleLimit 1 -ErrorAction SilentlyContinue
        } finally {
            Edit-StandIn $standIn outage $null
        }
        $Error[0].FullyQualifiedErrorId | Should -BeLike 'Oneloop.ServiceUnavailable,*'
        $advice, $command = $Error[0].ErrorDetails.RecommendedAction -split ': ', 2
        $advice | Should -BeExactly 'When the service is back, ask again for those that failed'
        $billing = & ([scriptblock]::Create($command))
        $billing.ExternalMeterId | Sort-Object { [int] $_ } | Should -Be (1..15)
    }
}
