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

Describe 'Test-OneloopLinkToken' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'says what the API says of a token' {
        $test = Test-OneloopLinkToken link_standin_northwind
        $test.PSObject.TypeNames[0] | Should -Be 'Oneloop.LinkTokenTest'
        $test.IsValid, $test.WorkspaceId, $test.CustomerId, $test.ExternalBillingId, $test.ExpiresAt | Should -Be $true, 'ws_northwind', 'customer_1001', 'customer_1001----chat', 4102444800000
        $expired = Test-OneloopLinkToken link_standin_expired
        $expired.IsValid, $expired.ExternalBillingId | Should -Be $false, $null
        Test-OneloopLinkToken link_standin_northwind -Quiet | Should -BeTrue
        Test-OneloopLinkToken link_standin_expired -Quiet | Should -BeFalse
    }

    It 'takes the token as <Form>' -ForEach @(
        @{ Form = 'string'; Token = 'link_standin_northwind' }
        @{ Form = 'SecureString'; Token = [System.Net.NetworkCredential]::new('', 'link_standin_northwind').SecurePassword }
        @{ Form = 'PSCredential'; Token = [pscredential]::new('any', [System.Net.NetworkCredential]::new('', 'link_standin_northwind').SecurePassword) }
    ) {
        Test-OneloopLinkToken $Token -Quiet | Should -BeTrue
        $Token | Test-OneloopLinkToken -Quiet | Should -BeTrue
        [pscustomobject] @{ Token = $Token } | Test-OneloopLinkToken -Quiet | Should -BeTrue
    }

    It 'refuses what is no token' {
        { Test-OneloopLinkToken ' ' } | Should -Throw '*is blank*'
        { Test-OneloopLinkToken '..' } | Should -Throw '*dots alone*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'reports one that does not exist as NotFound, without a target' {
        Test-OneloopLinkToken link_none -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.TestOneloopLinkTokenCommand'
        $failed[0].TargetObject | Should -BeNullOrEmpty
    }

    It 'shows the token nowhere, although it stands in the path and the server echoes it: <Fault>' -ForEach @(
        @{ Fault = 'none'; Answer = @{} }
        @{ Fault = 'a 403'; Answer = @{ status = 403; body = '{"error":{"code":9,"message":"canary_7f3b9ce21d/secret+0123 is not good"}}' } }
        @{ Fault = 'a redirect'; Answer = @{ status = 302; headers = @{ Location = 'http://127.0.0.1:9/canary_7f3b9ce21d%2Fsecret%2B0123' } } }
        @{ Fault = 'a quote'; Answer = @{ body = '{"valid":"canary_7f3b9ce21d/secret+0123"}' } }
    ) {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation validateLinkToken -Answer $Answer
        $text = Get-VisibleText { Test-OneloopLinkToken 'canary_7f3b9ce21d/secret+0123' -Verbose -Debug -ErrorAction Continue }
        (Get-StandInRequest $standIn).Path | Should -Match '7f3b9ce21d'
        $text | Should -Match 'GET /api/v1/link-token/\{token\}'
        $text | Should -Not -Match '7f3b9ce21d'
    }

    It 'shows ExpiresAt whole or not at all, however long the ids are: <Width> columns' -ForEach @(
        @{ Width = 120; Row = '^True +\S+\u2026 \S+\u2026 \S+\u2026 9223372036854775807$' }
        @{ Width = 80; Row = '^True +\S+\u2026 \S+\u2026 \S+\u2026 9223372036854775807$' }
        @{ Width = 60; Row = '^True +\S+\u2026 \S+\u2026 \S+\u2026$' }
    ) {
        $id = '0f8fad5b-d9cb-469f-a165-70867728950e'
        $body = "{`"valid`":true,`"workspaceId`":`"$id`",`"customerId`":`"$id`",`"externalBillingId`":`"$id`",`"expiresAt`":9223372036854775807}"
        Add-StandInScript $standIn -ExternalMeterId '' -Operation validateLinkToken -Answer @{ body = $body }
        $lines = (Test-OneloopLinkToken any | Out-String -Width $Width) -replace '\e\[[\d;]*m' -split '\r?\n' -ne '' | ForEach-Object TrimEnd
        $lines[2] | Should -Match $Row
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual $Width }
    }

    It 'shows a table of 80 columns' {
        $lines = (Test-OneloopLinkToken link_standin_northwind | Out-String -Width 80) -replace '\e\[[\d;]*m' -split '\r?\n' -ne ''
        $lines[0] | Should -Match '^IsValid +WorkspaceId +CustomerId +ExternalBillingId +ExpiresAt *$'
        $lines[2] | Should -Match '^True +ws_northwind +customer_1001 +customer_1001----chat +4102444800000 *$'
    }
}
