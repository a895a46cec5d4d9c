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

Describe 'Test-OneloopApiKey' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'writes the state of a key, with every field typed' {
        $test = Test-OneloopApiKey nw_standin_chat_production -Scope chat:r -RateLimitId minute -RateLimit 5
        $test.PSObject.TypeNames[0] | Should -Be 'Oneloop.ApiKeyVerification'
        $test.Status, $test.IsValid, $test.ApiKeyId, $test.CustomerId, $test.ExternalMeterId | Should -Be 'VALID', $true, 'ak_nw_1001', 'customer_1001', 'customer_1001----chat'
        "$($test.RequestedScopes)", "$($test.Scopes)", $test.RateLimitRemaining | Should -Be 'chat:r', 'chat:crud models:r', 4
        $billing = Get-OneloopCustomerBilling ws_northwind customer_1001----chat
        $test.BillingId, $test.TotalCredits, $test.UsedCredits | Should -Be $billing.Id, $billing.TotalCredits, $billing.UsedCredits
        $test.TotalCredits | Should -BeOfType decimal
        "$test" | Should -BeExactly "VALID: API key 'ak_nw_1001'"
    }

    It 'says <Status> of <Key>' -ForEach @(
        @{ Key = 'nw_standin_trial'; Status = 'EXPIRED' }
        @{ Key = 'nw_standin_paused'; Status = 'DISABLED' }
        @{ Key = 'nw_standin_left'; Status = 'DELETED' }
        @{ Key = 'no_such_key'; Status = 'INVALID' }
    ) {
        $test = Test-OneloopApiKey $Key
        $test.Status, $test.IsValid | Should -Be $Status, $false
        Test-OneloopApiKey $Key -Quiet | Should -BeFalse
    }

    It 'passes a status on that is not documented, which is not valid' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation verifyApiKey -Answer @{ body = '{"apiKeyId":"ak","expiresAt":null,"requestedScopes":[],"status":"SLEEPING","billing":null,"externalMeterId":null,"customerId":null,"scopes":[]}' }
        (Test-OneloopApiKey some_key).Status | Should -Be 'SLEEPING'
        Test-OneloopApiKey some_key -Quiet | Should -BeFalse
    }

    It 'takes the key as <Form>' -ForEach @(
        @{ Form = 'string'; Key = 'nw_standin_chat_production' }
        @{ Form = 'SecureString'; Key = [System.Net.NetworkCredential]::new('', 'nw_standin_chat_production').SecurePassword }
        @{ Form = 'PSCredential'; Key = [pscredential]::new('any', [System.Net.NetworkCredential]::new('', 'nw_standin_chat_production').SecurePassword) }
    ) {
        Test-OneloopApiKey $Key -Quiet | Should -BeTrue
        $Key | Test-OneloopApiKey -Quiet | Should -BeTrue
        [pscustomobject] @{ Key = $Key } | Test-OneloopApiKey -Quiet | Should -BeTrue
    }

    It 'refuses what is no key' {
        { Test-OneloopApiKey ' ' } | Should -Throw '*is blank*'
        { Test-OneloopApiKey 5 } | Should -Throw '*not a SecureString, a string or a PSCredential*'
        { Test-OneloopApiKey key -Usage 1.5 } | Should -Throw '*whole number*'
        { Test-OneloopApiKey key -Usage -1 } | Should -Throw '*whole number*'
        { Test-OneloopApiKey key -RateLimitId minute -RateLimit 1.5 } | Should -Throw "*'1.5' is not a whole number of 1 to 9223372036854775807*"
        { Test-OneloopApiKey "key$([char] 0xD800)" } | Should -Throw '*is blank, dots alone, or no text*'
        { Test-OneloopApiKey key -RateLimit 5 } | Should -Throw '*belong together*' -ErrorId 'Oneloop.MissingParameter,*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'records usage if asked to' {
        $before = (Get-OneloopCustomerBilling ws_northwind customer_1001----chat).UsedCredits
        $null = Test-OneloopApiKey nw_standin_chat_production -Usage 7.0 -UsageName chat -Route /chat
        (Get-StandInRequest $standIn)[-1].Body | Should -Match '"route":"/chat","billing":\{"usage":"7","usageName":"chat"\}'
        (Get-OneloopCustomerBilling ws_northwind customer_1001----chat).UsedCredits | Should -Be ($before + 7)
    }

    It 'sends nothing with -WhatIf' {
        Test-OneloopApiKey nw_standin_chat_production -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'does not repeat what may have recorded usage' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation verifyApiKey -Answer @{ status = 500 }
        Test-OneloopApiKey nw_standin_chat_production -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.OutcomeUnknown,Oneloop.Commands.TestOneloopApiKeyCommand'
        $failed[0].ErrorDetails.RecommendedAction | Should -Match 'verification may have been counted'
        $failed[0].TargetObject.KeyMask | Should -BeExactly '****tion'
        @(Get-StandInRequest $standIn | Where-Object Method -NE GET) | Should -HaveCount 1
    }

    It 'shows the key nowhere, although the server echoes it: <Fault>' -ForEach @(
        @{ Fault = 'none'; Answer = @{} }
        @{ Fault = 'a 403'; Answer = @{ status = 403; body = '{"error":{"code":9,"message":"the key canary_7f3b9ce21d_secret_0123 is not good"}}' } }
        @{ Fault = 'a 500'; Answer = @{ status = 500; body = 'canary_7f3b9ce21d_secret_0123'; headers = @{ Via = '1.1 canary_7f3b9ce21d_secret_0123' } } }
        @{ Fault = 'a quote'; Answer = @{ body = '{"apiKeyId":5,"status":"canary_7f3b9ce21d_secret_0123"}' } }
    ) {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation verifyApiKey -Answer $Answer
        $text = Get-VisibleText { Test-OneloopApiKey 'canary_7f3b9ce21d_secret_0123' -Verbose -Debug -ErrorAction Continue }
        $text | Should -Match 'POST /api/v1/api-key/verify'
        (Get-StandInRequest $standIn).Body | Should -Match 'canary_7f3b9ce21d_secret_0123'
        $text | Should -Not -Match '7f3b9ce21d'
    }

    It 'shows a table of 80 columns' {
        $lines = (Test-OneloopApiKey nw_standin_trial | Out-String -Width 80) -replace '\e\[[\d;]*m' -split '\r?\n' -ne ''
        $lines[0] | Should -Match '^Status +ApiKeyId +CustomerId +ExternalMeterId *$'
        $lines[2] | Should -Match '^EXPIRED +ak_nw_1005 +customer_1005 +customer_1005----embeddings *$'
    }
}
