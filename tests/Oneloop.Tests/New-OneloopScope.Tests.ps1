BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0 -MaximumRetryCount 1
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'New-OneloopScope' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'creates a scope' {
        $scope = New-OneloopScope ws_lumen index -Name Index -Description 'The index itself'
        $scope.PSObject.TypeNames[0] | Should -Be 'Oneloop.Scope'
        $scope.WorkspaceId, $scope.Representation, $scope.Name, $scope.Description | Should -Be 'ws_lumen', 'index', 'Index', 'The index itself'
        (Get-StandInRequest $standIn).Body | Should -BeExactly '{"name":"Index","representation":"index","description":"The index itself"}'
        (Get-OneloopScope ws_lumen).ScopeId | Should -Contain $scope.ScopeId
    }

    It 'copies the scopes of another workspace, without a description where there is none' {
        $copies = Get-OneloopScope ws_northwind | New-OneloopScope -WorkspaceId ws_lumen
        $copies.Representation | Should -Be 'chat', 'models', 'billing'
        $copies[1].Description | Should -Be $null
    }

    It 'reports one that exists as Conflict' {
        New-OneloopScope ws_lumen search -Name Search -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.Conflict,Oneloop.Commands.NewOneloopScopeCommand'
        ($failed[0].TargetObject | Get-OneloopScope).Representation | Should -Be 'search'
    }

    It 'takes the default workspace of the connection, and says what is missing without one' {
        { New-OneloopScope -Representation x -Name X } | Should -Throw 'No workspace is named*' -ErrorId 'Oneloop.MissingParameter,*'
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_northwind -PassThru
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        (New-OneloopScope -Representation x -Name X -Connection $connection).WorkspaceId | Should -Be 'ws_northwind'
    }

    It 'does not repeat a change that may have been made, and says how to look: <Fault>' -ForEach @(
        @{ Fault = 'a 500'; Answer = @{ status = 500; carriesOut = $true }; Category = 'ResourceUnavailable'; Made = $true }
        @{ Fault = 'a 408'; Answer = @{ status = 408 }; Category = 'LimitsExceeded'; Made = $false }
        @{ Fault = 'no response'; Answer = @{ abort = 'beforeHeaders' }; Category = 'ConnectionError'; Made = $true }
        @{ Fault = 'a response that cannot be read'; Answer = @{ body = '{}' }; Category = 'InvalidResult'; Made = $false }
    ) {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation createWorkspaceScopes -Answer $Answer
        New-OneloopScope ws_lumen index -Name Index -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.OutcomeUnknown,Oneloop.Commands.NewOneloopScopeCommand'
        $failed[0].CategoryInfo.Category | Should -Be $Category
        "$($failed[0])" | Should -Match "^Failed for scope 'index' in workspace 'ws_lumen': .* It is not known whether the change was made\.$"
        $failed[0].ErrorDetails.RecommendedAction | Should -BeExactly "Check whether the change was made before you repeat the command: Get-OneloopScope 'ws_lumen' | Where-Object Representation -EQ 'index'"
        @(Get-StandInRequest $standIn | Where-Object Method -NE GET) | Should -HaveCount 1
        @($failed[0].TargetObject | Get-OneloopScope | Where-Object Representation -EQ index).Count | Should -Be ([int] $Made)
    }

    It 'repeats a change that was certainly not made' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation createWorkspaceScopes -Answer @{ status = 429; headers = @{ 'Retry-After' = '0' } } -ThenOrdinary
        New-OneloopScope ws_lumen index -Name Index | Should -HaveCount 1
        @(Get-StandInRequest $standIn) | Should -HaveCount 2
    }

    It 'sends nothing with -WhatIf' {
        New-OneloopScope ws_lumen index -Name Index -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }
}
