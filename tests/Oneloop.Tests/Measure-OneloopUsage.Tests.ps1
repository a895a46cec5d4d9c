BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force

    # Rows as a file has them.
    function Get-Row {
        @'
BillingId,Day,UsageName,Usage
cbm_b,2026-10-31,chat,1
cbm_b,2026-11-01,chat,20
cbm_b,2026-11-01,,300
cbm_a,2026-10-30,embeddings,4000
cbm_a,2026-11-01,chat,50000
cbm_a,someday,chat,600000
'@ | ConvertFrom-Csv
    }
}

Describe 'Measure-OneloopUsage' {
    It 'adds up all rows without -By' {
        $total = Get-Row | Measure-OneloopUsage
        $total | Should -HaveCount 1
        $total.PSObject.TypeNames[0] | Should -Be 'Oneloop.UsageTotal'
        $total.Usage | Should -BeOfType decimal
        $total.Usage, $total.RowCount | Should -Be 654321, 6
        $total.BillingId, $total.UsageName, $total.Month, $total.Day | Should -Be $null, $null, $null, $null
        "$total" | Should -BeExactly 'all: 654321 credits'
    }

    It 'takes days that ConvertFrom-Json has made dates of' {
        $total = '[{"Day":"2026-11-01T00:00:00Z","Usage":5},{"Day":"2026-11-01","Usage":6}]' | ConvertFrom-Json | Measure-OneloopUsage Day, Month
        $total.Day | Should -Be '2026-11-01'
        $total.Month | Should -Be '2026-11'
        $total.Usage | Should -Be 11
    }

    It 'takes an array as argument, and a group once' {
        (Measure-OneloopUsage -InputObject (Get-Row)).Usage | Should -Be 654321
        (Get-Row | Measure-OneloopUsage Name, Name | Select-Object -First 1 | Out-String) | Should -Not -BeLike '*chat, chat*'
    }

    It 'adds up by <By>' -ForEach @(
        @{ By = 'Billing'; Shown = { $_.BillingId }; Expected = 'cbm_b=321', 'cbm_a=654000' }
        @{ By = 'Name'; Shown = { $_.UsageName }; Expected = 'chat=650021', '=300', 'embeddings=4000' }
        @{ By = 'Month'; Shown = { $_.Month }; Expected = '=600000', '2026-10=4001', '2026-11=50320' }
        @{ By = 'Day'; Shown = { $_.Day }; Expected = '2026-10-30=4000', '2026-10-31=1', '2026-11-01=50320', 'someday=600000' }
        @{ By = 'Month', 'Billing'; Shown = { "$($_.Month) $($_.BillingId)" }; Expected = ' cbm_a=600000', '2026-10 cbm_b=1', '2026-10 cbm_a=4000', '2026-11 cbm_b=320', '2026-11 cbm_a=50000' }
        @{ By = 'Billing', 'Month', 'Name'; Shown = { "$($_.BillingId) $($_.Month) $($_.UsageName)" }; Expected = 'cbm_b 2026-10 chat=1', 'cbm_b 2026-11 chat=20', 'cbm_b 2026-11 =300', 'cbm_a  chat=600000', 'cbm_a 2026-10 embeddings=4000', 'cbm_a 2026-11 chat=50000' }
    ) {
        Get-Row | Measure-OneloopUsage -By $By | ForEach-Object { "$(& $Shown)=$($_.Usage)" } | Should -Be $Expected
    }

    It 'adds up exactly, where Measure-Object does not' {
        $rows = '9007199254740992', '1', '9999999999999999999999999999' | ForEach-Object { [pscustomobject] @{ Usage = $_ } }
        ($rows | Measure-OneloopUsage).Usage | Should -Be ([decimal]::Parse('10000000000009007199254740992'))
        ($rows[0, 1] | Measure-Object Usage -Sum).Sum.ToString('F0') | Should -Not -Be '9007199254740993'
    }

    It 'reports a sum that a decimal cannot hold, and keeps the others' {
        $rows = 1..9 | ForEach-Object { [pscustomobject] @{ Usage = '9999999999999999999999999999' } }
        $total = $rows | Measure-OneloopUsage -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures | Should -HaveCount 2
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.InvalidInput,Oneloop.Commands.MeasureOneloopUsageCommand'
        $total.RowCount | Should -Be 7
    }

    It 'refuses what is no usage, and goes on: <Name>' -ForEach @(
        @{ Name = 'no property Usage'; Row = @{ Credits = 5 } }
        @{ Name = 'a fraction'; Row = @{ Usage = '1.5' } }
        @{ Name = 'a group separator'; Row = @{ Usage = '1,500' } }
        @{ Name = 'a negative number'; Row = @{ Usage = -1 } }
        @{ Name = 'nothing'; Row = @{ Usage = '' } }
        @{ Name = 'too many digits'; Row = @{ Usage = '1' * 29 } }
    ) {
        $total = [pscustomobject] $Row, [pscustomobject] @{ Usage = 2 } | Measure-OneloopUsage -ErrorAction SilentlyContinue -ErrorVariable failures
        $total.Usage, $total.RowCount | Should -Be 2, 1
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.InvalidInput,Oneloop.Commands.MeasureOneloopUsageCommand'
        $failures[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $failures[0].TargetObject | Should -Not -BeNullOrEmpty
    }

    It 'writes nothing for no rows, and needs no connection' {
        Disconnect-Oneloop
        @() | Measure-OneloopUsage -By Name | Should -BeNullOrEmpty
        (Get-Row | Measure-OneloopUsage).RowCount | Should -Be 6
    }

    It 'shows a table of groups with a bar, and so do copies, without the bar' {
        $totals = Get-Row | Measure-OneloopUsage -By Month, Name
        $lines = ($totals | Out-String -Width 80) -replace '\e\[[\d;]*m' -split '\r?\n' -ne ''
        $lines[0] | Should -Match '^Group +Usage OfLargest *$'
        $lines[2] | Should -BeExactly ('no month, chat         600,000 ' + "`u{2588}" * 20)
        $lines[-1] | Should -BeExactly ("2026-11, no name           300 `u{2588}" + "`u{2591}" * 19)
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($totals[1]))
        $copy.PSObject.Properties.Name | Should -Be $totals[1].GetType().GetProperties().Name
        ($copy | Out-String -Width 80) -replace '\e\[[\d;]*m' -split '\r?\n' -ne '' | Select-Object -Last 1 | Should -Match '^chat, 2026-10 +1 *$'
    }

    It 'offers what it adds up by' {
        (TabExpansion2 'Measure-OneloopUsage -By ' 25).CompletionMatches.CompletionText | Should -Be 'Billing', 'Day', 'Month', 'Name'
    }
}

Describe 'Measure-OneloopUsage on the usage of billings' {
    BeforeAll {
        $script:standIn = Open-StandIn
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri
    }

    AfterAll {
        Disconnect-Oneloop
        Close-StandIn $standIn
    }

    It 'gives what each billing has used' {
        $billing = Get-OneloopCustomerBilling ws_northwind customer_1001----chat, customer_1002----chat
        $totals = $billing | Get-OneloopUsage | Measure-OneloopUsage -By Billing
        $totals.BillingId | Should -Be $billing.Id
        $totals.Usage | Should -Be $billing.UsedCredits
        ($totals | Get-OneloopUsage).Count | Should -Be 14
    }
}
