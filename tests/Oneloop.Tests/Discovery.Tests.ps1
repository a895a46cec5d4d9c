# What a user is told and offered before a command runs: completion, aliases, the message at a prompt, the way to the online help.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:cmdlets = (Get-Module Oneloop).ExportedCmdlets.Keys | ForEach-Object { @{ Name = $_ } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:module = Get-ModulePath
    Import-Module $module -Force
    $script:root = (Resolve-Path "$PSScriptRoot/../..").Path
    $script:standIn = Open-StandIn

    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches.CompletionText
    }

    function Get-Row([hashtable] $Column) {
        [pscustomobject] $Column
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Completion of ids' {
    BeforeEach {
        Disconnect-Oneloop
        Connect-Oneloop -Token x -BaseUri $standIn.BaseUri
    }

    It 'offers the ids that <Command> returned' -ForEach @(
        @{ Command = 'Get-OneloopApiKey ws_northwind'; Line = 'Get-OneloopUsage '; Offered = 'cbm_34c3b7', 'cbm_442f7d', 'cbm_69736b', 'cbm_6deceb' }
        @{ Command = 'Get-OneloopApiKey ws_northwind'; Line = 'Get-OneloopScope '; Offered = 'ws_northwind' }
        @{ Command = 'Get-OneloopApiKey ws_northwind ak_nw_1001'; Line = 'Get-OneloopUsage '; Offered = 'cbm_6deceb' }
        @{ Command = 'Get-OneloopApiKey ws_northwind ak_nw_1001'; Line = 'Invoke-OneloopRequest GET usage/'; Offered = 'usage/cbm_6deceb' }
        @{ Command = 'Set-OneloopApiKey ws_northwind ak_nw_1001 -Name "Chat"'; Line = 'Get-OneloopUsage '; Offered = 'cbm_6deceb' }
        @{ Command = 'Set-OneloopApiKey ws_northwind ak_nw_1001 -Name "Chat"'; Line = 'Get-OneloopApiKey ws_northwind '; Offered = 'ak_nw_1001' }
        @{ Command = 'Reset-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false'; Line = 'Get-OneloopUsage '; Offered = 'cbm_6deceb' }
        @{ Command = 'New-OneloopApiKey ws_northwind c -Name n -ExternalMeterId customer_1001----chat'; Line = 'Get-OneloopUsage '; Offered = 'cbm_6deceb' }
        @{ Command = 'Test-OneloopApiKey nw_standin_chat_production'; Line = 'Get-OneloopUsage '; Offered = 'cbm_6deceb' }
        @{ Command = 'Get-OneloopScope ws_northwind'; Line = 'New-OneloopApiKey ws_northwind c -Name n -Scope chat'; Offered = 'chat:crud', 'chat:r' }
        @{ Command = 'Get-OneloopScope ws_northwind'; Line = 'Get-OneloopApiKey '; Offered = 'ws_northwind' }
        @{ Command = 'Set-OneloopWorkspace ws_lumen -DefaultKeyPrefix lu'; Line = 'Get-OneloopApiKey '; Offered = 'ws_lumen' }
        @{ Command = 'Test-OneloopConnection'; Line = 'Get-OneloopApiKey ws_n'; Offered = 'ws_northwind' }
        @{ Command = 'Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -Verify'; Line = 'Get-OneloopApiKey ws_n'; Offered = 'ws_northwind' }
    ) {
        Clear-StandIn $standIn
        Get-Completion $Line | Where-Object { $_ -in $Offered } | Should -BeNullOrEmpty
        $null = & ([scriptblock]::Create($Command))
        Get-Completion $Line | Should -Be $Offered
    }

    It 'offers no billing of keys that have none' {
        $body = '{"apiKey":{"id":"ak","name":"n","maskedKey":"m","prefix":null,"expiresAt":null,"scopes":[],"enabled":true,"customerId":null,"deleted":false,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}}'
        Add-StandInScript $standIn ak -Operation getApiKeyById @{ body = $body }
        (Get-OneloopApiKey ws_northwind ak).BillingId | Should -BeNullOrEmpty
        Get-Completion 'Get-OneloopUsage ' | Where-Object { $_ -like 'cbm*' } | Should -BeNullOrEmpty
    }

    It 'offers nothing before anything was answered, or where there is no connection' {
        Get-Completion 'Get-OneloopCustomerBilling ws' | Should -BeNullOrEmpty
        Disconnect-Oneloop
        Get-Completion 'Get-OneloopCustomerBilling ws' | Should -BeNullOrEmpty
    }

    It 'offers the workspaces and meters that were answered, not those that failed' {
        $null = Import-Csv "$root/docs/examples/customers.csv" | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue
        Get-Completion 'Get-OneloopCustomerBilling ' | Should -Be 'ws_harbor', 'ws_lumen', 'ws_northwind'
        Get-Completion 'Get-OneloopCustomerBilling ws_lumen h' | Should -BeNullOrEmpty
    }

    It 'offers the meters of the workspace typed before: <Line>' -ForEach @(
        @{ Line = 'Get-OneloopCustomerBilling ws_lumen ' }
        @{ Line = 'Get-OneloopCustomerBilling -WorkspaceId ws_lumen -ExternalMeterId ' }
        @{ Line = 'Get-OneloopCustomerBilling -work ws_lumen -ext ' }
        @{ Line = 'Get-OneloopCustomerBilling -workspace_id ws_lumen -external_meter_id ' }
        @{ Line = 'Get-OneloopCustomerBilling -WorkspaceId $workspace -ExternalMeterId ' }
        @{ Line = 'Get-OneloopCustomerBilling ws_lumen wonka, ' }
        @{ Line = '$x = 1; Import-Csv a.csv | ForEach-Object { Get-OneloopCustomerBilling ws_lumen ' }
    ) {
        $workspace = 'ws_lumen'
        $workspace | Should -Be 'ws_lumen'
        $null = Get-OneloopCustomerBilling ws_lumen wonka, soylent
        $null = Get-OneloopCustomerBilling ws_harbor a3355b90
        Get-Completion $Line | Should -Be 'soylent', 'wonka'
    }

    It 'offers all meters where the workspace is not known' {
        $null = Get-OneloopCustomerBilling ws_lumen wonka
        $null = Get-OneloopCustomerBilling ws_harbor a3355b90
        Get-Completion 'Get-OneloopCustomerBilling -ExternalMeterId ' | Should -Be 'a3355b90', 'wonka'
        Get-Completion 'Get-OneloopCustomerBilling -WorkspaceId (Get-Date) -ExternalMeterId ' | Should -Be 'a3355b90', 'wonka'
    }

    It 'goes on from <Typed>' -ForEach @(
        @{ Typed = 'WON'; Offered = 'wonka' }
        @{ Typed = "'won"; Offered = "'wonka'" }
        @{ Typed = "'won'"; Offered = "'wonka'" }
        @{ Typed = '"glo'; Offered = "'globex #2'" }
        @{ Typed = 'glo'; Offered = "'globex #2'" }
        @{ Typed = 'acme/'; Offered = 'acme/us-east' }
        @{ Typed = '*'; Offered = $null }
        @{ Typed = '['; Offered = $null }
    ) {
        $null = Get-OneloopCustomerBilling ws_lumen wonka, 'globex #2', acme/us-east
        Get-Completion "Get-OneloopCustomerBilling ws_lumen $Typed" | Should -Be $Offered
    }

    It 'writes the id <Id> so that it arrives as it is' -ForEach @(
        'with space', "it's", "two '' quotes", '"double"', 'a,b', '$HOME', '1e5', '0x10', '007', '100%', 'a;b', '@{a=1}', '-First', '#1', '(x)', 'a`b',
        '{x}', '[wild]*?', "`u{2019}curly", "m`u{00FC}ller", "`u{6771}`u{4EAC}", "`u{1F9FE}", 'customer_123----fine_tune', 'https://a.example/b?c' | ForEach-Object { @{ Id = $_ } }
    ) {
        $null = Get-OneloopCustomerBilling ws_bulk $Id
        $offered = @(Get-Completion 'Get-OneloopCustomerBilling ws_bulk ')
        $offered | Should -HaveCount 1
        # Also as one of several, where PowerShell reads a bare number as a number.
        (& ([scriptblock]::Create("Get-OneloopCustomerBilling ws_bulk $offered, $offered"))).ExternalMeterId | Should -BeExactly $Id, $Id
    }

    It 'goes on within an id that has a quote in it' {
        $null = Get-OneloopCustomerBilling ws_bulk "it's"
        Get-Completion "Get-OneloopCustomerBilling ws_bulk 'it''" | Should -Be "'it''s'"
    }

    It 'leaves out an id that no one line can hold' {
        $null = Get-OneloopCustomerBilling ws_bulk "two`nlines", one
        Get-Completion 'Get-OneloopCustomerBilling ws_bulk ' | Should -Be 'one'
    }

    It 'keeps the last answers, a bounded number of them' {
        $null = 1..300 | ForEach-Object { Get-Row @{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "m$_" } } | Get-OneloopCustomerBilling
        $offered = Get-Completion 'Get-OneloopCustomerBilling ws_bulk '
        $offered | Should -HaveCount 256
        $offered | Should -Contain 'm300'
        $offered | Should -Not -Contain 'm44'
    }

    It 'takes the ids of -Connection where one is typed, also after another became the default' {
        $null = Get-OneloopCustomerBilling ws_lumen wonka
        $first = Get-OneloopConnection
        Connect-Oneloop -Token y -BaseUri $standIn.BaseUri
        Get-Completion 'Get-OneloopCustomerBilling ws' | Should -BeNullOrEmpty
        Get-Completion 'Get-OneloopCustomerBilling -Connection $first ws' | Should -Be 'ws_lumen'
        Get-Completion 'Get-OneloopCustomerBilling -Connection $nobody ws' | Should -BeNullOrEmpty
        Disconnect-Oneloop -Connection $first
    }

    It 'knows the default workspace, and the meters of it' {
        $null = Get-OneloopCustomerBilling ws_harbor a3355b90 -Connection (Get-OneloopConnection)
        Connect-Oneloop -Token y -BaseUri $standIn.BaseUri -WorkspaceId ws_lumen
        Get-Completion 'Get-OneloopCustomerBilling ' | Should -Be 'ws_lumen'
        Get-Completion 'Connect-Oneloop y -WorkspaceId ' | Should -Be 'ws_lumen'
        $null = Get-OneloopCustomerBilling ws_harbor a3355b90
        $null = 'wonka' | Get-OneloopCustomerBilling
        Get-Completion 'Get-OneloopCustomerBilling -ExternalMeterId ' | Should -Be 'wonka'
        Get-Completion 'Get-OneloopCustomerBilling ws_harbor ' | Should -Be 'a3355b90'
        Get-Completion 'Get-OneloopCustomerBilling ' | Should -Be 'ws_harbor', 'ws_lumen'
    }

    It 'knows nothing of another runspace' {
        $null = Get-OneloopCustomerBilling ws_lumen wonka
        $other = [powershell]::Create()
        try {
            $null = $other.AddScript("Import-Module '$module'; Connect-Oneloop x; 'Get-OneloopCustomerBilling ', 'Connect-Oneloop x -BaseUri ' | ForEach-Object { (TabExpansion2 `$_ -cursorColumn `$_.Length).CompletionMatches } | ForEach-Object CompletionText")
            $other.Invoke() | Should -Be 'https://prod.oneloop.ai/'
        } finally {
            $other.Dispose()
        }
    }

    It 'sends nothing' {
        $null = Get-OneloopCustomerBilling ws_lumen wonka
        Clear-StandIn $standIn
        foreach ($line in 'Get-OneloopCustomerBilling ', 'Get-OneloopCustomerBilling ws_lumen ', 'Connect-Oneloop x -BaseUri ') {
            Get-Completion $line | Should -Not -BeNullOrEmpty
        }
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }
}

Describe 'Completion of -BaseUri' {
    It 'offers the production address and those of this runspace, and never a token' {
        $held = Connect-Oneloop -Token 'token-that-nobody-may-see' -BaseUri $standIn.BaseUri -PassThru
        Get-Completion 'Connect-Oneloop x -BaseUri ' | Should -Be "$($held.BaseUri)", 'https://prod.oneloop.ai/'
        Get-Completion 'Connect-Oneloop x -BaseUri HTTPS' | Should -Be 'https://prod.oneloop.ai/'
        Get-Completion "Connect-Oneloop x -BaseUri 'https" | Should -Be "'https://prod.oneloop.ai/'"
    }
}

Describe 'Completion of -Connection' {
    BeforeAll {
        Push-Location $root
    }

    AfterAll {
        Pop-Location
    }

    It 'offers the variables that hold a connection, and no files: <Line>' -ForEach @(
        @{ Line = 'Get-OneloopCustomerBilling ws m -Connection '; Offered = '${tenant two}', '$tenantOne' }
        @{ Line = 'Disconnect-Oneloop -Connection '; Offered = '${tenant two}', '$tenantOne' }
        @{ Line = 'Disconnect-Oneloop -Connection TENANTO'; Offered = '$tenantOne' }
        @{ Line = 'Get-OneloopCustomerBilling -Connection READ'; Offered = $null }
    ) {
        $tenantOne = Connect-Oneloop -Token 'token-that-nobody-may-see' -BaseUri $standIn.BaseUri -PassThru
        ${tenant two} = $tenantOne
        $tenantOther = "$tenantOne ${tenant two}"
        $tenantOther | Should -Not -BeNullOrEmpty
        $found = (TabExpansion2 $Line -cursorColumn $Line.Length).CompletionMatches
        $found.CompletionText | Should -Be $Offered
        $found | Out-String | Should -Not -Match 'nobody-may-see'
        'README.md' | Should -Exist
    }

    It 'offers nothing where no variable holds one' {
        foreach ($cmdlet in 'Get-OneloopCustomerBilling', 'Disconnect-Oneloop') { Get-Completion "$cmdlet -Connection " | Should -BeNullOrEmpty }
    }
}

Describe 'Completion of parameters' {
    It 'has the common ones of <Name>' -ForEach $cmdlets {
        Get-Completion "$Name -" | Should -Contain '-ErrorVariable'
    }
}

Describe 'Aliases' {
    BeforeEach {
        Connect-Oneloop -Token x -BaseUri $standIn.BaseUri
        Clear-StandIn $standIn
    }

    It 'take a file whose columns are named <Columns>' -ForEach @(
        @{ Columns = 'workspace_id,external_meter_id' }
        @{ Columns = 'WORKSPACE_ID,EXTERNAL_METER_ID' }
        @{ Columns = 'workspaceId,externalMeterId' }
    ) {
        $billing = "$Columns`nws_lumen,wonka" | ConvertFrom-Csv | Get-OneloopCustomerBilling
        $billing.WorkspaceId, $billing.ExternalMeterId | Should -Be 'ws_lumen', 'wonka'
    }

    It 'stand back where the column of the full name is there, too' {
        $billing = Get-Row @{ workspace_id = 'ws_harbor'; external_meter_id = 'a3355b90'; WorkspaceId = 'ws_lumen'; ExternalMeterId = 'wonka' } |
            Get-OneloopCustomerBilling
        $billing.ExternalMeterId | Should -Be 'wonka'
    }

    It 'do not take the column <Name> for an id' -ForEach 'Id', 'MeterId', 'Meter', 'Workspace', 'CustomerId', 'Name' {
        $row = Get-Row @{ WorkspaceId = 'ws_lumen'; $_ = 'wonka' }
        $row | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -BeLike 'Oneloop.InvalidInput,*'
        "$failures" | Should -BeLike "*no column ExternalMeterId*$_*"
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'leave what comes out fit to go in again' {
        $billing = Get-OneloopCustomerBilling ws_lumen wonka
        ($billing | Get-OneloopCustomerBilling).Id | Should -Be $billing.Id
    }
}

Describe 'Before a command runs' {
    It '<Name> says at the prompt what its mandatory parameters take' -ForEach $cmdlets {
        foreach ($parameter in (Get-Command $Name).Parameters.Values) {
            foreach ($attribute in $parameter.Attributes | Where-Object { $_ -is [Parameter] -and $_.Mandatory }) {
                $attribute.HelpMessage | Should -Not -BeNullOrEmpty -Because $parameter.Name
            }
        }
    }

    It '<Name> leads to documentation online: of the service, until it is known where this repository is published' -ForEach $cmdlets {
        $uri = [uri] (Get-Command $Name).HelpUri
        $uri.Scheme | Should -Be 'https'
        $published = ([xml] (Get-Content "$root/Directory.Build.props" -Raw)).SelectSingleNode('/Project/PropertyGroup/RepositoryUrl').InnerText
        if ($published) {
            "$uri" | Should -BeLike "$published*"
        } else {
            $uri.Host | Should -Be 'docs.oneloop.ai'
        }
    }
}
