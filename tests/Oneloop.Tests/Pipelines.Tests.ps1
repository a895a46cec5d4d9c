# Pipelines that need no file of ids, as they stand in the README and in the help: what binds to what, many requests at once, and the order.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:cmdlets = (Get-Module Oneloop).ExportedCmdlets.Values | ForEach-Object {
        @{ Name = $_.Name; IsRead = $_.Verb -eq 'Get' -and $_.Noun -ne 'OneloopConnection' }
    }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1", "$PSScriptRoot/../../build/Help.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:root = Convert-Path "$PSScriptRoot/../.."
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0

    # The code of the README and of the help.
    $script:code = @(
        [regex]::Matches(((Get-Content "$root/README.md" -Raw) -replace '\r'), '(?ms)^```powershell\n(.*?)^```$') | ForEach-Object { $_.Groups[1].Value }
        Get-ChildItem "$root/docs/en-US" -Filter *.md | ForEach-Object { (Import-HelpPage $_.FullName).Examples.Code }
    )

    # The only line of the README or the help that begins so, or the only example: what is documented is what is run.
    function Get-Documented([string] $Start) {
        $found = @($code -split '\n(?! )' | ForEach-Object Trim | Where-Object { $_.StartsWith($Start) } | Select-Object -Unique)
        $found | Should -HaveCount 1 -Because $Start
        [scriptblock]::Create($found[0])
    }

    # The requests for an operation, in the order in which they came.
    function Get-Received([string] $Operation) {
        Get-StandInRequest $standIn | Where-Object Operation -EQ $Operation
    }

    # How many of them came while the first was not answered yet.
    function Get-CountWithin([string] $Operation, [int] $DelayMs) {
        $requests = @(Get-Received $Operation)
        $answered = ([datetime] $requests[0].ReceivedAt).AddMilliseconds($DelayMs)
        @($requests | Where-Object { [datetime] $_.ReceivedAt -lt $answered }).Count
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Get-OneloopWorkspace | Get-OneloopApiKey | Get-OneloopUsage' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'is the usage of all metered keys, in their order, many requests at once' {
        $expected = foreach ($workspace in Get-OneloopWorkspace) {
            foreach ($key in Get-OneloopApiKey $workspace.WorkspaceId -ThrottleLimit 1) {
                if ($key.BillingId) { Get-OneloopUsage $key.BillingId -ThrottleLimit 1 | ForEach-Object { "$_" } }
            }
        }
        $expected.Count | Should -BeGreaterThan 40
        Clear-StandIn $standIn
        # The first of each is answered long after the others: they are neither held up nor written before it.
        Add-StandInScript $standIn ws_northwind -Operation getApiKeys @{ delayMs = 5000 }
        Add-StandInScript $standIn cbm_6deceb -Operation getBillingUsage @{ delayMs = 5000 }

        $rows = & (Get-Documented 'Get-OneloopWorkspace | Get-OneloopApiKey | Get-OneloopUsage')

        $rows | ForEach-Object { "$_" } | Should -Be $expected
        $rows[0].BillingId | Should -Be cbm_6deceb
        Get-Received getApiKeys | Should -HaveCount 3
        Get-CountWithin getApiKeys 5000 | Should -Be 3
        Get-Received getBillingUsage | Should -HaveCount 8
        Get-CountWithin getBillingUsage 5000 | Should -Be 8
    }

    It 'has limits, a total and a summary of each of its commands' {
        $rows = Get-OneloopWorkspace -ThrottleLimit 1 -SummaryVariable workspaces |
            Get-OneloopApiKey -ThrottleLimit 2 -TotalCount 3 -SummaryVariable keys |
            Get-OneloopUsage -ThrottleLimit 3 -TotalCount 9 -SummaryVariable usage
        $rows.Count | Should -BeGreaterThan 40
        $workspaces.TotalCount, $workspaces.SucceededCount, $workspaces.RequestCount | Should -Be 1, 1, 1
        $keys.TotalCount, $keys.SucceededCount, $keys.RequestCount | Should -Be 3, 3, 3
        # One of the nine keys is not metered.
        $usage.TotalCount, $usage.SucceededCount, $usage.RequestCount | Should -Be 8, 8, 8
    }

    It 'goes on when the keys of a workspace cannot be read' {
        Add-StandInScript $standIn ws_lumen -Operation getApiKeys @{ status = 403 }
        $rows = Get-OneloopWorkspace | Get-OneloopApiKey -ErrorAction SilentlyContinue -ErrorVariable failures | Get-OneloopUsage
        $rows.BillingId | Select-Object -Unique | Should -HaveCount 4
        $failures.FullyQualifiedErrorId | Should -Be 'Oneloop.Forbidden,Oneloop.Commands.GetOneloopApiKeyCommand'
        $failures[0].TargetObject.WorkspaceId | Should -Be ws_lumen
    }

    It 'ends with Select-Object -First, and so does what is under way' {
        Add-StandInScript $standIn cbm_062d21 -Operation getBillingUsage @{ delayMs = 60000 }
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        (Get-OneloopWorkspace | Get-OneloopApiKey | Get-OneloopUsage | Select-Object -First 1).BillingId | Should -Be cbm_6deceb
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 30
    }
}

Describe 'The customers of API keys' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'are asked for where their ids are meter ids, many at once' {
        Add-StandInScript $standIn acme/eu-west @{ delayMs = 5000 }
        $billing = & (Get-Documented "Get-OneloopApiKey ws_lumen |`n    Where-Object CustomerId |")
        $billing.ExternalMeterId | Should -Be 'acme/eu-west', 'globex #2', "m`u{00FC}ller gmbh", "`u{6771}`u{4EAC}`u{30AA}`u{30D5}`u{30A3}`u{30B9}"
        $billing.WorkspaceId | Select-Object -Unique | Should -Be ws_lumen
        Get-CountWithin getCustomerBilling 5000 | Should -Be 4
    }

    It 'are not taken for meters without a word: CustomerId is no ExternalMeterId' {
        Get-OneloopApiKey ws_lumen | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.InvalidInput,Oneloop.Commands.GetOneloopCustomerBillingCommand'
        "$($failures[0])" | Should -BeLike 'A Oneloop.ApiKey of the pipeline input has no property ExternalMeterId*CustomerId*'
        Get-Received getCustomerBilling | Should -BeNullOrEmpty
    }
}

Describe 'Customers that are low on credits' {
    It 'are named by -WhatIf, and not refilled: <Start>' -ForEach @(
        @{ Start = 'Import-Csv customers.csv | Get-OneloopCustomerBilling | Where-Object RemainingCredits -LT 1000 | Add-OneloopCustomerCredit' }
        @{ Start = "Import-Csv customers.csv |`n    Get-OneloopCustomerBilling -ErrorAction SilentlyContinue |`n    Where-Object RemainingCredits -LT 1000 |" }
    ) {
        Clear-StandIn $standIn
        $low = Import-Csv "$root/docs/examples/customers.csv" | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue | Where-Object RemainingCredits -LT 1000
        $low.Count | Should -BeGreaterThan 5
        $fresh = Invoke-FreshPowerShell @"
[System.Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
`$PSStyle.OutputRendering = 'PlainText'
Import-Module '$(Get-ModulePath)'
Set-Location docs/examples
Connect-Oneloop x -BaseUri $($standIn.BaseUri)
`$ErrorActionPreference = 'Ignore'
$(Get-Documented $Start)
"@
        $said = $fresh.Output -split '\r?\n' -ne ''
        $said | Should -HaveCount $low.Count
        for ($i = 0; $i -lt $low.Count; $i++) {
            $said[$i] | Should -BeLike "What if: Performing the operation ""Refill 5000 credits"" on target ""*'$($low[$i].ExternalMeterId)'*'$($low[$i].WorkspaceId)'*"
        }
        (Get-StandInRequest $standIn).Operation | Select-Object -Unique | Should -Be getCustomerBilling
    }

    It 'are refilled one after the other, each before the next is taken from the pipeline' {
        Clear-StandIn $standIn
        $order = [System.Collections.Generic.List[string]]::new()
        Get-OneloopCustomerBilling ws_lumen wonka, soylent, 'globex #2' | ForEach-Object { $order.Add("in $($_.ExternalMeterId)"); $_ } |
            Add-OneloopCustomerCredit -Credits 5000 | ForEach-Object { $order.Add("out $($_.ExternalMeterId)") }
        $order | Should -Be 'in wonka', 'out wonka', 'in soylent', 'out soylent', 'in globex #2', 'out globex #2'
        Get-Received refillBillingLimit | Should -HaveCount 3
    }
}

Describe 'The parameters of <Name>' -ForEach $cmdlets {
    It 'say how many requests are sent at once if it reads, and only then' {
        $found = (Get-Command $Name).Parameters.Keys | Where-Object { $_ -in 'ThrottleLimit', 'TotalCount', 'SummaryVariable' }
        $found | Sort-Object | Should -Be ($IsRead ? @('SummaryVariable', 'ThrottleLimit', 'TotalCount') : $null)
    }
}
