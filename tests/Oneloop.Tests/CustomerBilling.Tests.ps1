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

        It 'refuses an empty array of ids' {
            $e = { Get-OneloopCustomerBilling ws_bulk @() } | Should -Throw -PassThru
            $e.FullyQualifiedErrorId | Should -BeLike 'Oneloop.MissingParameter,*'
            "$e" | Should -BeExactly "No meter is named: 'ws_bulk' is the WorkspaceId, and ExternalMeterId is empty."
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

    Context 'Ids by value' {
        It 'are meters of the workspace typed: <Name>' -ForEach @(
            @{ Name = 'strings'; Piped = 'wonka', 'soylent'; Ids = 'wonka', 'soylent' }
            @{ Name = 'lines of a file'; Piped = { Set-Content "$TestDrive/ids.txt" 'wonka', 'soylent'; Get-Content "$TestDrive/ids.txt" }; Ids = 'wonka', 'soylent' }
            @{ Name = 'lines of a file, several at a time'; Piped = { Set-Content "$TestDrive/ids.txt" 'a', 'b', 'c'; Get-Content "$TestDrive/ids.txt" -ReadCount 2 }; Ids = 'a', 'b', 'c' }
            @{ Name = 'numbers'; Piped = 1001, 1001.5, 9007199254740993, [bigint]::Parse('18446744073709551616'); Ids = '1001', '1001.5', '9007199254740993', '18446744073709551616' }
            @{ Name = 'GUIDs'; Piped = [guid] '0f8fad5b-d9cb-469f-a165-70867728950e'; Ids = '0f8fad5b-d9cb-469f-a165-70867728950e' }
            @{ Name = 'a string array'; Piped = { , [string[]] ('a', 'b') }; Ids = 'a', 'b' }
        ) {
            $given = $Piped -is [scriptblock] ? (& $Piped) : $Piped
            $billing = $given | Get-OneloopCustomerBilling ws_bulk -ErrorVariable failures
            $failures | Should -BeNullOrEmpty
            $billing.ExternalMeterId | Should -BeExactly $Ids
            $billing.WorkspaceId | Sort-Object -Unique | Should -BeExactly 'ws_bulk'
        }

        It 'stand beside rows' {
            $billing = 'm1', [pscustomobject]@{ ExternalMeterId = 'm2' }, 'm3' | Get-OneloopCustomerBilling -WorkspaceId ws_bulk
            $billing.ExternalMeterId | Should -Be 'm1', 'm2', 'm3'
        }

        It 'that cannot be sent are refused, and the others answered' {
            $billing = 'm1', '', 'm2', ' ', "bad `u{D800} half" | Get-OneloopCustomerBilling ws_bulk -ErrorAction SilentlyContinue -ErrorVariable failures
            $billing.ExternalMeterId | Should -Be 'm1', 'm2'
            "$($failures[0])" | Should -BeExactly 'The pipeline input cannot be used as ExternalMeterId. The id is blank.'
            "$($failures[1])" | Should -BeExactly '2 more inputs were skipped. The first of them: The pipeline input cannot be used as ExternalMeterId. The id is blank.'
            $failures | Should -HaveCount 2
        }
    }

    Context 'Rows' {
        BeforeAll {
            function ConvertTo-Row([string] $Header, [string[]] $Line = 'a;b', [char] $Delimiter = ',') {
                @($Header) + $Line | ConvertFrom-Csv -Delimiter $Delimiter
            }
        }

        It 'of a file with <Name> are one error for the run' -ForEach @(
            @{ Name = 'other columns'; Header = 'Space,Meter'; Says = 'A row of the pipeline input has no column WorkspaceId (or workspace_id) and no column ExternalMeterId (or external_meter_id). Its columns are: Space, Meter.' }
            @{ Name = 'one other column'; Header = 'WorkspaceId,Meter'; Says = 'A row of the pipeline input has no column ExternalMeterId (or external_meter_id). Its columns are: WorkspaceId, Meter.' }
            @{ Name = 'semicolons'; Header = 'WorkspaceId;ExternalMeterId'
                Says = "A row of the pipeline input has no column WorkspaceId (or workspace_id) and no column ExternalMeterId (or external_meter_id). Its only column is 'WorkspaceId;ExternalMeterId'. It holds ';': is that the file's delimiter?"
                Do = "Read the file with its delimiter: Import-Csv customers.csv -Delimiter ';' | Get-OneloopCustomerBilling" }
            @{ Name = 'tabs'; Header = "WorkspaceId`tExternalMeterId"
                Says = "*Its only column is 'WorkspaceId`u{FFFD}ExternalMeterId'. It holds `"````t`": is that the file's delimiter?"
                Do = 'Read the file with its delimiter: Import-Csv customers.csv -Delimiter "``t" | Get-OneloopCustomerBilling' }
            @{ Name = 'commas where semicolons were expected'; Header = 'WorkspaceId,ExternalMeterId'; Delimiter = ';'; Says = "*Its only column is 'WorkspaceId,ExternalMeterId'. It holds ',': is that the file's delimiter?"
                Do = "Read the file with its delimiter: Import-Csv customers.csv -Delimiter ',' | Get-OneloopCustomerBilling" }
            @{ Name = 'one column'; Header = 'Meter'; Says = "*Its only column is 'Meter'." }
            @{ Name = 'twelve columns'; Header = ('k' * 50), 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l' -join ','; Says = "*Its columns are: $('k' * 40)$([char] 0x2026), b, c, d, e, f, g, h, i, j and 2 more." }
        ) {
            $rows = ConvertTo-Row $Header (1..500 | ForEach-Object { "a$_;b,c" }) -Delimiter ($Delimiter ? $Delimiter : ',')
            $rows | Should -HaveCount 500
            $rows | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeExactly 'Oneloop.InvalidInput,Oneloop.Commands.GetOneloopCustomerBillingCommand'
            $failures[0].CategoryInfo.Category | Should -Be 'InvalidData'
            $failures[0].TargetObject | Should -Be $rows[0]
            "$($failures[0])" | Should -BeLike $Says
            $failures[0].ErrorDetails.RecommendedAction | Should -BeLike ($Do ? $Do : '*ExternalMeterId { $_.Meter }')
            Get-StandInRequest $standIn | Should -BeNullOrEmpty
        }

        It 'that name no customer cost none of the others, and are two errors at most' {
            $rows = @(
                [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'm1' }
                [pscustomobject]@{ WorkspaceId = 'ws_bulk'; Meter = 'x' }
                [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'm2' }
                [pscustomobject]@{ Meter = 'y' }
                [pscustomobject]@{ WorkspaceId = 'ws_bulk'; Meter = 'z' }
                [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'm3' })
            $billing = $rows | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures
            $billing.ExternalMeterId | Should -Be 'm1', 'm2', 'm3'
            $failures | Should -HaveCount 2
            $failures.FullyQualifiedErrorId | Should -BeLike 'Oneloop.InvalidInput,*'
            $failures.TargetObject | Should -Be $rows[1, 3]
            "$($failures[0])" | Should -BeExactly 'A row of the pipeline input has no column ExternalMeterId (or external_meter_id). Its columns are: WorkspaceId, Meter.'
            "$($failures[1])" | Should -BeExactly "2 more inputs were skipped. The first of them: A row of the pipeline input has no column WorkspaceId (or workspace_id) and no column ExternalMeterId (or external_meter_id). Its only column is 'Meter'."
        }

        It 'that name no customer stop the run at the first with -ErrorAction Stop' {
            $rows = [pscustomobject]@{ Meter = 'x' }, [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'm1' }
            { $rows | Get-OneloopCustomerBilling -ErrorAction Stop } | Should -Throw -ErrorId 'Oneloop.InvalidInput,*'
            Get-StandInRequest $standIn | Should -BeNullOrEmpty
        }

        It 'never keep an id of the row before' {
            $rows = [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'm1' }, [pscustomobject]@{ ExternalMeterId = 'm2' }, [pscustomobject]@{ WorkspaceId = 'ws_bulk' }
            $billing = $rows | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures
            $billing.ExternalMeterId | Should -Be 'm1'
            "$($failures[0])" | Should -BeExactly "A row of the pipeline input has no column WorkspaceId (or workspace_id). Its only column is 'ExternalMeterId'."
            "$($failures[1])" | Should -BeExactly "One more input was skipped: A row of the pipeline input has no column ExternalMeterId (or external_meter_id). Its only column is 'WorkspaceId'."
            (Get-StandInRequest $standIn).externalMeterId | Should -Be 'm1'
        }

        It 'may hold ids as numbers, which are not taken for the whole row' {
            $billing = '[{"WorkspaceId":"ws_bulk","ExternalMeterId":1001},{"WorkspaceId":"ws_bulk","ExternalMeterId":[1002,1003]}]' | ConvertFrom-Json | Get-OneloopCustomerBilling
            $billing.ExternalMeterId | Should -BeExactly '1001', '1002', '1003'
        }

        It 'give their ids by script blocks' {
            $billing = ConvertTo-Row 'Space,Meter' 'ws_lumen,wonka', 'ws_lumen,soylent' | Get-OneloopCustomerBilling -WorkspaceId { $_.Space } -ExternalMeterId { $_.Meter }
            $billing.ExternalMeterId | Should -Be 'wonka', 'soylent'
            (ConvertTo-Row 'Meter' 'wonka', 'soylent' | Get-OneloopCustomerBilling ws_lumen -ExternalMeterId { $_.Meter }).ExternalMeterId | Should -Be 'wonka', 'soylent'
        }

        It 'add the workspace to a meter typed' {
            $billing = [pscustomobject]@{ WorkspaceId = 'ws_bulk' }, [pscustomobject]@{ workspace_id = 'ws_lumen' } | Get-OneloopCustomerBilling -ExternalMeterId wonka
            $billing.WorkspaceId | Should -Be 'ws_bulk', 'ws_lumen'
        }

        It 'are references to customers, too' {
            Add-StandInScript $standIn 'none' @{ body = '{"billing":null}' }
            $null = Get-OneloopCustomerBilling ws_bulk none -ErrorAction SilentlyContinue -ErrorVariable failures
            Clear-StandIn $standIn
            ($failures.TargetObject | Get-OneloopCustomerBilling).ExternalMeterId | Should -Be 'none'
        }

        It 'of another kind are one error: <Name>' -ForEach @(
            @{ Name = 'a hashtable'; Piped = { @{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'm' } }; Says = 'The pipeline input is a Hashtable, whose keys are not properties.'; Do = 'Make an object of it: `[pscustomobject`] @{*} | Get-OneloopCustomerBilling' }
            @{ Name = '$null'; Piped = { , $null }; Says = 'The pipeline input is $null.'; Do = '*' }
            @{ Name = 'a date'; Piped = { Get-Date }; Says = 'A System.DateTime of the pipeline input has no property WorkspaceId (or workspace_id) and no property ExternalMeterId (or external_meter_id). Its properties are: *'; Do = 'Rename*' }
            @{ Name = 'a boolean'; Piped = { $true }; Says = 'A System.Boolean of the pipeline input has no property *. It has no properties.'; Do = '*' }
            @{ Name = 'an enumeration'; Piped = { [System.DayOfWeek]::Monday }; Says = 'A System.DayOfWeek of the pipeline input has no property *'; Do = '*' }
            @{ Name = 'an empty id'; Piped = { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = @() } }; Says = 'A row of the pipeline input has an empty ExternalMeterId. Its columns are: WorkspaceId, ExternalMeterId.'; Do = 'Fill in the id, or leave this input out.' }
        ) {
            & $Piped | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'Oneloop.InvalidInput,*'
            "$($failures[0])" | Should -BeLike $Says
            $failures[0].ErrorDetails.RecommendedAction | Should -BeLike $Do
            Get-StandInRequest $standIn | Should -BeNullOrEmpty
        }

        It 'are not needed where <Typed> is typed: one error, and nothing asked for' -ForEach @(
            @{ Typed = 'both ids'; With = @{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'm' } }
            @{ Typed = 'the meter'; With = @{ ExternalMeterId = 'm' } }
        ) {
            'a', 'b' | Get-OneloopCustomerBilling @With -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'Oneloop.InvalidInput,*'
            "$($failures[0])" | Should -BeExactly 'The pipeline input names no customer: -ExternalMeterId was given, and the input adds no WorkspaceId.'
            Get-StandInRequest $standIn | Should -BeNullOrEmpty
        }

        It 'are none where there are none' {
            @() | Get-OneloopCustomerBilling -ErrorVariable failures | Should -BeNullOrEmpty
            $failures | Should -BeNullOrEmpty
        }
    }

    Context 'A default workspace' {
        BeforeAll {
            $script:plain = Get-OneloopConnection
            $script:lumen = Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri -WorkspaceId ws_lumen -PassThru
        }

        AfterAll {
            Disconnect-Oneloop
            Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri
        }

        It 'is that of <Name>' -ForEach @(
            @{ Name = 'piped strings'; Command = { 'wonka', 'soylent' | Get-OneloopCustomerBilling } }
            @{ Name = '-ExternalMeterId'; Command = { Get-OneloopCustomerBilling -ExternalMeterId wonka, soylent } }
            @{ Name = 'rows without a workspace'; Command = { [pscustomobject]@{ ExternalMeterId = 'wonka' }, [pscustomobject]@{ external_meter_id = 'soylent' } | Get-OneloopCustomerBilling } }
        ) {
            $billing = & $Command
            $billing.ExternalMeterId | Should -Be 'wonka', 'soylent'
            $billing.WorkspaceId | Should -Be 'ws_lumen', 'ws_lumen'
        }

        It 'gives way to one that is typed, and to that of a row' {
            (Get-OneloopCustomerBilling ws_bulk m).WorkspaceId | Should -Be 'ws_bulk'
            ('m' | Get-OneloopCustomerBilling ws_bulk).WorkspaceId | Should -Be 'ws_bulk'
            $rows = [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = 'm' }, [pscustomobject]@{ ExternalMeterId = 'wonka' }
            ($rows | Get-OneloopCustomerBilling).WorkspaceId | Should -Be 'ws_bulk', 'ws_lumen'
        }

        It 'is that of the connection asked through, and of no other' {
            (Get-OneloopCustomerBilling -ExternalMeterId wonka -Connection $lumen).WorkspaceId | Should -Be 'ws_lumen'
            { Get-OneloopCustomerBilling -ExternalMeterId wonka -Connection $plain } | Should -Throw -ErrorId 'Oneloop.MissingParameter,*'
        }

        It 'does not stand in for a workspace of a row that is <Name>' -ForEach @(@{ Name = 'blank'; Value = ' ' }, @{ Name = 'null'; Value = $null }) {
            [pscustomobject]@{ WorkspaceId = $Value; ExternalMeterId = 'wonka' } | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            $failures.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
            Get-StandInRequest $standIn | Should -BeNullOrEmpty
        }

        It 'leaves the first position to WorkspaceId, and says so' {
            $e = { Get-OneloopCustomerBilling "won'ka" } | Should -Throw -PassThru
            $e.FullyQualifiedErrorId | Should -BeExactly 'Oneloop.MissingParameter,Oneloop.Commands.GetOneloopCustomerBillingCommand'
            $e.CategoryInfo.Category | Should -Be 'InvalidArgument'
            "$e" | Should -BeExactly "No meter is named: 'won''ka' is the WorkspaceId, and ExternalMeterId is missing."
            $e.ErrorDetails.RecommendedAction | Should -BeExactly "If 'won''ka' is a meter in the default workspace 'ws_lumen': Get-OneloopCustomerBilling -ExternalMeterId 'won''ka'"
            Add-StandInScript $standIn "won'ka" @{ body = Get-BillingBody }
            (& ([scriptblock]::Create($e.ErrorDetails.RecommendedAction -replace '.*: '))).ExternalMeterId | Should -BeExactly "won'ka"
        }
    }

    Context 'A command that names no customer' {
        It '<Name> is one error: what is missing, and how to give it' -ForEach @(
            @{ Name = 'with no id'; Command = { Get-OneloopCustomerBilling }
                Says = 'No customer is named: WorkspaceId is missing, and ExternalMeterId is missing.'; Do = 'Give both ids, as in Get-OneloopCustomerBilling ws_acme customer_123, or pipe objects that have them as properties.' }
            @{ Name = 'with no meter'; Command = { Get-OneloopCustomerBilling ws_lumen }
                Says = "No meter is named: 'ws_lumen' is the WorkspaceId, and ExternalMeterId is missing."; Do = "Give both ids, as in Get-OneloopCustomerBilling 'ws_lumen' customer_123" }
            @{ Name = 'with no workspace'; Command = { Get-OneloopCustomerBilling -ExternalMeterId wonka }
                Says = 'No workspace is named: WorkspaceId is missing, and the connection has no default one.'; Do = 'Add -WorkspaceId, as in -WorkspaceId ws_acme, or connect with a default workspace: Connect-Oneloop -WorkspaceId ws_acme' }
        ) {
            $e = { & $Command } | Should -Throw -PassThru
            $e.FullyQualifiedErrorId | Should -BeExactly 'Oneloop.MissingParameter,Oneloop.Commands.GetOneloopCustomerBillingCommand'
            $e.CategoryInfo.Category | Should -Be 'InvalidArgument'
            "$e" | Should -BeExactly $Says
            $e.ErrorDetails.RecommendedAction | Should -BeExactly $Do
            Get-StandInRequest $standIn | Should -BeNullOrEmpty
        }

        It 'with ids piped and no workspace is one error, however many there are' {
            1..50 | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            $failures | Should -HaveCount 1
            $failures[0].FullyQualifiedErrorId | Should -BeLike 'Oneloop.InvalidInput,*'
            $failures[0].TargetObject | Should -Be 1
            "$($failures[0])" | Should -BeExactly 'No workspace is named: the pipeline input is an ExternalMeterId alone, and the connection has no default workspace.'
            $failures[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Add -WorkspaceId, as in -WorkspaceId ws_acme, or connect with a default workspace: Connect-Oneloop -WorkspaceId ws_acme'
        }
    }
}
