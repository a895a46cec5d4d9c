BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    $script:keyBefore = $env:ONELOOP_KEY
    $env:ONELOOP_KEY = $null

    # Nothing listens there any more.
    function Get-DeadUri {
        $other = Open-StandIn
        Close-StandIn $other
        $other.BaseUri
    }

    function Connect-Test([string] $Token, [uri] $BaseUri = $standIn.BaseUri) {
        Connect-Oneloop -Token $Token -BaseUri $BaseUri -MaximumRetryCount 0
    }
}

AfterAll {
    $env:ONELOOP_KEY = $keyBefore
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Test-OneloopConnection' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'says that the service is there and the token accepted' {
        Connect-Test 'good-token'
        $test = Test-OneloopConnection
        $test.PSObject.TypeNames[0] | Should -Be 'Oneloop.ConnectionTest'
        $test.BaseUri | Should -Be $standIn.BaseUri
        $test.IsAvailable, $test.IsTokenAccepted, $test.CanListWorkspaces, $test.WorkspaceCount | Should -Be $true, $true, $true, 3
        $test.Milliseconds | Should -BeGreaterThan 0
        $test.Message | Should -BeNullOrEmpty
        @(Get-StandInRequest $standIn).Count | Should -Be 1
    }

    It 'says that a token is not accepted (401), without an error' {
        Connect-Test 'revoked-token'
        $test = Test-OneloopConnection -ErrorAction Stop
        $test.IsAvailable, $test.IsTokenAccepted | Should -Be $true, $false
        $test.CanListWorkspaces, $test.WorkspaceCount | Should -Be $null, $null
        $test.Message | Should -Match '401'
    }

    It 'says that a token is accepted that may not list workspaces (403)' {
        Connect-Test 'narrow-token'
        $test = Test-OneloopConnection
        $test.IsAvailable, $test.IsTokenAccepted, $test.CanListWorkspaces | Should -Be $true, $true, $false
        $test.WorkspaceCount | Should -BeNullOrEmpty
    }

    It 'says that <What> is no service, and does not guess at the token' -ForEach @(
        @{ What = 'a 503'; Answer = @{ status = 503 } }
        @{ What = 'a page of HTML'; Answer = @{ body = '<html>'; contentType = 'text/html' } }
        @{ What = 'a 404'; Answer = @{ status = 404 } }
        @{ What = 'a gateway that sends a 403 of its own'; Answer = @{ status = 403; body = '<html>Forbidden</html>'; contentType = 'text/html' } }
    ) {
        Connect-Test 'good-token'
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getWorkspace -Answer $Answer
        $test = Test-OneloopConnection -ErrorAction Stop
        $test.IsAvailable, $test.IsTokenAccepted | Should -Be $false, $null
        $test.Message | Should -Not -BeNullOrEmpty
    }

    It 'says that nothing listens there' {
        Connect-Test 'good-token' (Get-DeadUri)
        $test = Test-OneloopConnection -ErrorAction Stop
        $test.IsAvailable, $test.IsTokenAccepted | Should -Be $false, $null
        $test.Message | Should -Match '^No connection to '
    }

    It 'does not wait for a service that has answered before and is down' {
        $other = Open-StandIn
        try {
            Connect-Oneloop -Token 'good-token' -BaseUri $other.BaseUri -RetryIntervalSec 0
            $null = Get-OneloopCustomerBilling ws_bulk before
        } finally {
            Close-StandIn $other
        }
        foreach ($i in 1, 2) {
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $test = Test-OneloopConnection -ErrorAction Stop
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 10 -Because 'without that, it would wait for 5 minutes'
            $test.IsAvailable, $test.IsTokenAccepted | Should -Be $false, $null
            $test.Message | Should -Match '^No connection to .* \(4 attempts\)\.$'
        }
        Test-OneloopConnection -Quiet | Should -BeFalse
    }

    It 'with -Quiet writes <Expected> for <Token>' -ForEach @(
        @{ Token = 'good-token'; Expected = $true }
        @{ Token = 'narrow-token'; Expected = $true }
        @{ Token = 'revoked-token'; Expected = $false }
    ) {
        Connect-Test $Token
        Test-OneloopConnection -Quiet | Should -Be $Expected
        Test-OneloopConnection -Quiet | Should -BeOfType [bool]
    }

    It 'tests the connection that it is given' {
        Connect-Test 'revoked-token'
        $other = Connect-Oneloop -Token 'good-token' -BaseUri $standIn.BaseUri -PassThru
        Connect-Test 'revoked-token'
        Test-OneloopConnection -Connection $other -Quiet | Should -BeTrue
        Test-OneloopConnection -Quiet | Should -BeFalse
    }

    It 'fails as the others do without a connection' {
        Disconnect-Oneloop
        { Test-OneloopConnection } | Should -Throw -ErrorId 'Oneloop.NotConnected,Oneloop.Commands.TestOneloopConnectionCommand'
    }
}

Describe 'Connect-Oneloop -Verify' {
    BeforeEach {
        Disconnect-Oneloop
        Clear-StandIn $standIn
    }

    It 'connects if the token is accepted, and says so in -Verbose' {
        $verbose = Connect-Oneloop -Token 'good-token' -BaseUri $standIn.BaseUri -Verify -Verbose 4>&1
        (Get-OneloopConnection).BaseUri | Should -Be $standIn.BaseUri
        "$verbose" | Should -Match 'The token is accepted\. Workspaces that it may use: 3\.'
        @(Get-StandInRequest $standIn).Count | Should -Be 1
    }

    It 'connects with a token that may not list workspaces' {
        $connection = Connect-Oneloop -Token 'narrow-token' -BaseUri $standIn.BaseUri -Verify -PassThru
        $connection | Should -Not -BeNullOrEmpty
    }

    It 'fails if the token is not accepted, and keeps the connection before' {
        Connect-Oneloop -Token 'good-token' -BaseUri $standIn.BaseUri
        $before = Get-OneloopConnection
        { Connect-Oneloop -Token 'revoked-token' -BaseUri $standIn.BaseUri -Verify } |
            Should -Throw -ErrorId 'Oneloop.Unauthorized,Oneloop.Commands.ConnectOneloopCommand'
        [object]::ReferenceEquals((Get-OneloopConnection), $before) | Should -BeTrue
        Test-OneloopConnection -Quiet | Should -BeTrue
    }

    It 'fails if a gateway forbids it, which has seen no token' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getWorkspace -Answer @{ status = 403; body = '<html>Forbidden</html>'; contentType = 'text/html' }
        { Connect-Oneloop -Token 'good-token' -BaseUri $standIn.BaseUri -Verify } |
            Should -Throw -ErrorId 'Oneloop.Forbidden,Oneloop.Commands.ConnectOneloopCommand'
        Get-OneloopConnection | Should -BeNullOrEmpty
    }

    It 'fails if nothing listens there' {
        $failure = { Connect-Oneloop -Token 'good-token' -BaseUri (Get-DeadUri) -MaximumRetryCount 0 -Verify } |
            Should -Throw -ErrorId 'Oneloop.ConnectionFailed,Oneloop.Commands.ConnectOneloopCommand' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'ConnectionError'
        Get-OneloopConnection | Should -BeNullOrEmpty
    }

    It 'ends at once on Ctrl+C' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getWorkspace -Answer @{ delayMs = 60000 }
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$(Get-ModulePath)'; Connect-Oneloop -Token good-token -BaseUri $($standIn.BaseUri) -Verify")
        $running = $shell.BeginInvoke()
        Wait-Until { @(Get-StandInRequest $standIn).Count }
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $shell.Stop()
        { $shell.EndInvoke($running) } | Should -Throw
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $shell.Dispose()
    }
}
