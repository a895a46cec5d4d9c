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

Describe 'Reset-OneloopApiKey' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'gives a key that works in place of the one before' {
        $key = Reset-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false
        $key.PSObject.TypeNames[0] | Should -Be 'Oneloop.ApiKeyWithSecret'
        $key.Key | Should -BeOfType securestring
        $key | Test-OneloopApiKey -Quiet | Should -BeTrue
        Test-OneloopApiKey nw_standin_chat_production -Quiet | Should -BeFalse
        (Get-StandInRequest $standIn)[0].Path | Should -Be '/api/v1/workspace/ws_northwind/api-key/ak_nw_1001/rotate'
    }

    It 'rotates the keys that the pipeline names, one at a time' {
        $keys = Get-OneloopApiKey ws_lumen | Reset-OneloopApiKey -Confirm:$false -AsPlainText
        $keys.ApiKeyId | Should -Be 'ak_lu_01', 'ak_lu_02', 'ak_lu_03', 'ak_lu_04'
        $keys.Key | Select-Object -Unique | Should -HaveCount 4
        Get-OneloopApiKey ws_lumen | Reset-OneloopApiKey -Confirm:$false | Select-Object -First 1 | Should -HaveCount 1
        @(Get-StandInRequest $standIn | Where-Object Operation -EQ rotateApiKey) | Should -HaveCount 5
    }

    It 'asks before it rotates' {
        [System.Management.Automation.CommandMetadata]::new((Get-Command Reset-OneloopApiKey)).ConfirmImpact | Should -Be High
    }

    It 'shows the key nowhere' {
        $script:made = $null
        $text = Get-VisibleText {
            Reset-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false -Verbose -Debug | Tee-Object -Variable made
            $script:made = $made.Where({ $_ -is [Oneloop.ApiKey] })
        }
        $key = [System.Net.NetworkCredential]::new('', $made[0].Key).Password
        $key | Should -Match '^nw_\w{20}'
        $text | Should -Match 'ak_nw_1001'
        $text | Should -Not -Match $key.Substring(4, 10)
    }

    It 'takes the default workspace of the connection, and says what is missing without one' {
        { Reset-OneloopApiKey -ApiKeyId ak_nw_1001 -Confirm:$false } | Should -Throw 'No workspace is named*' -ErrorId 'Oneloop.MissingParameter,*'
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_northwind -PassThru
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        (Reset-OneloopApiKey -ApiKeyId ak_nw_1001 -Confirm:$false -Connection $connection).WorkspaceId | Should -Be 'ws_northwind'
    }

    It 'does not repeat a change that may have been made, and says how to look: <Fault>' -ForEach @(
        @{ Fault = 'a 500'; Answer = @{ status = 500; carriesOut = $true }; Category = 'ResourceUnavailable'; Made = $true }
        @{ Fault = 'a 408'; Answer = @{ status = 408 }; Category = 'LimitsExceeded'; Made = $false }
        @{ Fault = 'no response'; Answer = @{ abort = 'beforeHeaders' }; Category = 'ConnectionError'; Made = $true }
        @{ Fault = 'a response that cannot be read'; Answer = @{ body = '{}' }; Category = 'InvalidResult'; Made = $false }
    ) {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation rotateApiKey -Answer $Answer
        Reset-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.OutcomeUnknown,Oneloop.Commands.ResetOneloopApiKeyCommand'
        $failed[0].CategoryInfo.Category | Should -Be $Category
        "$($failed[0])" | Should -Match "^Failed for API key 'ak_nw_1001' in workspace 'ws_northwind': .* It is not known whether the change was made\.$"
        $failed[0].ErrorDetails.RecommendedAction | Should -BeExactly "If it was rotated, only another Reset-OneloopApiKey gives a key that you know. Check whether the change was made before you repeat the command: Get-OneloopApiKey 'ws_northwind' 'ak_nw_1001' | Select-Object MaskedKey, UpdatedAt"
        @(Get-StandInRequest $standIn | Where-Object Method -NE GET) | Should -HaveCount 1
        (($failed[0].TargetObject | Get-OneloopApiKey).MaskedKey -ne 'nw_****tion') | Should -Be $Made
    }

    It 'repeats a change that was certainly not made' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation rotateApiKey -Answer @{ status = 429; headers = @{ 'Retry-After' = '0' } } -ThenOrdinary
        Reset-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false | Should -HaveCount 1
        @(Get-StandInRequest $standIn) | Should -HaveCount 2
    }

    It 'sends nothing with -WhatIf' {
        Reset-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }
}
