BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0

    # What the billing of that id is answered.
    function Add-UsageScript([string] $BillingId, [hashtable[]] $Row) {
        $rows = foreach ($one in $Row) {
            @{ billingId = $BillingId; day = $one['day'] ?? '2026-11-01'; totalBillingUsage = $one['totalBillingUsage'] ?? '1'; billingUsageName = $one['billingUsageName'] }
        }
        Add-StandInScript $standIn -ExternalMeterId $BillingId -Operation getBillingUsage -Answer @{ body = @{ data = @($rows) } | ConvertTo-Json -Depth 4 -Compress }
    }

    function Get-Line($Object, [int] $Width) {
        ($Object | Out-String -Width $Width) -replace '\e\[[\d;]*m' -split '\r?\n' -ne ''
    }

    function Get-Copy($Object) {
        [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Object))
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Get-OneloopUsage' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'writes a row a day and name, in the order in which they came, with every field typed' {
        $rows = Get-OneloopUsage cbm_6deceb
        $rows | Should -HaveCount 7
        $rows[0].PSObject.TypeNames[0] | Should -Be 'Oneloop.DailyUsage'
        $rows[0].BillingId, $rows[0].Day, $rows[0].UsageName, $rows[0].Usage | Should -Be 'cbm_6deceb', '2026-11-14', 'chat', 6132
        $rows[0].Usage | Should -BeOfType decimal
        $rows[0].Date | Should -Be ([datetime]::new(2026, 11, 14))
        $rows[0].Date.Kind | Should -Be 'Unspecified'
        $rows[3].UsageName | Should -BeNullOrEmpty
        "$($rows[0])" | Should -BeExactly "billing 'cbm_6deceb', 2026-11-14, chat: 6132 credits"
        $request = Get-StandInRequest $standIn
        $request.Method, $request.Path | Should -Be 'GET', '/api/v1/usage/cbm_6deceb'
    }

    It 'is exact to 28 digits' {
        Add-UsageScript cbm_large @{ totalBillingUsage = '9999999999999999999999999999' }, @{ totalBillingUsage = '9007199254740993' }
        (Get-OneloopUsage cbm_large).Usage | Should -Be ([decimal]::Parse('9999999999999999999999999999')), 9007199254740993d
    }

    It 'takes a day of any form as it came, and as a date only where it is yyyy-MM-dd: <Day>' -ForEach @(
        @{ Day = '2026-02-28'; Date = [datetime] '2026-02-28' }
        @{ Day = '2026-02-30'; Date = $null }
        @{ Day = '2026-11-01T00:00:00.000Z'; Date = $null }
        @{ Day = '01.11.2026'; Date = $null }
        @{ Day = ''; Date = $null }
    ) {
        Add-UsageScript cbm_day @{ day = $Day }
        $row = Get-OneloopUsage cbm_day
        $row.Day | Should -BeExactly $Day
        $row.Date | Should -Be $Date
    }

    It 'takes the ids of billings from the pipeline: <Name>' -ForEach @(
        @{ Name = 'Get-OneloopCustomerBilling'; From = { Get-OneloopCustomerBilling ws_northwind customer_1002----chat, customer_1001----chat } }
        @{ Name = 'copies of them'; From = { Get-Copy (Get-OneloopCustomerBilling ws_northwind customer_1002----chat, customer_1001----chat) } }
        @{ Name = 'a file of them'; From = { Get-OneloopCustomerBilling ws_northwind customer_1002----chat, customer_1001----chat | ConvertTo-Csv | ConvertFrom-Csv } }
        @{ Name = 'BillingId, also beside an Id'; From = { 'cbm_3f62f8', 'cbm_6deceb' | ForEach-Object { [pscustomobject] @{ Id = 'ak_1'; BillingId = $_ } } } }
        @{ Name = 'a column billing_id'; From = { 'cbm_3f62f8', 'cbm_6deceb' | ForEach-Object { [pscustomobject] @{ billing_id = $_ } } } }
        @{ Name = 'strings'; From = { 'cbm_3f62f8', 'cbm_6deceb' } }
        @{ Name = 'its own rows'; From = { Get-OneloopUsage cbm_3f62f8, cbm_6deceb | Sort-Object BillingId -Unique } }
    ) {
        (& $From | Get-OneloopUsage).BillingId | Select-Object -Unique | Should -Be 'cbm_3f62f8', 'cbm_6deceb'
    }

    It 'passes over what is not metered, and says so in Verbose only' {
        $keys = @{ Id = 'ak_1'; BillingId = $null }, @{ Id = 'ak_2'; BillingId = 'cbm_6deceb' }, @{ Id = 'ak_3'; BillingId = '' } | ForEach-Object { [pscustomobject] $_ }
        $said = $keys | Get-OneloopUsage -Verbose -ErrorVariable failures 4>&1
        $failures | Should -BeNullOrEmpty
        @($said | Where-Object { $_ -is [Oneloop.DailyUsage] }) | Should -HaveCount 7
        "$($said -match 'skipped')" | Should -BeLike '2 inputs have no billing id: skipped.*'
        Get-StandInRequest $standIn | Should -HaveCount 1
    }

    It 'keeps the order of many, several at a time' {
        $ids = 1..60 | ForEach-Object { 'cbm_{0:x8}' -f (0x10000 + $_ * 7) }
        $rows = $ids | Get-OneloopUsage -ThrottleLimit 8
        $rows.BillingId | Get-Unique | Should -Be $ids
        Get-StandInRequest $standIn | Should -HaveCount 60
    }

    It 'refuses an argument that names none' {
        { Get-OneloopUsage $null } | Should -Throw -ErrorId 'Oneloop.MissingParameter*'
        { Get-OneloopUsage '' } | Should -Throw -ErrorId 'Oneloop.MissingParameter*'
        { Get-OneloopUsage cbm_1, ' ' } | Should -Throw '*The id is blank*'
        { Get-OneloopUsage .. } | Should -Throw '*step in the path*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'takes no row for an id' {
        [pscustomobject] @{ Name = 'x'; Number = 5 } | Get-OneloopUsage -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures.FullyQualifiedErrorId | Should -Contain 'InputObjectNotBound,Oneloop.Commands.GetOneloopUsageCommand'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'sends any id as it is written' {
        $id = "a/b ../`u{e9}#?%2F"
        Get-OneloopUsage $id -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].TargetObject.BillingId | Should -BeExactly $id
        (Get-StandInRequest $standIn).Path.Replace('%2F', '/') | Should -BeExactly "/api/v1/usage/a/b ../`u{e9}#?/"
    }

    It 'reports one that does not exist as NotFound, and goes on' {
        $found = Get-OneloopUsage cbm_none, cbm_6deceb -ErrorAction SilentlyContinue -ErrorVariable failures
        $found | Should -HaveCount 7
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.GetOneloopUsageCommand'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failures[0].TargetObject | Should -BeOfType Oneloop.BillingReference
        "$($failures[0])" | Should -Match "^Failed for billing 'cbm_none': "
        $failures[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Check the id, and that -BaseUri is the Oneloop API.'
        ($failures[0].TargetObject | Get-OneloopUsage -ErrorAction SilentlyContinue -ErrorVariable again) | Should -BeNullOrEmpty
        $again[0].TargetObject.BillingId | Should -Be 'cbm_none'
    }

    It 'retries what may pass' {
        Add-StandInScript $standIn -ExternalMeterId cbm_6deceb -Operation getBillingUsage -Answer @{ status = 503 } -ThenOrdinary
        Get-OneloopUsage cbm_6deceb | Should -HaveCount 7
        Get-StandInRequest $standIn | Should -HaveCount 2
    }

    It 'explains a response that departs from the contract' {
        Add-UsageScript cbm_odd @{ totalBillingUsage = '1.5' }
        Get-OneloopUsage cbm_odd -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -Match '^Oneloop\.InvalidResponse,'
        "$($failures[0])" | Should -Match 'data\[0\]\.totalBillingUsage is "1\.5", expected a string of digits'
    }

    It 'writes nothing for a billing without usage' {
        Add-StandInScript $standIn -ExternalMeterId cbm_new -Operation getBillingUsage -Answer @{ body = '{"data":[]}' }
        Get-OneloopUsage cbm_new | Should -BeNullOrEmpty
    }

    It 'shows a table with a bar for each row' {
        $lines = Get-Line (Get-OneloopUsage cbm_6deceb) 80
        $lines | Should -HaveCount 9
        $lines[0] | Should -Match '^BillingId +Day +UsageName +Usage OfLargest *$'
        $lines[2] | Should -BeExactly ('cbm_6deceb 2026-11-14 chat            6,132 ' + "`u{2588}" * 6 + "`u{2591}" * 14)
        $lines[7] | Should -BeExactly ('cbm_6deceb 2026-11-18 chat           18,396 ' + "`u{2588}" * 20)
    }

    It 'shows no number in part, however narrow the window is: <_>' -ForEach 40, 52, 60, 80, 120 {
        Add-UsageScript cbm_wide @{ billingUsageName = 'a name that is longer than its column'; totalBillingUsage = '98765432' }, @{ totalBillingUsage = '0' }
        $lines = Get-Line (Get-OneloopUsage cbm_wide) $_
        $lines | ForEach-Object { $_.TrimEnd().Length } | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual $_
        $lines[2] | Should -Match "cbm_wide .*2026-11-01 .*`u{2026}"
        if ($_ -ge 52) { $lines[2] | Should -Match ' 98,765,432( |$)' } else { $lines[2] | Should -Not -Match '98' }
    }

    It 'shows large numbers and long days whole' {
        Add-UsageScript cbm_long @{ day = '2026-11-01T00:00:00.000Z'; totalBillingUsage = '1234567890123' }
        $lines = Get-Line (Get-OneloopUsage cbm_long) 100
        $lines[-1] | Should -Match '^cbm_long +2026-11-01T00:00:00\.000Z +1,234,567,890,123 \u2588+$'
    }

    It 'shows no control characters' {
        Add-UsageScript cbm_red @{ day = "2026`e[1m"; billingUsageName = "red`e[31m`nline" }
        (Get-OneloopUsage cbm_red).UsageName | Should -BeExactly "red`e[31m`nline"
        Get-OneloopUsage cbm_red | Out-String -Width 80 | Should -Match "2026\uFFFD\[1m +red\uFFFD\[31m\uFFFDl"
    }

    It 'goes through a serializer and a file without loss' {
        $row = (Get-OneloopUsage cbm_6deceb)[0]
        $names = 'BillingId', 'Day', 'Date', 'UsageName', 'Usage'
        $row.GetType().GetProperties().Name | Should -Be $names
        ($row | ConvertTo-Csv)[0] -replace '"' -split ',' | Should -Be $names
        ($row | ConvertTo-Json | ConvertFrom-Json).PSObject.Properties.Name | Should -Be $names
        $copy = Get-Copy $row
        $copy.PSObject.Properties.Name | Should -Be $names
        $copy.Usage, $copy.Date | Should -Be $row.Usage, $row.Date
        (Get-Line $copy 80)[2] | Should -Match '^cbm_6deceb 2026-11-14 chat +6,132 *$'
    }

    It 'counts billings in its summary' {
        $null = 'cbm_6deceb', 'cbm_none' | Get-OneloopUsage -ErrorAction SilentlyContinue -SummaryVariable summary
        $summary.TotalCount, $summary.SucceededCount, $summary.FailedCount | Should -Be 2, 1, 1
    }

    It 'is completed from the billings that were returned' {
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        (TabExpansion2 'Get-OneloopUsage cbm' 20).CompletionMatches.CompletionText | Should -Not -Contain 'cbm_3f62f8'
        $null = Get-OneloopCustomerBilling ws_northwind customer_1002----chat
        $null = Get-OneloopUsage cbm_6deceb
        (TabExpansion2 'Get-OneloopUsage cbm' 20).CompletionMatches.CompletionText | Should -Be 'cbm_3f62f8', 'cbm_6deceb'
    }
}
