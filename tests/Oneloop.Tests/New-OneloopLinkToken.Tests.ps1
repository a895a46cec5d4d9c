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

Describe 'New-OneloopLinkToken' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'creates a token, which is a SecureString that works' {
        $token = New-OneloopLinkToken ws_northwind customer_1001 -ExternalBillingId b
        $token.PSObject.TypeNames[0] | Should -Be 'Oneloop.LinkToken'
        $token.Token | Should -BeOfType securestring
        $token.WorkspaceId, $token.CustomerId | Should -Be 'ws_northwind', 'customer_1001'
        $token.ExpiresAt | Should -BeOfType long
        $test = $token | Test-OneloopLinkToken
        $test.IsValid, $test.ExternalBillingId, $test.ExpiresAt | Should -Be $true, 'b', $token.ExpiresAt
        (Get-StandInRequest $standIn)[0].Body | Should -BeExactly '{"customerId":"customer_1001","workspaceId":"ws_northwind","externalBillingId":"b"}'
    }

    It 'takes API keys from the pipeline, for their customers' {
        (Get-OneloopApiKey ws_lumen | New-OneloopLinkToken).CustomerId | Should -Be (Get-OneloopApiKey ws_lumen).CustomerId
    }

    It 'shows the token nowhere' {
        $script:made = $null
        $text = Get-VisibleText {
            New-OneloopLinkToken ws_northwind customer_1001 -Verbose -Debug | Tee-Object -Variable made
            $script:made = $made.Where({ $_ -is [Oneloop.LinkToken] })
        }
        $token = [System.Net.NetworkCredential]::new('', $made[0].Token).Password
        $token | Should -Match '^link_\w{20}'
        $text | Should -Match 'customer_1001'
        $text | Should -Not -Match $token.Substring(6, 10)
    }

    It 'with -AsPlainText shows it in no view and no CLIXML' {
        $token = New-OneloopLinkToken ws_northwind customer_1001 -AsPlainText
        $token.Token | Should -BeOfType string
        $shown = @($token | Out-String; $token | Format-List | Out-String; $token | Format-Wide | Out-String; "$token"; [System.Management.Automation.PSSerializer]::Serialize($token)) -join ''
        $shown | Should -Match 'customer_1001'
        $shown | Should -Not -Match $token.Token.Substring(6, 10)
    }

    It 'takes the default workspace of the connection, and says what is missing without one' {
        { New-OneloopLinkToken -CustomerId c } | Should -Throw 'No workspace is named*' -ErrorId 'Oneloop.MissingParameter,*'
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_northwind -PassThru
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        (New-OneloopLinkToken -CustomerId c -Connection $connection).WorkspaceId | Should -Be 'ws_northwind'
    }

    It 'does not repeat a change that may have been made, and says how to look: <Fault>' -ForEach @(
        @{ Fault = 'a 500'; Answer = @{ status = 500; carriesOut = $true }; Category = 'ResourceUnavailable'; Made = $true }
        @{ Fault = 'a 408'; Answer = @{ status = 408 }; Category = 'LimitsExceeded'; Made = $false }
        @{ Fault = 'no response'; Answer = @{ abort = 'beforeHeaders' }; Category = 'ConnectionError'; Made = $true }
        @{ Fault = 'a response that cannot be read'; Answer = @{ body = '{}' }; Category = 'InvalidResult'; Made = $false }
    ) {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation generateLinkToken -Answer $Answer
        New-OneloopLinkToken ws_northwind customer_1001 -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.OutcomeUnknown,Oneloop.Commands.NewOneloopLinkTokenCommand'
        $failed[0].CategoryInfo.Category | Should -Be $Category
        "$($failed[0])" | Should -Match "^Failed for link token of customer 'customer_1001' in workspace 'ws_northwind': .* It is not known whether the change was made\.$"
        $failed[0].ErrorDetails.RecommendedAction | Should -BeExactly 'A token may have been created. The API shows it nowhere: repeat the command to get another.'
        @(Get-StandInRequest $standIn | Where-Object Method -NE GET) | Should -HaveCount 1
        $failed[0].TargetObject.CustomerId | Should -Be 'customer_1001'
    }

    It 'repeats a change that was certainly not made' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation generateLinkToken -Answer @{ status = 429; headers = @{ 'Retry-After' = '0' } } -ThenOrdinary
        New-OneloopLinkToken ws_northwind customer_1001 | Should -HaveCount 1
        @(Get-StandInRequest $standIn) | Should -HaveCount 2
    }

    It 'sends nothing with -WhatIf' {
        New-OneloopLinkToken ws_northwind customer_1001 -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }
}
