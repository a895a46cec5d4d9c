BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
    $script:silent = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures' }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'New-OneloopCustomerBilling' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'sets a billing up and writes it' {
        $billing = New-OneloopCustomerBilling ws_lumen new -TotalCredits 5000 -AllowOverages -SpendCap 0
        $billing.PSObject.TypeNames[0] | Should -Be 'Oneloop.CustomerBilling'
        $billing.WorkspaceId, $billing.ExternalMeterId | Should -Be 'ws_lumen', 'new'
        $billing.TotalCredits, $billing.UsedCredits, $billing.AllowOverages, $billing.SpendCap | Should -Be 5000, 0, $true, 0
        $request = Get-StandInRequest $standIn
        $request.Method, $request.Path, $request.Processed | Should -Be 'POST', '/api/v1/customer-billing', $true
        $request.Body | Should -BeExactly '{"workspaceId":"ws_lumen","externalMeterId":"new","totalCredits":"5000","allowOverages":true,"spendCap":"0"}'
        (Get-OneloopCustomerBilling ws_lumen new).Id | Should -Be $billing.Id
    }

    It 'sends only what is given: <Name>' -ForEach @(
        @{ Name = 'nothing'; Given = @{}; Sent = '' }
        @{ Name = 'no overages'; Given = @{ AllowOverages = $false }; Sent = ',"allowOverages":false' }
        @{ Name = 'the largest number as text'; Given = @{ TotalCredits = '0009999999999999999999999999999' }; Sent = ',"totalCredits":"9999999999999999999999999999"' }
        @{ Name = 'a large number of PowerShell'; Given = @{ TotalCredits = 99999999999999999999 }; Sent = ',"totalCredits":"99999999999999999999"' }
        @{ Name = 'a decimal with zeros behind the point'; Given = @{ SpendCap = 5.00d }; Sent = ',"spendCap":"5"' }
        @{ Name = 'null, and text of a file'; Given = @{ TotalCredits = $null; SpendCap = ' '; AllowOverages = 'False' }; Sent = ',"allowOverages":false' }
    ) {
        $null = New-OneloopCustomerBilling ws_lumen new @Given
        (Get-StandInRequest $standIn).Body | Should -BeExactly "{`"workspaceId`":`"ws_lumen`",`"externalMeterId`":`"new`"$Sent}"
    }

    It 'refuses what is no whole number of credits: <_>' -ForEach 2.5, '5,000', '5 000', -1, '1e3', 1e30, ('1' * 29), 'many', 0x1p, $true {
        { New-OneloopCustomerBilling ws_lumen new -TotalCredits $_ } | Should -Throw '*is not a whole number of 0 to 9999999999999999999999999999, in digits alone.'
        { New-OneloopCustomerBilling ws_lumen new -SpendCap $_ } | Should -Throw '*is not a whole number of 0 to*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'takes rows of a file, and what another workspace has' {
        $rows = @'
workspace_id,external_meter_id,total_credits,allow_overages,spend_cap
ws_lumen,one,10,True,
ws_lumen,two,,False,20
'@ | ConvertFrom-Csv | New-OneloopCustomerBilling
        $rows.ExternalMeterId | Should -Be 'one', 'two'
        $rows.TotalCredits | Should -Be 10, 0
        $rows.AllowOverages | Should -Be $true, $false
        $rows.SpendCap | Should -Be $null, 20
        $copy = Get-OneloopCustomerBilling ws_northwind customer_1005----embeddings | New-OneloopCustomerBilling -WorkspaceId ws_lumen
        $copy.WorkspaceId, $copy.TotalCredits, $copy.UsedCredits, $copy.AllowOverages, $copy.SpendCap | Should -Be 'ws_lumen', 1000000, 0, $true, 2000000
    }

    It 'takes the default workspace of the connection, and says so where there is none' {
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_lumen -PassThru
        (New-OneloopCustomerBilling -ExternalMeterId new -Connection $connection).WorkspaceId | Should -Be 'ws_lumen'
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        { New-OneloopCustomerBilling -ExternalMeterId new } | Should -Throw -ErrorId 'Oneloop.MissingParameter*'
    }

    It 'sends nothing with -WhatIf' {
        New-OneloopCustomerBilling ws_lumen new -TotalCredits 5000 -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
        (Get-Command New-OneloopCustomerBilling).Parameters.Keys | Should -Contain 'Confirm'
    }

    It 'sends one at a time, and nothing ahead of the pipeline' {
        $first = 'one', 'two', 'three' | ForEach-Object { [pscustomobject] @{ WorkspaceId = 'ws_lumen'; ExternalMeterId = $_ } } |
            New-OneloopCustomerBilling | Select-Object -First 1
        $first.ExternalMeterId | Should -Be 'one'
        Get-StandInRequest $standIn | Where-Object Method -EQ POST | Should -HaveCount 1
    }

    It 'reports a customer who has a billing as Conflict, and goes on' {
        $created = 'wonka', 'new' | ForEach-Object { [pscustomobject] @{ WorkspaceId = 'ws_lumen'; ExternalMeterId = $_ } } | New-OneloopCustomerBilling @silent
        $created.ExternalMeterId | Should -Be 'new'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.Conflict,Oneloop.Commands.NewOneloopCustomerBillingCommand'
        $failures[0].CategoryInfo.Category | Should -Be 'ResourceExists'
        $failures[0].TargetObject | Should -BeOfType Oneloop.CustomerReference
        ($failures[0].TargetObject | Get-OneloopCustomerBilling).UsedCredits | Should -Be 44999
    }

    It 'says what to check where the outcome is not known, and sends once: <Name>' -ForEach @(
        @{ Name = 'a 503'; Answer = @{ status = 503 }; Category = 'ResourceUnavailable' }
        @{ Name = 'a connection that breaks after it was done'; Answer = @{ abort = 'inBody' }; Category = 'ConnectionError' }
        @{ Name = 'billing: null'; Answer = @{ body = '{"billing":null}' }; Category = 'InvalidResult' }
    ) {
        Add-StandInScript $standIn "it's new" -Operation createCustomerBilling -Answer $Answer
        New-OneloopCustomerBilling ws_lumen "it's new" @silent | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.OutcomeUnknown,Oneloop.Commands.NewOneloopCustomerBillingCommand'
        $failures[0].CategoryInfo.Category | Should -Be $Category
        "$($failures[0])" | Should -BeLike "Failed for meter 'it's new' in workspace 'ws_lumen': * It is not known whether the change was made."
        $failures[0].ErrorDetails.RecommendedAction | Should -BeExactly "Check whether the change was made before you repeat the command: Get-OneloopCustomerBilling 'ws_lumen' 'it''s new'"
        $failures[0].TargetObject.ExternalMeterId | Should -Be "it's new"
        Get-StandInRequest $standIn | Where-Object Method -EQ POST | Should -HaveCount 1
    }

    It 'takes an empty cell of a file as a switch that is not set' {
        $null = 'ExternalMeterId,TotalCredits,AllowOverages', 'new,,' | ConvertFrom-Csv | New-OneloopCustomerBilling ws_lumen
        ((Get-StandInRequest $standIn).Body | ConvertFrom-Json).allowOverages | Should -BeFalse
    }

    It 'repeats what was refused' {
        Add-StandInScript $standIn new -Operation createCustomerBilling -Answer @{ status = 429; retryAfter = '0' } -ThenOrdinary
        (New-OneloopCustomerBilling ws_lumen new).ExternalMeterId | Should -Be 'new'
        Get-StandInRequest $standIn | Should -HaveCount 2
    }

    It 'is completed by what was returned' {
        $null = New-OneloopCustomerBilling ws_lumen newest
        $line = 'New-OneloopCustomerBilling ws_lumen new'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Contain 'newest'
    }
}
