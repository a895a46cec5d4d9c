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

Describe 'Remove-OneloopApiKey' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'deletes a key, which stays in the list as deleted, and writes nothing' {
        Remove-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false | Should -BeNullOrEmpty
        (Get-StandInRequest $standIn).Method | Should -Be DELETE
        (Get-OneloopApiKey ws_northwind).ApiKeyId | Should -Not -Contain ak_nw_1001
        (Get-OneloopApiKey ws_northwind ak_nw_1001).Deleted | Should -BeTrue
    }

    It 'writes the deleted key with -PassThru' {
        $key = Get-OneloopApiKey ws_lumen ak_lu_02 | Remove-OneloopApiKey -PassThru -Confirm:$false
        $key.WorkspaceId, $key.ApiKeyId, $key.Deleted | Should -Be 'ws_lumen', 'ak_lu_02', $true
    }

    It 'asks before it removes, and sends nothing without an answer' {
        $result = Invoke-FreshPowerShell "Import-Module '$(Get-ModulePath)'; Connect-Oneloop test-token -BaseUri $($standIn.BaseUri); Remove-OneloopApiKey ws_northwind ak_nw_1001"
        $result.Output + $result.Error | Should -Match 'NonInteractive|Confirm'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
        [System.Management.Automation.CommandMetadata]::new((Get-Command Remove-OneloopApiKey)).ConfirmImpact | Should -Be High
    }

    It 'takes the default workspace of the connection, and says what is missing without one' {
        { Remove-OneloopApiKey -ApiKeyId ak_nw_1005 -Confirm:$false -PassThru } | Should -Throw 'No workspace is named*' -ErrorId 'Oneloop.MissingParameter,*'
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_northwind -PassThru
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        (Remove-OneloopApiKey -ApiKeyId ak_nw_1005 -Confirm:$false -PassThru -Connection $connection).WorkspaceId | Should -Be 'ws_northwind'
    }

    It 'does not repeat a change that may have been made, and says how to look: <Fault>' -ForEach @(
        @{ Fault = 'a 500'; Answer = @{ status = 500; carriesOut = $true }; Category = 'ResourceUnavailable'; Made = $true }
        @{ Fault = 'a 408'; Answer = @{ status = 408 }; Category = 'LimitsExceeded'; Made = $false }
        @{ Fault = 'no response'; Answer = @{ abort = 'beforeHeaders' }; Category = 'ConnectionError'; Made = $true }
        @{ Fault = 'a response that cannot be read'; Answer = @{ body = '{}' }; Category = 'InvalidResult'; Made = $false }
    ) {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation deleteApiKey -Answer $Answer
        Remove-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false -PassThru -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.OutcomeUnknown,Oneloop.Commands.RemoveOneloopApiKeyCommand'
        $failed[0].CategoryInfo.Category | Should -Be $Category
        "$($failed[0])" | Should -Match "^Failed for API key 'ak_nw_1001' in workspace 'ws_northwind': .* It is not known whether the change was made\.$"
        $failed[0].ErrorDetails.RecommendedAction | Should -BeExactly "Check whether the change was made before you repeat the command: Get-OneloopApiKey 'ws_northwind' 'ak_nw_1001' | Select-Object ApiKeyId, Deleted"
        @(Get-StandInRequest $standIn | Where-Object Method -NE GET) | Should -HaveCount 1
        ($failed[0].TargetObject | Get-OneloopApiKey).Deleted | Should -Be $Made
    }

    It 'repeats a change that was certainly not made' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation deleteApiKey -Answer @{ status = 429; headers = @{ 'Retry-After' = '0' } } -ThenOrdinary
        Remove-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false -PassThru | Should -HaveCount 1
        @(Get-StandInRequest $standIn) | Should -HaveCount 2
    }

    It 'sends nothing with -WhatIf' {
        Remove-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false -PassThru -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'reports a key that was deleted before' {
        Remove-OneloopApiKey ws_northwind ak_nw_1006 -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.RemoveOneloopApiKeyCommand'
        $failed[0].TargetObject.ApiKeyId | Should -Be 'ak_nw_1006'
    }
}
