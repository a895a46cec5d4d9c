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

Describe 'Get-OneloopApiKey' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'lists the keys of a workspace in one request, without those that were deleted' {
        (Get-OneloopApiKey ws_northwind).ApiKeyId | Should -Be 'ak_nw_1001', 'ak_nw_1003', 'ak_nw_1004', 'ak_nw_1005'
        (Get-OneloopApiKey ws_northwind -IncludeDeleted | Where-Object Deleted).ApiKeyId | Should -Be 'ak_nw_1006'
        (Get-StandInRequest $standIn).Path | Should -Be '/api/v1/workspace/ws_northwind/api-key', '/api/v1/workspace/ws_northwind/api-key'
    }

    It 'gets one, with every field typed' {
        $key = Get-OneloopApiKey ws_northwind ak_nw_1001
        $key.PSObject.TypeNames[0] | Should -Be 'Oneloop.ApiKey'
        $key.WorkspaceId, $key.ApiKeyId, $key.Name, $key.CustomerId | Should -Be 'ws_northwind', 'ak_nw_1001', 'Chat production', 'customer_1001'
        $key.Enabled, $key.Deleted, $key.MaskedKey, $key.Prefix, $key.ExpiresAt | Should -Be $true, $false, 'nw_****tion', 'nw', $null
        "$($key.Scopes)" | Should -BeExactly 'chat:crud models:r'
        $key.Scopes[1].Representation, $key.Scopes[1].Read, $key.Scopes[1].Delete, $key.Scopes[1].ScopeId | Should -Be 'models', $true, $false, 'scope_models'
        $key.BillingId | Should -Be (Get-OneloopCustomerBilling ws_northwind customer_1001----chat).Id
        $key.CreatedAt | Should -Be ([datetimeoffset] '2025-06-05T12:45:00Z').LocalDateTime
        $key.LastUsedAt.Kind | Should -Be 'Local'
        (Get-OneloopApiKey ws_northwind ak_nw_1005).ExpiresAt | Should -Be 1738368000
    }

    It 'gets those that are named, deleted ones too, in their order' {
        (Get-OneloopApiKey ws_northwind ak_nw_1006, ak_nw_1001).ApiKeyId | Should -Be 'ak_nw_1006', 'ak_nw_1001'
        [pscustomobject] @{ workspace_id = 'ws_lumen'; api_key_id = 'ak_lu_01' } | Get-OneloopApiKey | ForEach-Object Name | Should -Be 'acme eu'
        Get-OneloopApiKey ws_lumen | Get-OneloopApiKey | ForEach-Object ApiKeyId | Should -Be 'ak_lu_01', 'ak_lu_02', 'ak_lu_03', 'ak_lu_04'
        Get-OneloopApiKey ws_northwind @() | Should -BeNullOrEmpty
    }

    It 'takes workspaces from the pipeline, and keeps their order' {
        $keys = Get-OneloopWorkspace | Get-OneloopApiKey
        $keys.WorkspaceId | Select-Object -Unique | Should -Be (Get-OneloopWorkspace | Where-Object WorkspaceId -In $keys.WorkspaceId).WorkspaceId
        $keys.Count | Should -BeGreaterThan 7
    }

    It 'takes the default workspace of the connection, and says what is missing without one' {
        { Get-OneloopApiKey } | Should -Throw 'No workspace is named*' -ErrorId 'Oneloop.MissingParameter,*'
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_northwind -PassThru
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        (Get-OneloopApiKey -Connection $connection)[0].WorkspaceId | Should -Be 'ws_northwind'
    }

    It 'shows a table of 80 columns, <Name> too' -ForEach @(
        @{ Name = 'of a copy'; Through = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) } }
        @{ Name = 'of the object'; Through = { $_ } }
    ) {
        $lines = (Get-OneloopApiKey ws_northwind -IncludeDeleted | ForEach-Object $Through | Out-String -Width 80) -replace '\e\[[\d;]*m' -split '\r?\n' -ne ''
        $lines[0] | Should -Match '^ApiKeyId +Name +CustomerId +State +MaskedKey *$'
        $lines[2] | Should -Match '^ak_nw_1001 +Chat production +customer_1001 +enabled +nw_\*{4}tion *$'
        $lines -match '^ak_nw_1004 .* disabled ' | Should -HaveCount 1
        $lines -match '^ak_nw_1006 .* deleted ' | Should -HaveCount 1
    }

    It 'cuts long ids and names, and no state, at <Width> columns' -ForEach @(
        @{ Width = 80; Columns = 'ApiKeyId +Name +CustomerId +State +MaskedKey'; Row = '^0f8fad5b-d\S*\u2026 Chat of the \S*\u2026 7c9e6679-\S*\u2026 disabled nw_\*{4}tion$' }
        @{ Width = 60; Columns = 'ApiKeyId +Name +CustomerId +State +MaskedKey'; Row = '^0f8fad5b-\S*\u2026 Chat o\S*\u2026 7c9e6679-\S*\u2026 disabled nw_\*{4}tion$' }
        @{ Width = 40; Columns = 'ApiKeyId +Name +CustomerId +State'; Row = '^0f8fad5\S*\u2026 Chat\s?\u2026 7c9e\S*\u2026 disabled$' }
    ) {
        $body = '{"apiKey":{"id":"0f8fad5b-d9cb-469f-a165-70867728950e","name":"Chat of the customer in production","maskedKey":"nw_****tion","prefix":null,"expiresAt":null,"scopes":[],"enabled":false,"customerId":"7c9e6679-7425-40de-944b-e07fc1f90ae7","deleted":false,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}}'
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getApiKeyById -Answer @{ body = $body }
        $lines = (Get-OneloopApiKey ws_northwind ak | Out-String -Width $Width) -replace '\e\[[\d;]*m' -split '\r?\n' -ne '' | ForEach-Object TrimEnd
        $lines[0] | Should -Match "^$Columns`$"
        $lines[2] | Should -Match $Row
        $lines | ForEach-Object { $_.Length | Should -BeLessOrEqual $Width }
    }

    It 'writes its scopes into a CSV, and not the name of a type' {
        (Get-OneloopApiKey ws_northwind ak_nw_1001 | ConvertTo-Csv | ConvertFrom-Csv).Scopes | Should -Be 'chat:crud models:r'
    }

    It 'shows no control characters of a name' {
        $body = '{"apiKey":{"id":"ak","name":"red\u001b[31m\nline","maskedKey":"m","prefix":null,"expiresAt":null,"scopes":[],"enabled":true,"customerId":null,"deleted":false,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}}'
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getApiKeyById -Answer @{ body = $body }
        $key = Get-OneloopApiKey ws_northwind ak
        $key.LastUsedAt, $key.BillingId | Should -Be $null, $null
        $key | Out-String -Width 80 | Should -Match "ak +red\uFFFD\[31m\uFFFDline +enabled"
    }

    It 'reports one that does not exist as NotFound, and goes on' {
        $found = Get-OneloopApiKey ws_northwind ak_none, ak_nw_1001 -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.ApiKeyId | Should -Be 'ak_nw_1001'
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.GetOneloopApiKeyCommand'
        $failures[0].TargetObject.WorkspaceId, $failures[0].TargetObject.ApiKeyId | Should -Be 'ws_northwind', 'ak_none'
        "$($failures[0])" | Should -Match "^Failed for API key 'ak_none' in workspace 'ws_northwind': "
        ($failures[0].TargetObject | Get-OneloopApiKey -ErrorAction SilentlyContinue -ErrorVariable again) | Should -BeNullOrEmpty
        $again[0].TargetObject.ApiKeyId | Should -Be 'ak_none'
        Get-OneloopApiKey ws_none -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].TargetObject.WorkspaceId | Should -Be 'ws_none'
    }

    It 'explains a response that departs from the contract' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getApiKeys -Answer @{ body = '{"apiKeys":[{"id":"ak"}]}' }
        Get-OneloopApiKey ws_northwind -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -Match '^Oneloop\.InvalidResponse,'
        "$($failures[0])" | Should -Match 'apiKeys\[0\]\.name, .* are missing'
    }

    It 'retries what may pass' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getApiKeys -Answer @{ status = 503 } -ThenOrdinary
        (Get-OneloopApiKey ws_lumen).Count | Should -Be 4
    }

    It 'refuses the id <_>, which servers take for a step in the path' -ForEach '.', '..' {
        { Get-OneloopApiKey ws_northwind $_ } | Should -Throw '*step in the path*'
        { Get-OneloopApiKey $_ } | Should -Throw '*step in the path*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'is completed from what was listed, by the workspace' {
        $null = Get-OneloopApiKey ws_lumen
        $null = Get-OneloopApiKey ws_northwind
        $line = 'Get-OneloopApiKey ws_lumen ak_'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'ak_lu_01', 'ak_lu_02', 'ak_lu_03', 'ak_lu_04'
    }
}
