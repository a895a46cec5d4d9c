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

Describe 'New-OneloopApiKey' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'creates a key, whose Key is a SecureString that works' {
        $key = New-OneloopApiKey ws_northwind customer_9 -Name Fresh -Scope chat:cr
        $key.PSObject.TypeNames[0] | Should -Be 'Oneloop.ApiKeyWithSecret'
        $key.Key | Should -BeOfType securestring
        $key.WorkspaceId, $key.CustomerId, $key.Name, $key.Enabled, "$($key.Scopes)" | Should -Be 'ws_northwind', 'customer_9', 'Fresh', $true, 'chat:cr'
        $key | Test-OneloopApiKey -Quiet -Scope chat:r | Should -BeTrue
        ($key | Get-OneloopApiKey).MaskedKey | Should -Be $key.MaskedKey
    }

    It 'sends what is given, and nothing else' {
        $null = New-OneloopApiKey ws_northwind customer_9 -Name bare
        $null = New-OneloopApiKey ws_northwind customer_9 -Name full -Enabled $false -Prefix p -ExpiresAt 4102444800 -ExternalMeterId m `
            -Metadata @{ plan = 'gold' } -Scope chat:D, @{ Representation = 'models'; Read = $true; Update = 'true' }, ([pscustomobject] @{ Representation = 'a:b'; Del = $true })
        $sent = (Get-StandInRequest $standIn).Body
        $sent[0] | Should -BeExactly '{"name":"bare","workspaceId":"ws_northwind","scopes":[],"enabled":true,"customerId":"customer_9"}'
        $full = $sent[1] | ConvertFrom-Json
        $full.enabled, $full.prefix, $full.expiresAt, $full.externalMeterId, $full.metadata.plan | Should -Be $false, 'p', 4102444800, 'm', 'gold'
        $full.scopes.representation | Should -Be 'chat', 'models', 'a:b'
        $full.scopes.ForEach({ $_.create, $_.read, $_.update, $_.del -join ' ' }) | Should -Be 'False False False True', 'False True True False', 'False False False True'
    }

    It 'takes an empty cell of a file as not given' {
        $null = 'CustomerId,ExternalMeterId', 'customer_9,' | ConvertFrom-Csv | New-OneloopApiKey ws_northwind -Name bare -Confirm:$false
        (Get-StandInRequest $standIn).Body | Should -BeExactly '{"name":"bare","workspaceId":"ws_northwind","scopes":[],"enabled":true,"customerId":"customer_9"}'
    }

    It 'takes whole numbers alone for -ExpiresAt: <Number>' -ForEach @(@{ Number = 1.7 }, @{ Number = '1,5' }, @{ Number = 0 }) {
        { New-OneloopApiKey ws_northwind c -Name n -ExpiresAt $Number } | Should -Throw '*is not a whole number of 1 to 9223372036854775807, in digits alone*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'keeps metadata of any shape' {
        $metadata = [ordered] @{
            text = "\u{e9}"; whole = 5; exact = 1.10d; big = [decimal]::MaxValue; none = $null; yes = $true
            at = [datetime]::new(2026, 1, 1, 0, 0, 0, [System.DateTimeKind]::Utc); list = 1, 'a', @(); deep = [pscustomobject] @{ a = @{ b = 1 } }; empty = @{}
        }
        $read = (New-OneloopApiKey ws_northwind customer_9 -Name n -Metadata $metadata | Test-OneloopApiKey).Metadata
        $read.text, $read.whole, $read.exact, $read.big, $read.none, $read.yes | Should -Be "\u{e9}", 5, 1.1, ([decimal]::MaxValue), $null, $true
        $read.list | Should -HaveCount 3
        $read.deep.a.b | Should -Be 1
        $read.at | Should -Be '2026-01-01T00:00:00.0000000Z'
        { New-OneloopApiKey ws_northwind c -Name n -Metadata @{ a = [System.Text.StringBuilder]::new() } } | Should -Throw '*StringBuilder has no form in JSON*' -ErrorId 'Oneloop.InvalidInput,*'
        { New-OneloopApiKey ws_northwind c -Name n -Metadata @{ a = [securestring]::new() } } | Should -Throw '*SecureString has no form in JSON*' -ErrorId 'Oneloop.InvalidInput,*'
        $self = @{}; $self.self = $self
        { New-OneloopApiKey ws_northwind c -Name n -Metadata $self } | Should -Throw '*nested deeper*'
    }

    It 'refuses <Scope> as a scope' -ForEach @(
        @{ Scope = 'chat'; Says = "*'chat' is not a scope*" }
        @{ Scope = 'chat:x'; Says = '*is not a scope*' }
        @{ Scope = ':r'; Says = '*is not a scope*' }
        @{ Scope = @{ Representation = 'chat'; Wite = $true }; Says = "*no 'Wite'*" }
        @{ Scope = @{ Representation = 'chat' }; Says = '*any of Create, Read, Update and Delete*' }
        @{ Scope = @{ Representation = 'chat'; Read = 'no' }; Says = '*true or false*' }
        @{ Scope = 5; Says = '*A scope is a text*' }
    ) {
        { New-OneloopApiKey ws_northwind c -Name n -Scope $Scope } | Should -Throw $Says
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'takes the scopes of another key, live or copied' {
        $other = Get-OneloopApiKey ws_northwind ak_nw_1001
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($other, 3))
        "$((New-OneloopApiKey ws_northwind c -Name n -Scope $other.Scopes).Scopes)" | Should -Be 'chat:crud models:r'
        "$((New-OneloopApiKey ws_northwind c -Name n -Scope $copy.Scopes).Scopes)" | Should -Be 'chat:crud models:r'
    }

    It 'takes rows, one at a time, and sends nothing ahead of the pipeline' {
        $rows = 1..5 | ForEach-Object { [pscustomobject] @{ WorkspaceId = 'ws_lumen'; CustomerId = "c$_"; Name = "key $_" } }
        $first = $rows | New-OneloopApiKey | Select-Object -First 2
        $first.CustomerId | Should -Be 'c1', 'c2'
        @(Get-StandInRequest $standIn) | Should -HaveCount 2
    }

    It 'takes the default workspace of the connection, and says what is missing without one' {
        { New-OneloopApiKey -CustomerId c -Name n } | Should -Throw 'No workspace is named*' -ErrorId 'Oneloop.MissingParameter,*'
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_northwind -PassThru
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        (New-OneloopApiKey -CustomerId c -Name n -Connection $connection).WorkspaceId | Should -Be 'ws_northwind'
    }

    It 'shows the key nowhere' {
        $script:made = $null
        $text = Get-VisibleText {
            New-OneloopApiKey ws_northwind customer_9 -Name Fresh -Verbose -Debug | Tee-Object -Variable made
            $script:made = $made.Where({ $_ -is [Oneloop.ApiKey] })
        }
        $key = [System.Net.NetworkCredential]::new('', $made[0].Key).Password
        $key | Should -Match '^nw_\w{20}'
        $text | Should -Match 'Fresh'
        $text | Should -Match 'POST /api/v1/api-key.*: HTTP 200'
        $text | Should -Not -Match $key.Substring(4, 10)
    }

    It 'with -AsPlainText shows it in no view and no CLIXML' {
        $key = New-OneloopApiKey ws_northwind customer_9 -Name Fresh -AsPlainText
        $key.Key | Should -BeOfType string
        $shown = @($key | Out-String; $key | Format-List | Out-String; $key | Format-Wide | Out-String; "$key"; [System.Management.Automation.PSSerializer]::Serialize($key)) -join ''
        $shown | Should -Match 'Fresh'
        $shown | Should -Not -Match $key.Key.Substring(4, 10)
    }

    It 'does not repeat a change that may have been made, and says how to look: <Fault>' -ForEach @(
        @{ Fault = 'a 500'; Answer = @{ status = 500; carriesOut = $true }; Category = 'ResourceUnavailable'; Made = $true }
        @{ Fault = 'a 408'; Answer = @{ status = 408 }; Category = 'LimitsExceeded'; Made = $false }
        @{ Fault = 'no response'; Answer = @{ abort = 'beforeHeaders' }; Category = 'ConnectionError'; Made = $true }
        @{ Fault = 'a response that cannot be read'; Answer = @{ body = '{}' }; Category = 'InvalidResult'; Made = $false }
    ) {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation createApiKey -Answer $Answer
        New-OneloopApiKey ws_northwind customer_9 -Name "it's new" -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.OutcomeUnknown,Oneloop.Commands.NewOneloopApiKeyCommand'
        $failed[0].CategoryInfo.Category | Should -Be $Category
        "$($failed[0])" | Should -Match "^Failed for API key 'it's new' of customer 'customer_9' in workspace 'ws_northwind': .* It is not known whether the change was made\.$"
        $failed[0].ErrorDetails.RecommendedAction | Should -BeExactly "A key that was created is not shown again: remove or rotate it. Check whether the change was made before you repeat the command: Get-OneloopApiKey 'ws_northwind' | Where-Object Name -EQ 'it''s new'"
        @(Get-StandInRequest $standIn | Where-Object Method -NE GET) | Should -HaveCount 1
        @($failed[0].TargetObject | Get-OneloopApiKey | Where-Object Name -EQ "it's new").Count | Should -Be ([int] $Made)
    }

    It 'repeats a change that was certainly not made' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation createApiKey -Answer @{ status = 429; headers = @{ 'Retry-After' = '0' } } -ThenOrdinary
        New-OneloopApiKey ws_northwind customer_9 -Name "it's new" | Should -HaveCount 1
        @(Get-StandInRequest $standIn) | Should -HaveCount 2
    }

    It 'sends nothing with -WhatIf' {
        New-OneloopApiKey ws_northwind customer_9 -Name "it's new" -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'reports what the API refuses, with advice that fits' {
        New-OneloopApiKey ws_none customer_9 -Name n -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -Match '^Oneloop\.NotFound,'
        Add-StandInScript $standIn -ExternalMeterId '' -Operation createApiKey -Answer @{ status = 400 }
        New-OneloopApiKey ws_northwind customer_9 -Name n -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -Match '^Oneloop\.BadRequest,'
        $failed[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Check the ids and the values.'
    }

    It 'completes scopes that were listed' {
        $null = Get-OneloopScope ws_northwind
        $line = 'New-OneloopApiKey ws_northwind c -Name n -Scope ch'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'chat:crud', 'chat:r'
    }
}
