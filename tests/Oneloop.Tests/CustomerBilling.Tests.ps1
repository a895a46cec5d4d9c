BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:root = (Resolve-Path "$PSScriptRoot/../..").Path
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri

    function Get-Scripted([string] $ExternalMeterId, [hashtable] $With) {
        Add-StandInScript $standIn $ExternalMeterId @{ body = Get-BillingBody -With $With }
        Get-OneloopCustomerBilling ws_bulk $ExternalMeterId
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Get-OneloopCustomerBilling' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    Context 'The object' {
        It 'has the documented properties, in their order, with their types' {
            $billing = Get-Scripted 'typed' @{ totalCredits = '1000'; usedCredits = '1200'; allowOverages = $true; spendCap = '5000' }
            $billing | Should -BeOfType Oneloop.CustomerBilling
            $billing.PSObject.Properties.Name | Should -Be @(
                'WorkspaceId', 'ExternalMeterId', 'Id', 'TotalCredits', 'UsedCredits', 'RemainingCredits', 'OverageCredits',
                'UsedPercent', 'AllowOverages', 'SpendCap', 'CreatedAt', 'UpdatedAt')
            $billing.WorkspaceId | Should -BeExactly 'ws_bulk'
            $billing.ExternalMeterId | Should -BeExactly 'typed'
            $billing.Id | Should -BeExactly 'cbm_1'
            $billing.TotalCredits | Should -BeOfType decimal
            $billing.TotalCredits | Should -Be 1000
            $billing.UsedCredits | Should -BeOfType decimal
            $billing.UsedCredits | Should -Be 1200
            $billing.RemainingCredits | Should -BeOfType decimal
            $billing.RemainingCredits | Should -Be 0
            $billing.OverageCredits | Should -BeOfType decimal
            $billing.OverageCredits | Should -Be 200
            $billing.UsedPercent | Should -BeOfType double
            $billing.UsedPercent | Should -Be 120
            $billing.AllowOverages | Should -BeTrue
            $billing.SpendCap | Should -BeOfType decimal
            $billing.SpendCap | Should -Be 5000
            $billing.CreatedAt | Should -BeOfType datetime
            $billing.CreatedAt.Kind | Should -Be 'Local'
            $billing.CreatedAt.ToUniversalTime() | Should -Be ([datetime]::new(2026, 1, 31, 9, 30, 0, [DateTimeKind]::Utc))
        }

        It 'has no spend cap where there is none, and no percent of nothing' {
            $billing = Get-Scripted 'nothing' @{ totalCredits = '0'; usedCredits = '3' }
            $billing.SpendCap | Should -Be $null
            $billing.UsedPercent | Should -Be $null
            $billing.RemainingCredits | Should -Be 0
            $billing.OverageCredits | Should -Be 3
        }

        It 'of <Used> of <Total> has used <Percent> percent' -ForEach @(
            @{ Used = '0'; Total = '7'; Percent = 0.0 }
            @{ Used = '1'; Total = '3'; Percent = 100 / 3 }
            @{ Used = '999'; Total = '1000'; Percent = 99.9 }
            @{ Used = '79999'; Total = '100000'; Percent = 79.999 }
            @{ Used = '1184205'; Total = '1000000'; Percent = 118.4205 }
            @{ Used = '9007199254740992'; Total = '9007199254740992'; Percent = 100.0 }
            @{ Used = '8000000000000000000000000000'; Total = '9999999999999999999999999999'; Percent = 80.00000000000000000000000001 }
            @{ Used = '9990000000000000000000000000'; Total = '10000000000000000000000000'; Percent = 99900.0 }
            @{ Used = '9990000000000000000000000'; Total = '10000000000000000000000000'; Percent = 99.9 }
            @{ Used = '9999999999999999999999999999'; Total = '1'; Percent = 1e30 }
        ) {
            (Get-Scripted "share $Used $Total" @{ usedCredits = $Used; totalCredits = $Total }).UsedPercent | Should -Be $Percent
        }

        It 'meets no threshold by rounding: <Used> of <Total> is less than <Threshold> percent' -ForEach @(
            @{ Used = '7999999999999999999'; Total = '10000000000000000000'; Threshold = 80 }
            @{ Used = '9007199254740992'; Total = '9007199254740993'; Threshold = 100 }
            @{ Used = '9989999999999999999999999999'; Total = '9999999999999999999999999999'; Threshold = 99.9 }
            @{ Used = '7999999999'; Total = '10000000000'; Threshold = 80 }
        ) {
            $billing = Get-Scripted "threshold $Used" @{ usedCredits = $Used; totalCredits = $Total }
            $billing | Where-Object UsedPercent -GE $Threshold | Should -BeNullOrEmpty
            $billing.UsedPercent | Should -BeGreaterThan ($Threshold - 0.00001)
        }

        It 'keeps every digit' {
            $digits = '9999999999999999999999999999'
            $billing = Get-Scripted 'digits' @{ totalCredits = $digits; usedCredits = '1'; spendCap = $digits }
            "$($billing.TotalCredits)" | Should -BeExactly $digits
            "$($billing.SpendCap)" | Should -BeExactly $digits
            "$($billing.RemainingCredits)" | Should -BeExactly '9999999999999999999999999998'
        }

        It 'survives <Name> with types and values' -ForEach @(
            @{ Name = 'Export-Clixml'; Through = { $_ | Export-Clixml "$TestDrive/b.xml"; Import-Clixml "$TestDrive/b.xml" } }
            @{ Name = 'Start-Job'; Through = { $billing = $_; Start-Job { $using:billing } | Receive-Job -Wait -AutoRemoveJob } }
        ) {
            $billing = Get-Scripted 'survivor' @{ totalCredits = '9999999999999999999999999999'; usedCredits = '9007199254740993' }
            $copy = $billing | ForEach-Object $Through
            foreach ($property in $billing.PSObject.Properties) {
                $copy.($property.Name) | Should -Be $property.Value
                if ($null -ne $property.Value) { $copy.($property.Name) | Should -BeOfType $property.Value.GetType() }
            }
        }
    }

    Context 'Asking' {
        It 'takes a file of customers and keeps their order' {
            $customers = Import-Csv "$root/docs/examples/customers.csv"
            $billing = $customers | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures
            $answered = $customers.ExternalMeterId | Where-Object { $_ -notin $failures.TargetObject.ExternalMeterId }
            $failures | Should -HaveCount 3
            $billing.ExternalMeterId | Should -Be $answered
        }

        It 'filters and exports every documented column and every digit' {
            Add-StandInScript $standIn 'd1f7e3b8' @{ body = Get-BillingBody -With @{ totalCredits = '9007199254740993'; usedCredits = '9007199254740992' } }
        $fresh = Invoke-FreshPowerShell @"
Import-Module '$(Get-ModulePath)'
Connect-Oneloop -Token x -BaseUri $($standIn.BaseUri)
Import-Csv docs/examples/customers.csv | Get-OneloopCustomerBilling 2>`$null | Where-Object UsedCredits -gt 100 | Export-Csv '$TestDrive/out.csv'
"@
            $fresh.Output + $fresh.Error | Should -BeNullOrEmpty
            (Get-Content "$TestDrive/out.csv")[0] | Should -BeExactly (
                '"WorkspaceId","ExternalMeterId","Id","TotalCredits","UsedCredits","RemainingCredits","OverageCredits",' +
                '"UsedPercent","AllowOverages","SpendCap","CreatedAt","UpdatedAt"')
            $rows = Import-Csv "$TestDrive/out.csv"
            $rows | Should -HaveCount 30
            $large = $rows | Where-Object ExternalMeterId -EQ 'd1f7e3b8'
            $large.TotalCredits | Should -BeExactly '9007199254740993'
            $large.UsedCredits | Should -BeExactly '9007199254740992'
            $large.RemainingCredits | Should -BeExactly '1'
        }

        It 'brings the meter id <Id> there and back unchanged' -ForEach @(
            'with space', 'a/b', 'a&b=c', '#1', 'one+two', '100%', '%2F', '"double" ''single''', "`u{1F9FE} receipt", "`u{062D}`u{0633}`u{0627}`u{0628}", "`u{202E}override`u{202C}", ' padded ', "tab`tand`nline",
            'customer_123----fine_tune', '[wild]*?', '$env:PATH `n' | ForEach-Object { @{ Id = $_ } }
        ) {
            $billing = [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = $Id } | Get-OneloopCustomerBilling
            $billing.ExternalMeterId | Should -BeExactly $Id
            $request = Get-StandInRequest $standIn
            $request.externalMeterId | Should -BeExactly $Id
            $request.method | Should -Be 'GET'
            $request.path | Should -Be '/api/v1/customer-billing'
        }

        It 'takes several meters of a workspace, by position' {
            (Get-OneloopCustomerBilling ws_lumen wonka, soylent).ExternalMeterId | Should -Be 'wonka', 'soylent'
        }

        It 'takes its own output as input' {
            $billing = Get-OneloopCustomerBilling ws_lumen wonka
            ($billing | Get-OneloopCustomerBilling).Id | Should -Be $billing.Id
        }

        It 'refuses a blank <Parameter>, names the row, and answers the others' -ForEach @(
            @{ Parameter = 'WorkspaceId'; Row = @{ WorkspaceId = ' '; ExternalMeterId = 'm' } }
            @{ Parameter = 'ExternalMeterId'; Row = @{ WorkspaceId = 'ws_bulk'; ExternalMeterId = '' } }
            @{ Parameter = 'ExternalMeterId'; Row = @{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "bad `u{D800} half" } }
            @{ Parameter = 'ExternalMeterId'; Row = @{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'x' * 4097 } }
        ) {
            $rows = @{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'first' }, $Row, @{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'last' } |
                ForEach-Object { [pscustomobject] $_ }
            $billing = $rows | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures
            $billing.ExternalMeterId | Should -Be 'first', 'last'
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError*'
            $failures[0].TargetObject | Should -Be $rows[1]
            "$($failures[0])" | Should -BeLike "*$Parameter*"
        }

        It 'refuses a blank id as argument' {
            { Get-OneloopCustomerBilling ws_bulk ok, ' ' } | Should -Throw '*The id is blank*'
            { Get-OneloopCustomerBilling '' m } | Should -Throw
            Get-StandInRequest $standIn | Should -BeNullOrEmpty
        }

        It 'keeps the order at -ThrottleLimit <_>, though answers come out of order' -ForEach 1, 2, 8, 64 {
            $meters = 1..40 | ForEach-Object { "m$_" }
            foreach ($slow in 'm1', 'm7', 'm8', 'm30') { Add-StandInScript $standIn $slow @{ delayMs = 150 } }
            $billing = $meters | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = $_ } } |
                Get-OneloopCustomerBilling -ThrottleLimit $_
            $billing.ExternalMeterId | Should -Be $meters
            (Get-StandInRequest $standIn).Count | Should -Be 40
        }

        It 'writes each result before it takes the next input at -ThrottleLimit 1' {
            $order = [System.Collections.Generic.List[string]]::new()
            1..3 | ForEach-Object { $order.Add("in $_"); [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "$_" } } |
                Get-OneloopCustomerBilling -ThrottleLimit 1 | ForEach-Object { $order.Add("out $($_.ExternalMeterId)") }
            $order | Should -Be 'in 1', 'out 1', 'in 2', 'out 2', 'in 3', 'out 3'
        }

        It 'ends with Select-Object -First, and so does what is under way' {
            foreach ($i in 2..100) { Add-StandInScript $standIn "m$i" @{ delayMs = 60000 } }
            $clock = [System.Diagnostics.Stopwatch]::StartNew()
            $first = 1..100 | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "m$_" } } |
                Get-OneloopCustomerBilling | Select-Object -First 1
            $first.ExternalMeterId | Should -Be 'm1'
            # Far below the minute that any answer but the first takes: a lower bound would measure the machine.
            $clock.Elapsed.TotalSeconds | Should -BeLessThan 30
        }

        It 'needs nothing but its parameters: no prompt, no progress, no host' {
            $powershell = [powershell]::Create()
            try {
                $null = $powershell.AddScript("Import-Module '$(Get-ModulePath)'; Connect-Oneloop x -BaseUri $($standIn.BaseUri); Get-OneloopCustomerBilling ws_bulk hostless")
                $powershell.Invoke().ExternalMeterId | Should -Be 'hostless'
                $powershell.Streams.Error | Should -BeNullOrEmpty
            } finally {
                $powershell.Dispose()
            }
        }
    }
}
