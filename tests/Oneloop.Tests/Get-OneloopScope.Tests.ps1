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

Describe 'Get-OneloopScope' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'lists the scopes of a workspace, with every field typed' {
        $scopes = Get-OneloopScope ws_northwind
        $scopes.Representation | Should -Be 'chat', 'models', 'billing'
        $scopes[0].PSObject.TypeNames[0] | Should -Be 'Oneloop.Scope'
        $scopes[0].WorkspaceId, $scopes[0].ScopeId, $scopes[0].Name, $scopes[0].Description | Should -Be 'ws_northwind', 'scope_chat', 'Chat', 'Conversations and their messages'
        $scopes[1].Description | Should -Be $null
        $scopes[0].CreatedAt | Should -Be ([datetimeoffset] '2025-01-02T09:10:00Z').LocalDateTime
        (Get-StandInRequest $standIn).Path | Should -Be '/api/v1/workspace/ws_northwind/scopes'
    }

    It 'takes workspaces from the pipeline' {
        (Get-OneloopWorkspace ws_lumen, ws_northwind | Get-OneloopScope).Representation | Should -Be 'search', 'chat', 'models', 'billing'
    }

    It 'takes the default workspace of the connection, and says what is missing without one' {
        { Get-OneloopScope } | Should -Throw 'No workspace is named*' -ErrorId 'Oneloop.MissingParameter,*'
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_northwind -PassThru
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        (Get-OneloopScope -Connection $connection)[0].WorkspaceId | Should -Be 'ws_northwind'
    }

    It 'shows a table of 80 columns, <Name> too' -ForEach @(
        @{ Name = 'of a copy'; Through = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) } }
        @{ Name = 'of the object'; Through = { $_ } }
    ) {
        $lines = (Get-OneloopScope ws_northwind | ForEach-Object $Through | Out-String -Width 80) -replace '\e\[[\d;]*m' -split '\r?\n' -ne ''
        $lines[0] | Should -Match '^ScopeId +Representation +Name +Description *$'
        $lines[2] | Should -Match '^scope_chat +chat +Chat +Conversations and their messages *$'
    }

    It 'reports a workspace that does not exist, and goes on' {
        $found = 'ws_none', 'ws_lumen' | ForEach-Object { [pscustomobject] @{ WorkspaceId = $_ } } | Get-OneloopScope -ErrorAction SilentlyContinue -ErrorVariable failed
        $found.Representation | Should -Be 'search'
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.GetOneloopScopeCommand'
        $failed[0].TargetObject.WorkspaceId | Should -Be 'ws_none'
    }

    It 'retries what may pass' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getWorkspaceScopes -Answer @{ status = 503 } -ThenOrdinary
        (Get-OneloopScope ws_northwind).Count | Should -Be 3
    }
}
