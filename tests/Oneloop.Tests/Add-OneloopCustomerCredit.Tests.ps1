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

Describe 'Add-OneloopCustomerCredit' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'refills and writes the billing as the API returned it' {
        $billing = Add-OneloopCustomerCredit ws_lumen wonka 5000
        $billing.PSObject.TypeNames[0] | Should -Be 'Oneloop.CustomerBilling'
        $billing.WorkspaceId, $billing.ExternalMeterId, $billing.TotalCredits, $billing.UsedCredits | Should -Be 'ws_lumen', 'wonka', 50000, 44999
        $request = Get-StandInRequest $standIn
        $request.Method, $request.Path, $request.Processed | Should -Be 'POST', '/api/v1/customer-billing/refill', $true
        $request.Body | Should -BeExactly '{"workspaceId":"ws_lumen","externalMeterId":"wonka","refill":5000}'
        (Get-OneloopCustomerBilling ws_lumen wonka).TotalCredits | Should -Be 50000
    }

    It 'sends the number exactly: <Credits>' -ForEach @(
        @{ Credits = 1; Sent = '1' }
        @{ Credits = 9007199254740991; Sent = '9007199254740991' }
        @{ Credits = '9007199254740991'; Sent = '9007199254740991' }
        @{ Credits = 5e3; Sent = '5000' }
        @{ Credits = 5000.00d; Sent = '5000' }
        @{ Credits = [bigint] 7; Sent = '7' }
    ) {
        $null = Add-OneloopCustomerCredit ws_bulk exact $Credits
        (Get-StandInRequest $standIn).Body | Should -BeLike "*`"refill`":$Sent}"
    }

    It 'refuses what is no whole number of 1 or more: <_>' -ForEach 0, -5, 2.5, '5,000', 9007199254740992, '', 'all' {
        { Add-OneloopCustomerCredit ws_bulk none $_ } | Should -Throw
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'takes customers from the pipeline, and the credits from a file' {
        $low = Get-OneloopCustomerBilling ws_lumen wonka, soylent, 'globex #2' | Where-Object RemainingCredits -LT 6000 | Add-OneloopCustomerCredit -Credits 10
        $low.ExternalMeterId | Should -Be 'wonka', 'globex #2'
        $rows = "workspace_id,external_meter_id,credits`nws_bulk,a,1`nws_bulk,b,2" | ConvertFrom-Csv | Add-OneloopCustomerCredit
        $rows.TotalCredits | Should -Be 100001, 100002
    }

    It 'takes the default workspace of the connection' {
        $connection = Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -WorkspaceId ws_lumen -PassThru
        (Add-OneloopCustomerCredit -ExternalMeterId wonka -Credits 1 -Connection $connection).WorkspaceId | Should -Be 'ws_lumen'
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        { Add-OneloopCustomerCredit -ExternalMeterId wonka -Credits 1 } | Should -Throw -ErrorId 'Oneloop.MissingParameter*'
    }

    It 'says with -WhatIf whom it would refill, and sends nothing' {
        $fresh = Invoke-FreshPowerShell @"
Import-Module '$(Get-ModulePath)'
Connect-Oneloop x -BaseUri $($standIn.BaseUri)
Get-OneloopCustomerBilling ws_lumen wonka, soylent | Where-Object RemainingCredits -LT 6000 | Add-OneloopCustomerCredit -Credits 5000 -WhatIf
"@
        $fresh.Error | Should -BeNullOrEmpty
        $fresh.Output.Trim() | Should -BeExactly "What if: Performing the operation `"Refill 5000 credits`" on target `"meter 'wonka' in workspace 'ws_lumen'`"."
        (Get-StandInRequest $standIn).Method | Select-Object -Unique | Should -Be 'GET'
    }

    It 'sends one at a time, and nothing ahead of the pipeline' {
        $first = 1..5 | ForEach-Object { [pscustomobject] @{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "m$_" } } |
            Add-OneloopCustomerCredit -Credits 1 | Select-Object -First 2
        $first.ExternalMeterId | Should -Be 'm1', 'm2'
        (Get-StandInRequest $standIn).ExternalMeterId | Should -Be 'm1', 'm2'
    }

    It 'reports a customer without billing, and goes on' {
        $refilled = 'nobody', 'wonka' | ForEach-Object { [pscustomobject] @{ WorkspaceId = 'ws_lumen'; ExternalMeterId = $_ } } |
            Add-OneloopCustomerCredit -Credits 1 @silent
        $refilled.ExternalMeterId | Should -Be 'wonka'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.AddOneloopCustomerCreditCommand'
        $failures[0].TargetObject.ExternalMeterId | Should -Be 'nobody'
        "$($failures[0])" | Should -BeLike "Failed for meter 'nobody' in workspace 'ws_lumen': *"
    }

    It 'refuses a row that names no customer' {
        [pscustomobject] @{ Name = 'wonka' } | Add-OneloopCustomerCredit -Credits 1 @silent
        'wonka' | Add-OneloopCustomerCredit -Credits 1 -ErrorAction SilentlyContinue -ErrorVariable bare
        $failures[0].FullyQualifiedErrorId | Should -Match '^(InputObjectNotBound|InputObjectMissingMandatory),'
        $bare[0].FullyQualifiedErrorId | Should -Match '^(InputObjectNotBound|InputObjectMissingMandatory),'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'says what to check where the outcome is not known, sends once, and goes on: <Name>' -ForEach @(
        @{ Name = 'a 500'; Answer = @{ status = 500 }; Done = $false }
        @{ Name = 'a 408'; Answer = @{ status = 408 }; Done = $false }
        @{ Name = 'a gateway that fails after it was done'; Answer = @{ status = 502; carriesOut = $true }; Done = $true }
        @{ Name = 'a connection that closes after it was done'; Answer = @{ abort = 'closeBeforeHeaders' }; Done = $true }
        @{ Name = 'billing: null'; Answer = @{ body = '{"billing":null}' }; Done = $false }
    ) {
        Add-StandInScript $standIn m1 -Operation refillBillingLimit -Answer $Answer
        $refilled = 'm1', 'm2' | ForEach-Object { [pscustomobject] @{ WorkspaceId = 'ws_bulk'; ExternalMeterId = $_ } } |
            Add-OneloopCustomerCredit -Credits 7 @silent
        $refilled.ExternalMeterId | Should -Be 'm2'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.OutcomeUnknown,Oneloop.Commands.AddOneloopCustomerCreditCommand'
        $failures[0].ErrorDetails.RecommendedAction | Should -BeExactly "Check whether the change was made before you repeat the command: Get-OneloopCustomerBilling 'ws_bulk' 'm1'"
        # Where the service did not respond, a read of the workspaces asks whether it is back.
        $requests = @(Get-StandInRequest $standIn | Where-Object Method -EQ POST)
        $requests.ExternalMeterId | Should -Be 'm1', 'm2'
        $requests[0].Processed | Should -Be $Done
        ($failures[0].TargetObject | Get-OneloopCustomerBilling).TotalCredits | Should -Be ($Done ? 100007 : 100000)
    }

    It 'repeats what was refused' {
        Add-StandInScript $standIn m1 -Operation refillBillingLimit -Answer @{ status = 429; retryAfter = '0' } -ThenOrdinary
        (Add-OneloopCustomerCredit ws_bulk m1 7).TotalCredits | Should -Be 100007
        (Get-StandInRequest $standIn).Processed | Should -Be $false, $true
    }
}
