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

Describe 'Set-OneloopApiKey' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'changes what is given, and sends nothing else' {
        $key = Set-OneloopApiKey ws_northwind ak_nw_1004 -Enabled $true
        $key.PSObject.TypeNames[0] | Should -Be 'Oneloop.ApiKey'
        $key.Enabled, $key.Name, "$($key.Scopes)" | Should -Be $true, 'Paused', 'chat:r'
        $null = Set-OneloopApiKey ws_northwind ak_nw_1004 -Name Resumed
        $null = Set-OneloopApiKey ws_northwind ak_nw_1004 -Scope @()
        (Get-StandInRequest $standIn).Body | Should -Be '{"enabled":true}', '{"name":"Resumed"}', '{"scopes":[]}'
        (Get-StandInRequest $standIn)[0].Method | Should -Be PATCH
        $now = Get-OneloopApiKey ws_northwind ak_nw_1004
        $now.Name, $now.Enabled, $now.Scopes.Count | Should -Be 'Resumed', $true, 0
    }

    It 'takes keys from the pipeline, and not their names' {
        $keys = Get-OneloopApiKey ws_lumen | Set-OneloopApiKey -Enabled $false
        $keys.Enabled | Should -Be $false, $false, $false, $false
        (Get-StandInRequest $standIn | Where-Object Method -EQ PATCH).Body | Select-Object -Unique | Should -Be '{"enabled":false}'
    }

    It 'takes the scopes that Export-Csv wrote, and refuses what is none' {
        $before = Get-OneloopApiKey ws_northwind ak_nw_1001
        "$($before.Scopes)" | Should -Be 'chat:crud models:r'
        Clear-StandIn $standIn
        $row = $before | ConvertTo-Csv | ConvertFrom-Csv
        "$((Set-OneloopApiKey $row.WorkspaceId $row.ApiKeyId -Scope $row.Scopes).Scopes)" | Should -Be 'chat:crud models:r'
        $sent = ((Get-StandInRequest $standIn).Body | ConvertFrom-Json).scopes
        $sent.representation | Should -Be 'chat', 'models'
        { Set-OneloopApiKey ws_northwind ak_nw_1001 -Scope 'chat:crud models:x' } | Should -Throw "*'models:x' is not a scope*"
        "$((Set-OneloopApiKey ws_northwind ak_nw_1001 -Scope 'two words:r').Scopes)" | Should -Be 'two words:r'
    }

    It 'refuses a name that is none' {
        { Set-OneloopApiKey ws_northwind ak_nw_1001 -Name ' ' } | Should -Throw '*The name is blank*'
        { Set-OneloopApiKey ws_northwind ak_nw_1001 -Name $null } | Should -Throw "*parameter 'Name'. The argument is null*"
        { Set-OneloopApiKey ws_northwind ak_nw_1001 -Name "a$([char] 0xD800)" } | Should -Throw '*half a surrogate pair*'
    }

    It 'says so if nothing is to be changed' {
        { Set-OneloopApiKey ws_northwind ak_nw_1001 } | Should -Throw 'Nothing is to be changed: -Name, -Enabled and -Scope are missing.' -ErrorId 'Oneloop.MissingParameter,*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'takes the default workspace of the connection, and says what is missing without one' {
        { Set-OneloopApiKey -ApiKeyId ak_nw_1001 -Enabled $true } | Should -Throw 'No workspace is named*' -ErrorId 'Oneloop.MissingParameter,*'
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_northwind -PassThru
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        (Set-OneloopApiKey -ApiKeyId ak_nw_1001 -Enabled $true -Connection $connection).WorkspaceId | Should -Be 'ws_northwind'
    }

    It 'is repeated where the server may have acted, since it sets what it sets' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation editApiKey -Answer @{ status = 503; carriesOut = $true } -ThenOrdinary
        (Set-OneloopApiKey ws_northwind ak_nw_1001 -Name again).Name | Should -Be again
        @(Get-StandInRequest $standIn) | Should -HaveCount 2
    }

    It 'sends nothing with -WhatIf' {
        Set-OneloopApiKey ws_northwind ak_nw_1001 -Name x -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'reports a deleted key with the key as target' {
        Set-OneloopApiKey ws_northwind ak_nw_1006 -Name x -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.SetOneloopApiKeyCommand'
        ($failed[0].TargetObject | Get-OneloopApiKey).Deleted | Should -BeTrue
    }
}
