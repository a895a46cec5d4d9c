BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Set-OneloopWorkspace' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'changes what is given, and sends the others as they are' {
        $workspace = Set-OneloopWorkspace ws_northwind -DefaultExpiration 86400
        $workspace.PSObject.TypeNames[0] | Should -Be 'Oneloop.Workspace'
        $workspace.DefaultExpiration, $workspace.DefaultKeyPrefix, $workspace.DefaultRateLimitPerSecond | Should -Be 86400, 'nw', 50
        (Get-StandInRequest $standIn).Method | Should -Be GET, PATCH
        (Get-StandInRequest $standIn)[1].Body | Should -BeExactly '{"defaultKeyPrefix":"nw","defaultAllowedIPs":["203.0.113.0/24"],"defaultRateLimitPerSecond":50,"defaultExpiration":86400}'
    }

    It 'takes a default away by $null' {
        $null = Set-OneloopWorkspace ws_northwind -DefaultKeyPrefix $null -DefaultRateLimitPerSecond $null -DefaultAllowedIPs $null
        (Get-StandInRequest $standIn)[1].Body | Should -BeExactly '{"defaultKeyPrefix":null,"defaultAllowedIPs":[],"defaultRateLimitPerSecond":null,"defaultExpiration":null}'
    }

    It 'reads nothing if all four are given' {
        $null = Set-OneloopWorkspace ws_lumen -DefaultKeyPrefix lu -DefaultAllowedIPs 192.0.2.1, 192.0.2.2 -DefaultRateLimitPerSecond 5 -DefaultExpiration 60
        (Get-StandInRequest $standIn).Method | Should -Be PATCH
        $now = Get-OneloopWorkspace ws_lumen
        $now.DefaultKeyPrefix, "$($now.DefaultAllowedIPs)", $now.DefaultRateLimitPerSecond, $now.DefaultExpiration | Should -Be 'lu', '192.0.2.1 192.0.2.2', 5, 60
    }

    It 'takes workspaces from the pipeline, and not their settings' {
        $all = Get-OneloopWorkspace ws_northwind, ws_lumen | Set-OneloopWorkspace -DefaultExpiration 60
        $all.WorkspaceId | Should -Be 'ws_northwind', 'ws_lumen'
        $all.DefaultKeyPrefix | Should -Be 'nw', $null
    }

    It 'changes nothing if it cannot read' {
        $set = Set-OneloopWorkspace ws_none -DefaultExpiration 60 -ErrorAction SilentlyContinue -ErrorVariable failed
        $set | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.SetOneloopWorkspaceCommand'
        $failed[0].TargetObject.WorkspaceId | Should -Be 'ws_none'
        (Get-StandInRequest $standIn).Method | Should -Be GET
    }

    It 'says so if nothing is to be changed, and refuses numbers below 1' {
        { Set-OneloopWorkspace ws_northwind } | Should -Throw 'Nothing is to be changed*' -ErrorId 'Oneloop.MissingParameter,*'
        { Set-OneloopWorkspace ws_northwind -DefaultExpiration 0 } | Should -Throw '*is not a whole number of 1 to*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'takes the default workspace of the connection, and says what is missing without one' {
        { Set-OneloopWorkspace -DefaultExpiration 60 } | Should -Throw 'No workspace is named*' -ErrorId 'Oneloop.MissingParameter,*'
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_northwind -PassThru
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        (Set-OneloopWorkspace -DefaultExpiration 60 -Connection $connection).WorkspaceId | Should -Be 'ws_northwind'
    }

    It 'is repeated where the server may have acted, since it sets what it sets' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation updateWorkspace -Answer @{ status = 503; carriesOut = $true } -ThenOrdinary
        (Set-OneloopWorkspace ws_northwind -DefaultExpiration 60).DefaultExpiration | Should -Be 60
        (Get-StandInRequest $standIn).Method | Should -Be GET, PATCH, PATCH
    }

    It 'sends nothing with -WhatIf, and reads nothing either' {
        Set-OneloopWorkspace ws_northwind -DefaultExpiration 60 -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }
}
