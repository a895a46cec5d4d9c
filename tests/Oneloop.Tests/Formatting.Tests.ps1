BeforeDiscovery {
    $script:widths = 40, 60, 72, 80, 90, 100, 120, 160
    # script makes a terminal, stty sets its size.
    $script:noTerminal = $IsWindows -or @(Get-Command script, stty -CommandType Application -ErrorAction Ignore).Count -lt 2
    # What is asked for: no more than 8 digits in one set, and 13 and 28 in others.
    $script:sets = 'demo', 'small', 'digits13', 'over13', 'digits28', 'percents', 'percents28', 'mixed'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:cultureBefore = [cultureinfo]::CurrentCulture
    [cultureinfo]::CurrentCulture = 'en-US'
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri
    $shares = [ordered]@{ none = 0; trace = 1; half = 5000; below80 = 7999; from80 = 8000; below100 = 9999; from100 = 10000; over = 12345 }
    foreach ($name in $shares.Keys) {
        Add-StandInScript $standIn $name @{ body = Get-BillingBody -With @{ totalCredits = '10000'; usedCredits = "$($shares[$name])" } }
    }
    Add-StandInScript $standIn 'empty' @{ body = Get-BillingBody -With @{ totalCredits = '0'; usedCredits = '0' } }
    $script:billing = Get-OneloopCustomerBilling ws_bulk (@($shares.Keys) + 'empty')
    $script:full = [string] [char] 0x2588
    $script:free = [string] [char] 0x2591
    $script:ellipsis = [string] [char] 0x2026

    # The lines of a table, by meter id.
    function Get-Row([string] $Table) {
        $rows = @{}
        foreach ($line in $Table -split '\r?\n') {
            if ($line -match '^(?:ws_bulk\s+)?(\w+) ') { $rows[$Matches[1]] = $line }
        }
        $rows
    }

    function Get-Rendered([string] $Rendering, [scriptblock] $Command) {
        $before = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = $Rendering
        try { & $Command } finally { $PSStyle.OutputRendering = $before }
    }

    # What comes out of a job or a file.
    function Get-Copy($Object) {
        [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Object))
    }

    # Credits of up to 28 digits, total and used, and ids of every kind.
    $credits = @{
        small = '250000', '61320'; digits13 = '1234567890123', '1234567890122'; over13 = '1234567890123', '9876543210987'
        digits28 = '9999999999999999999999999999', '1234567890123456789012345678'
        percents = '17', '1234567890123'; percents28 = '1', '9999999999999999999999999999'
    }
    $rocket = [char]::ConvertFromUtf32(0x1f680)
    $ids = @(
        , @('ws_northwind', 'customer_1006----embeddings')
        , @('ws_northwind-production-eu-west-1', 'customer_1005----embeddings----9e107d9d-372b-4a51-8f0c-3b2f1d7e6c5a')
        , @('ws_bulk', ("$([char[]] (0x6771, 0x4eac, 0x30aa, 0x30d5, 0x30a3, 0x30b9))" * 4 -replace ' '))
        , @("ws_$($rocket * 20)", "x$($rocket * 40)")
        , @('ws_bulk', ("e$([char] 0x301)" * 40))
        , @('ws_lumen', 'globex #1')
    )
    $script:customers = @{
        demo = @(
            , @('ws_northwind', 'customer_1005----embeddings', '1000000', '1184205')
            , @('ws_northwind', 'customer_1003----fine_tune', '500000', '311320')
            , @('ws_lumen', 'stark-industries', '12000000', '13475220')
            , @('ws_lumen', 'globex #2', '3', '2')
            , @('ws_harbor', 'c05d9a61', '99999999', '1')
        )
        mixed = @()
    }
    foreach ($kind in $credits.Keys) { $customers[$kind] = @($ids.ForEach({ , @($_ + $credits[$kind]) })) }
    foreach ($kind in 'small', 'digits13', 'percents', 'small', 'digits28', 'percents28') {
        $customers.mixed += , (@('ws_bulk', "of $kind") + $credits[$kind])
    }
    foreach ($set in @($customers.Keys)) {
        $customers[$set] = @($customers[$set].ForEach({
                    [pscustomobject]@{ WorkspaceId = $_[0]; ExternalMeterId = $_[1]; Total = $_[2]; Used = $_[3] }
                }))
    }

    function Add-Customer([string] $Set) {
        foreach ($one in $customers[$Set]) {
            $body = Get-BillingBody -With @{ totalCredits = $one.Total; usedCredits = $one.Used }
            Add-StandInScript $standIn $one.ExternalMeterId @{ body = $body }
        }
    }

    # What each set is answered, all in one run. A set has ids of others, so they are asked for in turn.
    $script:answered = @{}
    foreach ($set in $customers.Keys) {
        Add-Customer $set
        $answered[$set] = @($customers[$set] | Get-OneloopCustomerBilling -ErrorAction Stop)
    }

    # How many columns of a terminal a text takes: of a character outside the first plane, each half takes one.
    function Get-Cell([string] $Text) {
        $Text.Length + [regex]::Matches($Text, '[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]').Count
    }

    # What is wrong with tables. Nothing if each line fits and each header is one line high, each number is whole and under its
    # header, and each id is whole or ends with an ellipsis.
    function Get-TableFault([string] $Text, [int] $Width, [object[]] $Billing) {
        $lines = $Text -replace '\e\[[?\d;]*[A-Za-z]' -split '\r?\n'
        $next = 0
        $above = @()
        $columns = $null
        foreach ($line in $lines) {
            if ((Get-Cell $line) -gt $Width) { "wider than $Width`: $line" }
            if (-not $line.Trim()) {
                $columns = $null
                $above = @()
            } elseif ($line -match '^-+( +-+)* *$') {
                if ($above.Count -ne 1) { "a header of $($above.Count) lines" }
                $columns = @($above[-1].Trim() -split ' +')
                $numbers = @($columns | Where-Object { $_ -in 'Used%', 'Used', 'Total', 'Remaining', 'Overage' })
                $strange = @($columns | Where-Object { $_ -notin 'WorkspaceId', 'ExternalMeterId', 'Usage' + $numbers })
                if ($strange) { "columns $strange" }
                $ends = @([regex]::Matches($line, '-+') | Select-Object -Last $numbers.Count | ForEach-Object { $_.Index + $_.Length })
            } elseif ($null -eq $columns) {
                $above += $line
            } elseif ($next -ge $Billing.Count) {
                "one row more: $line"
            } else {
                $row = $Billing[$next++]
                $tenths = [System.Numerics.BigInteger] $row.UsedCredits * 1000 / [System.Numerics.BigInteger] $row.TotalCredits
                $whole = @{
                    'Used%' = '{0:N0}.{1}' -f ($tenths / 10), ($tenths % 10)
                    Used = '{0:N0}' -f $row.UsedCredits; Total = '{0:N0}' -f $row.TotalCredits
                    Remaining = '{0:N0}' -f $row.RemainingCredits; Overage = '{0:N0}' -f $row.OverageCredits
                }
                $rest = $line.TrimEnd()
                for ($i = $numbers.Count - 1; $i -ge 0; $i--) {
                    $number = $whole[$numbers[$i]]
                    if (-not $rest.EndsWith(" $number", 'Ordinal') -or (Get-Cell $rest) -ne $ends[$i]) {
                        "no $($numbers[$i]) $number up to $($ends[$i]): $line"
                        break
                    }
                    $rest = $rest.Substring(0, $rest.Length - $number.Length).TrimEnd()
                }
                if ($i -ge 0) { continue }
                $shown = @{ ExternalMeterId = $rest -replace " [$full$free]+$" }
                if ($columns[0] -eq 'WorkspaceId') { $shown.WorkspaceId, $shown.ExternalMeterId = $rest -split ' +', 2 }
                foreach ($name in $shown.Keys) {
                    $cell = $shown[$name].Trim()
                    if ($cell -ceq $row.$name) { continue }
                    $cut = $cell -replace "$ellipsis$"
                    $isCut = $cut -cne $cell -and $row.$name.StartsWith($cut, 'Ordinal')
                    # What is cut off does not begin within a character.
                    if (-not $isCut -or $row.$name.Substring($cut.Length) -match '^[\u0301\udc00-\udfff]') {
                        "$name is $($row.$name): $line"
                    }
                }
            }
        }
        if ($next -ne $Billing.Count) { "$next of $($Billing.Count) rows" }
    }

    # The header of the first table.
    function Get-TableColumn([string] $Text) {
        ($Text -replace '\e\[[?\d;]*[A-Za-z]' -split '\r?\n' -match '\S')[0].Trim() -split ' +'
    }

    # A script for another PowerShell, which has the customers of some sets in $sets.
    function Get-Script([string[]] $Set, [string] $Command) {
        @"
[cultureinfo]::CurrentCulture = 'en-US'
[System.Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
Import-Module '$(Get-ModulePath)'
Connect-Oneloop x -BaseUri $($standIn.BaseUri)
`$sets = @{}
"@
        foreach ($name in $Set) {
            Add-Customer $name
            ConvertTo-Json $customers[$name] | Set-Content "$TestDrive/$name.json"
            "`$sets['$name'] = Get-Content '$TestDrive/$name.json' | ConvertFrom-Json | Get-OneloopCustomerBilling"
        }
        $Command
    }

    # The parts of an output, by what stands in the line '=== <name> ===' before each.
    function Get-Part([string] $Output) {
        $parts = @{}
        $texts = $Output -replace '\e\][^\a]*\a|\e\[[?\d;]*[A-Za-z]|\e=' -split '=== ([^=]+) ===\r?\n'
        for ($i = 1; $i -lt $texts.Count; $i += 2) { $parts[$texts[$i]] = $texts[$i + 1] }
        $parts
    }
}

AfterAll {
    [cultureinfo]::CurrentCulture = $cultureBefore
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'What a session shows' {
    It 'is a table of the main properties, with percents cut off and not rounded' {
        $table = $billing | Out-String -Width 120
        Get-TableColumn $table | Should -Be 'WorkspaceId', 'ExternalMeterId', 'Used%', 'Used', 'Total', 'Remaining'
        $rows = Get-Row $table
        $rows.below100 | Should -Match ' 99\.9 '
        $rows.below80 | Should -Match ' 79\.9 '
        $rows.from80 | Should -Match ' 80\.0 '
        $rows.over | Should -Match ' 123\.4 .* 0\s*$'
        $rows.empty | Should -Match '^ws_bulk\s+empty\s+0\s+0\s+0\s*$' -Because 'there is no percent of nothing'
    }

    It 'has the percent <Percent> for <Used> of <Total>' -ForEach @(
        @{ Used = '164'; Total = '1000'; Percent = '16.4' }
        @{ Used = '99999999999999999999999999'; Total = '100000000000000000000000000'; Percent = '99.9' }
        @{ Used = '9999999999999999999999999998'; Total = '9999999999999999999999999999'; Percent = '99.9' }
        @{ Used = '12345'; Total = '1'; Percent = '1,234,500.0' }
        @{ Used = '9999999999999999999999999999'; Total = '1'; Percent = '999,999,999,999,999,999,999,999,999,900.0' }
    ) {
        Add-StandInScript $standIn 'share' @{ body = Get-BillingBody -With @{ totalCredits = $Total; usedCredits = $Used } }
        (Get-Row (Get-OneloopCustomerBilling ws_bulk share | Out-String -Width 200)).share | Should -Match "^ws_bulk\s+share\s+$Percent\s"
    }

    It 'is, as a list, the default display properties' {
        $names = ($billing[0] | Format-List | Out-String) -replace '\e\[[\d;]*m' -split '\r?\n' -match ':' -replace '\s*:.*'
        $names | Should -Be 'WorkspaceId', 'ExternalMeterId', 'TotalCredits', 'UsedCredits', 'RemainingCredits', 'UsedPercent'
    }

    It 'is, with Format-Wide, the id of the meter' {
        ($billing[0, 1] | Format-Wide | Out-String).Trim() -split '\s+' | Should -Be 'none', 'trace'
    }

    It 'has a view Usage, in which <Name> fills <Used> of 20' -ForEach @(
        @{ Name = 'none'; Used = 0 }
        @{ Name = 'trace'; Used = 1 }
        @{ Name = 'half'; Used = 10 }
        @{ Name = 'below100'; Used = 19 }
        @{ Name = 'from100'; Used = 20 }
        @{ Name = 'over'; Used = 20 }
        @{ Name = 'empty'; Used = 0 }
    ) {
        $rows = Get-Row ($billing | Format-Table -View Usage | Out-String -Width 120)
        $rows[$Name] | Should -Match (' ' + $full * $Used + $free * (20 - $Used) + ' ')
    }

    It 'colours the bar of <Name> <Colour>' -ForEach @(
        @{ Name = 'below80'; Colour = 'Green' }
        @{ Name = 'from80'; Colour = 'BrightYellow' }
        @{ Name = 'below100'; Colour = 'BrightYellow' }
        @{ Name = 'from100'; Colour = 'BrightRed' }
        @{ Name = 'over'; Colour = 'BrightRed' }
        @{ Name = 'empty'; Colour = 'Green' }
    ) {
        $table = Get-Rendered Ansi { $billing | Format-Table -View Usage | Out-String -Width 120 }
        $before, $after = [regex]::Escape($PSStyle.Foreground.$Colour), [regex]::Escape($PSStyle.Reset)
        (Get-Row $table)[$Name] | Should -Match "$before[$full$free]{20}$after"
    }

    It 'is plain with OutputRendering PlainText' {
        Get-Rendered PlainText { $billing | Format-Table -View Usage | Out-String -Width 120 } | Should -Not -Match '\e'
    }

    It 'has plain bars where the output goes into a file' {
        $fresh = Invoke-FreshPowerShell @"
Import-Module '$(Get-ModulePath)'
Connect-Oneloop x -BaseUri $($standIn.BaseUri)
Get-OneloopCustomerBilling ws_bulk half, over | Format-Table -View Usage
"@
        $bars = $fresh.Output -split '\r?\n' -match $full
        $bars | Should -HaveCount 2
        $bars | Should -Not -Match '\e'
    }

    It 'has no control character in an id, in the table and in text' {
        Add-StandInScript $standIn "a`e[31m`nb" @{ body = Get-BillingBody }
        $strange = Get-OneloopCustomerBilling ws_bulk "a`e[31m`nb"
        $shown = "a$([char] 0xfffd)[31m$([char] 0xfffd)b"
        $strange | Out-String -Width 120 | Should -Match ([regex]::Escape("ws_bulk     $shown "))
        "$strange" | Should -Be "workspace 'ws_bulk', meter '$shown': 100 of 1000 credits used"
    }

    It 'of a connection is a table, with the mask and without the token' {
        $table = Get-OneloopConnection | Out-String -Width 120
        $table | Should -Match 'BaseUri\s.*TokenSource\s.*TokenMask\s.*TimeoutSec'
        $table | Should -Match '\*\*\*\*'
    }
}

Describe 'A table in <_> columns' -ForEach $widths {
    BeforeAll {
        $script:width = $_
    }

    It 'shows numbers whole or not at all: <_>' -ForEach $sets {
        $all = $answered[$_]
        Get-TableFault ($all | Out-String -Width $width) $width -Billing $all | Should -BeNullOrEmpty
        Get-TableFault ($all | Format-Table -View Usage | Out-String -Width $width) $width -Billing $all | Should -BeNullOrEmpty
    }

    It 'shows numbers whole or not at all where larger ones come later' {
        $table = $customers.mixed | Get-OneloopCustomerBilling -ThrottleLimit 1 | Out-String -Width $width
        Get-TableFault $table $width -Billing $answered.mixed | Should -BeNullOrEmpty
    }

    It 'shows numbers of copies whole or not at all' {
        $copies = $answered.mixed | ForEach-Object { Get-Copy $_ }
        Get-TableFault ($copies | Out-String -Width $width) $width -Billing $answered.mixed | Should -BeNullOrEmpty
        $usage = $copies | Format-Table -View Usage | Out-String -Width $width
        Get-TableFault $usage $width -Billing $answered.mixed | Should -BeNullOrEmpty
    }

    It 'shows the timeouts of connections whole or not at all' {
        $addresses = 'http://127.0.0.1/', 'https://oneloop-api-gateway.production.eu-west-1.example.com/customer-billing/'
        $connections = foreach ($address in $addresses) {
            Connect-Oneloop -Token a-token-long-enough-to-be-masked -BaseUri $address -TimeoutSec 86400 -PassThru
        }
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri
        $lines = ($connections | Out-String -Width $width) -replace '\e\[[\d;]*m' -split '\r?\n' -match '\S'
        $lines | Should -HaveCount 4 -Because 'there are two rows and a header of one line'
        $lines | Where-Object { $_.Length -gt $width } | Should -BeNullOrEmpty
        $columns = $lines[0] -split ' +' -ne ''
        $whole = @{ TokenSource = 'Parameter'; TokenMask = '****sked'; TimeoutSec = '86400' }
        $expected = @($columns | Select-Object -Skip 1 | ForEach-Object { $whole[$_] })
        foreach ($line in $lines[2, 3]) { ($line -split ' +' -ne '' | Select-Object -Skip 1) | Should -Be $expected }
        $columns | Should -Be @('BaseUri', 'TokenSource', 'TokenMask', 'TimeoutSec' | Select-Object -First $columns.Count)
    }
}

Describe 'A table' {
    It 'shows numbers whole or not at all in each width from 40 to 160' {
        $faults = foreach ($width in 40..160) {
            foreach ($set in 'demo', 'over13') {
                $all = $answered[$set][0, 1]
                Get-TableFault ($all | Out-String -Width $width) $width -Billing $all
                Get-TableFault ($all | Format-Table -View Usage | Out-String -Width $width) $width -Billing $all
            }
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'fits 80 columns of a terminal with all columns and ids as long as those of the demo' {
        # PowerShell leaves the last column of a terminal free.
        $table = $answered.demo | Out-String -Width 79
        Get-TableColumn $table | Should -Be 'WorkspaceId', 'ExternalMeterId', 'Used%', 'Used', 'Total', 'Remaining'
        $table | Should -Not -Match $ellipsis
        $usage = $answered.demo | Format-Table -View Usage | Out-String -Width 79
        Get-TableColumn $usage | Should -Be 'ExternalMeterId', 'Usage', 'Used%', 'Remaining', 'Overage'
        $usage | Should -Not -Match $ellipsis
        $usage | Should -Match "$full{20} 118\.4 "
    }

    It 'of <Set> in <Width> columns has <Columns>, and with the bar <Usage>' -ForEach @(
        @{ Set = 'demo'; Width = 40; Columns = 'Used%'; Usage = 'Used%' }
        @{ Set = 'demo'; Width = 60; Columns = 'Used% Used Total'; Usage = 'Used% Remaining Overage' }
        @{ Set = 'demo'; Width = 72; Columns = 'Used% Used Total Remaining'; Usage = 'Used% Remaining Overage' }
        @{ Set = 'over13'; Width = 40; Columns = 'Used%'; Usage = 'Used%' }
        @{ Set = 'over13'; Width = 80; Columns = 'Used% Used Total'; Usage = 'Used% Remaining Overage' }
        @{ Set = 'over13'; Width = 90; Columns = 'Used% Used Total Remaining'; Usage = 'Used% Remaining Overage' }
        @{ Set = 'digits28'; Width = 80; Columns = 'Used% Used'; Usage = 'Used% Remaining' }
        @{ Set = 'digits28'; Width = 160; Columns = 'Used% Used Total Remaining'; Usage = 'Used% Remaining Overage' }
    ) {
        $shown = Get-TableColumn ($answered[$Set] | Out-String -Width $Width)
        "$shown" | Should -Be "WorkspaceId ExternalMeterId $Columns"
        $shown = Get-TableColumn ($answered[$Set] | Format-Table -View Usage | Out-String -Width $Width)
        "$shown" | Should -Be "ExternalMeterId Usage $Usage"
    }

    It 'begins again with wider columns where larger numbers come, and no more often' {
        $table = ($customers.mixed | Get-OneloopCustomerBilling -ThrottleLimit 1 | Out-String -Width 120) -replace '\e\[[\d;]*m'
        [regex]::Matches($table, '(?m)^WorkspaceId ').Count | Should -Be 4
        # When all are there, what the largest needs is known.
        $table = ($answered.mixed | Out-String -Width 120) -replace '\e\[[\d;]*m'
        [regex]::Matches($table, '(?m)^WorkspaceId ').Count | Should -Be 1
    }

    It 'fits the width that Out-String and Out-File are given, wherever the table is made' {
        $all = $answered.demo
        Get-TableFault (& { $all | Format-Table } | Out-String -Width 50) 50 -Billing $all | Should -BeNullOrEmpty
        Get-TableFault ($all | Out-String -Stream -Width 50 | Out-String -Width 200) 50 -Billing $all | Should -BeNullOrEmpty
        $all | Out-File "$TestDrive/out.txt" -Width 50
        Get-TableFault (Get-Content "$TestDrive/out.txt" -Raw) 50 -Billing $all | Should -BeNullOrEmpty
        $all | Out-File "$TestDrive/out.txt" -Width 100
        Get-TableColumn (Get-Content "$TestDrive/out.txt" -Raw) | Should -HaveCount 6
    }

    It 'that is grouped by something else shows numbers whole or not at all' {
        # The first row settles the widths, since no new table begins where they change.
        $copies = $answered.mixed | ForEach-Object { Get-Copy $_ }
        $table = ($copies | Format-Table -GroupBy WorkspaceId | Out-String -Width 80) -replace '\e\[[\d;]*m'
        $rows = $table -split '\r?\n' -match '^ws_bulk +of '
        $rows[0] | Should -Match "of small +24\.5 +61,320 +250,000 +188,680 *$"
        $rows[1] | Should -Match "of digits13 +99\.9 +$ellipsis +$ellipsis +1 *$"
        $rows | Should -HaveCount $copies.Count
        # Those of a run that has ended are laid out for its largest numbers.
        $table = ($answered.digits13 | Format-Table -GroupBy WorkspaceId | Out-String -Width 120) -replace '\e\[[\d;]*m'
        [regex]::Matches($table, ' 1,234,567,890,122 +1,234,567,890,123 +1\s*?$', 'Multiline').Count | Should -Be $answered.digits13.Count
    }

    It 'follows the separators of the culture' -ForEach 'de-DE', 'hi-IN', 'fr-FR', 'sv-SE' {
        try {
            [cultureinfo]::CurrentCulture = $_
            $used = '{0:N0}' -f 1234567890122
            foreach ($width in 60, 80, 120) {
                $lines = ($answered.digits13 | Out-String -Width $width) -replace '\e\[[\d;]*m' -split '\r?\n' -match '\S'
                $lines | Select-Object -Skip 2 | Where-Object { -not $_.Contains(" $used") } | Should -BeNullOrEmpty
                $lines | Where-Object { (Get-Cell $_) -gt $width } | Should -BeNullOrEmpty
            }
        } finally { [cultureinfo]::CurrentCulture = 'en-US' }
    }
}

Describe 'A table of another PowerShell' {
    It 'shows numbers whole or not at all in a pipe' {
        $fresh = Invoke-FreshPowerShell (Get-Script over13, mixed @"
[System.Console]::WriteLine('=== width ===')
[System.Console]::WriteLine(`$Host.UI.RawUI.BufferSize.Width)
foreach (`$set in 'over13', 'mixed') {
    [System.Console]::WriteLine("=== `$set ===")
    `$sets[`$set] | Out-Host
    [System.Console]::WriteLine("=== `$set usage ===")
    `$sets[`$set] | Format-Table -View Usage | Out-Host
    foreach (`$width in $($widths -join ', ')) {
        [System.Console]::WriteLine("=== `$set `$width ===")
        `$sets[`$set] | Out-String -Width `$width | Out-Host
    }
}
"@ | Join-String -Separator "`n")
        $fresh.Error | Should -BeNullOrEmpty
        $parts = Get-Part $fresh.Output
        $parts.Count | Should -Be (1 + 2 * (2 + $widths.Count))
        $faults = foreach ($part in $parts.Keys -ne 'width') {
            $set, $width = ($part -split ' ')[0, 1]
            if ($width -notmatch '\d') { $width = $parts.width.Trim() - 1 }
            Get-TableFault $parts[$part] $width -Billing $answered[$set] | ForEach-Object { "$part`: $_" }
        }
        $faults | Should -BeNullOrEmpty
    }

    It 'shows numbers whole or not at all in a terminal' -Skip:$noTerminal {
        $file = "$TestDrive/terminal.ps1"
        Get-Script over13, demo @"
foreach (`$width in $($widths -join ', ')) {
    stty rows 50 cols `$width
    `$limit = [datetime]::UtcNow.AddSeconds(20)
    while (`$Host.UI.RawUI.BufferSize.Width -ne `$width -and [datetime]::UtcNow -lt `$limit) { Start-Sleep -Milliseconds 10 }
    foreach (`$set in 'over13', 'demo') {
        [System.Console]::WriteLine("=== `$set `$width ===")
        `$sets[`$set] | Out-Host
        [System.Console]::WriteLine("=== `$set `$width usage ===")
        `$sets[`$set] | Format-Table -View Usage | Out-Host
    }
}
"@ | Set-Content $file
        $command = "unset NO_COLOR; TERM=xterm-256color $(@(Get-PowerShellProgram) + '-NoProfile', '-File', $file | ForEach-Object { "'$_'" })"
        $arguments = $IsMacOS ? @('-q', '/dev/null', 'sh', '-c', $command) : @('-qec', $command, '/dev/null')
        $output = '' | script $arguments | Join-String -Separator "`n"
        $LASTEXITCODE | Should -Be 0
        $parts = Get-Part $output
        $parts.Count | Should -Be (4 * $widths.Count)
        $faults = foreach ($part in $parts.Keys) {
            $set, $width = ($part -split ' ')[0, 1]
            Get-TableFault $parts[$part] ($width - 1) -Billing $answered[$set] | ForEach-Object { "$part`: $_" }
        }
        $faults | Should -BeNullOrEmpty
        Get-TableColumn $parts['demo 80'] | Should -HaveCount 6
        $parts['demo 80'] | Should -Not -Match $ellipsis
        $output | Should -Match "\e\[91m$full{20}"
    }
}

Describe 'In ConstrainedLanguage' {
    BeforeAll {
        $script:show = @'
$billing | Out-String -Width 100
$billing | Format-Table -View Usage | Out-String -Width 100
Get-OneloopConnection | Out-String -Width 100
'@
        $two = @(Get-OneloopCustomerBilling ws_bulk half, over)
        $script:expected = & ([scriptblock]::Create("`$billing = `$args; $show")) @two | Join-String
        $script:expected = $expected -replace '\e\[[\d;]*m'
        $expected | Should -Match '(?m)^ws_bulk +half +50\.0 +5,000 +10,000 +5,000 *$'
        $expected | Should -Match "(?m)^over +$full{20} 123\.4 +0 +2,345 *$"
    }

    It 'the session that turned it on shows the same' {
        $fresh = Invoke-FreshPowerShell @"
[cultureinfo]::CurrentCulture = 'en-US'
[System.Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
`$PSStyle.OutputRendering = 'PlainText'
Import-Module '$(Get-ModulePath)'
`$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
Connect-Oneloop test-token -BaseUri $($standIn.BaseUri)
`$billing = Get-OneloopCustomerBilling ws_bulk half, over
$show
"@
        $fresh.Error | Should -BeNullOrEmpty
        $fresh.Output.Trim() -replace '\s+\n', "`n" | Should -Be ($expected.Trim() -replace '\s+\n', "`n")
    }

    It 'a runspace that is in it from the start shows the same' {
        $state = [initialsessionstate]::CreateDefault2()
        $state.LanguageMode = 'ConstrainedLanguage'
        $state.ImportPSModule((Get-ModulePath))
        $runspace = [runspacefactory]::CreateRunspace($Host, $state)
        $powershell = [powershell]::Create($runspace)
        try {
            $runspace.Open()
            $null = $powershell.AddScript(@"
Connect-Oneloop test-token -BaseUri $($standIn.BaseUri)
`$billing = Get-OneloopCustomerBilling ws_bulk half, over
$show
"@)
            $shown = $powershell.Invoke() | Join-String
            $powershell.Streams.Error | Should -BeNullOrEmpty
            $runspace.SessionStateProxy.LanguageMode | Should -Be 'ConstrainedLanguage'
        } finally {
            $powershell.Dispose()
            $runspace.Dispose()
        }
        $shown -replace '\e\[[\d;]*m' | Should -Be $expected
    }
}

Describe 'Billings, told apart' {
    BeforeAll {
        $script:three = @($billing | Where-Object ExternalMeterId -In 'none', 'half', 'over')
    }

    It 'by one line of ids and credits, the same in each culture' {
        $text = "workspace 'ws_bulk', meter 'half': 5000 of 10000 credits used"
        "$($three[1])" | Should -BeExactly $text
        (Get-Copy $three[1]).ToString() |
            Should -BeExactly $text
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            "$(Get-OneloopCustomerBilling ws_bulk half)" | Should -BeExactly $text
        } finally { [cultureinfo]::CurrentCulture = 'en-US' }
    }

    It 'Sort-Object -Unique keeps three, <_>' -ForEach 'live', 'copied' {
        $all = $three + $three
        if ($_ -eq 'copied') { $all = $all | ForEach-Object { Get-Copy $_ } }
        ($all | Sort-Object -Unique).ExternalMeterId | Should -Be 'half', 'none', 'over'
    }

    It 'Get-Unique keeps three' {
        ($three[0, 0, 1, 2, 2] | Get-Unique).ExternalMeterId | Should -Be 'none', 'half', 'over'
    }

    It 'Select-Object -Unique keeps three' {
        ($three + $three | Select-Object -Unique).ExternalMeterId | Should -Be 'none', 'half', 'over'
    }

    It 'Group-Object makes three groups' {
        ($three + $three | Group-Object | ForEach-Object Count) | Should -Be 2, 2, 2
    }

    It 'Compare-Object finds who is missing, and whose credits changed' {
        Compare-Object $three $three | Should -BeNullOrEmpty
        $missing = Compare-Object $three $three[0, 2]
        $missing.InputObject.ExternalMeterId | Should -Be 'half'
        $missing.SideIndicator | Should -Be '<='
        Add-StandInScript $standIn 'over' @{ body = Get-BillingBody -With @{ totalCredits = '10000'; usedCredits = '12346' } }
        $later = Get-OneloopCustomerBilling ws_bulk none, half, over
        Add-StandInScript $standIn 'over' @{ body = Get-BillingBody -With @{ totalCredits = '10000'; usedCredits = '12345' } }
        (Compare-Object $three $later).InputObject.UsedCredits | Sort-Object | Should -Be 12345, 12346
    }
}

Describe 'What the tables are made of' {
    BeforeAll {
        $script:names = 'WorkspaceId', 'ExternalMeterId', 'Id', 'TotalCredits', 'UsedCredits', 'RemainingCredits', 'OverageCredits',
            'UsedPercent', 'AllowOverages', 'SpendCap', 'CreatedAt', 'UpdatedAt'
        $script:copies = @{
            live = $billing[2]
            copy = Get-Copy $billing[2]
        }
    }

    It 'is seen nowhere else, of a billing: <_>' -ForEach 'live', 'copy' {
        $one = $copies[$_]
        ($one | ConvertTo-Csv)[0] -replace '"' -split ',' | Should -Be $names
        ($one | Select-Object *).PSObject.Properties.Name | Should -Be $names
        ($one | ConvertTo-Json | ConvertFrom-Json).PSObject.Properties.Name | Should -Be $names
        ($one | Get-Member -MemberType Properties).Name | Should -Be ($names | Sort-Object)
        ($one | Format-List * | Out-String) -replace '\e\[[\d;]*m' -split '\r?\n' -match ' : ' -replace ' *:.*' | Should -Be $names
        [System.Management.Automation.PSSerializer]::Serialize($one) | Should -Not -Match 'View|NumberWidth'
    }

    It 'is seen nowhere else, of a connection' {
        $connection = Get-OneloopConnection
        $own = $connection.GetType().GetProperties().Name
        $connection.PSObject.Properties.Name | Should -Be $own
        $copy = Get-Copy $connection
        $copy.PSObject.Properties.Name | Should -Be $own
    }

    It 'leaves the serializer each property, and what a script added' {
        $billing[2].GetType().GetProperties().Name | Should -Be $names
        $one = Get-OneloopCustomerBilling ws_bulk half | Add-Member Customer Acme -PassThru
        $copy = Get-Copy $one
        $copy.PSObject.Properties.Name | Sort-Object | Should -Be ($names + 'Customer' | Sort-Object)
        $copy.Customer | Should -Be 'Acme'
    }
}

Describe 'The views' {
    BeforeAll {
        $script:begin = "`$PSStyle.OutputRendering = 'PlainText'; Import-Module '$(Get-ModulePath)'; Connect-Oneloop x -BaseUri $($standIn.BaseUri)"
    }

    It 'come into a session before the first object is written, and not on import' {
        $fresh = Invoke-FreshPowerShell @"
$begin
@(Get-FormatData Oneloop.*).Count
Get-OneloopCustomerBilling ws_bulk half
@(Get-FormatData Oneloop.*).TypeNames
"@
        $fresh.Error | Should -BeNullOrEmpty
        $lines = $fresh.Output -split '\r?\n' -ne ''
        $lines[0] | Should -Be '0'
        $lines[1] | Should -Match '^WorkspaceId\s+ExternalMeterId\s+Used%'
        $lines -ceq 'Oneloop.CustomerBilling' | Should -HaveCount 1
        $lines -ceq 'Deserialized.Oneloop.Workspace' | Should -HaveCount 1
        $lines -ceq 'Oneloop.UsageTotal' | Should -HaveCount 1
    }

    It 'come with no word, whatever the session prefers' {
        $fresh = Invoke-FreshPowerShell @"
$begin
`$WhatIfPreference = `$true; `$ConfirmPreference = 'Low'; `$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
(Get-OneloopCustomerBilling ws_bulk half -Verbose 4>&1)[0].Message
Get-OneloopCustomerBilling ws_bulk half
"@
        $fresh.Error | Should -BeNullOrEmpty
        $lines = $fresh.Output -split '\r?\n' -ne ''
        $lines[0] | Should -Match '^GET /api/v1/customer-billing for .*: HTTP 200'
        $lines[1] | Should -Match '^WorkspaceId\s+ExternalMeterId\s+Used%'
    }

    It 'are done without where a session has not the commands for them' {
        $fresh = Invoke-FreshPowerShell @"
`$PSModuleAutoLoadingPreference = 'None'
$begin
`$billing = Get-OneloopCustomerBilling ws_bulk half -Verbose 4>&1
`$billing[-1].ExternalMeterId
`$billing | ForEach-Object { if (`$_ -is [System.Management.Automation.VerboseRecord]) { `$_.Message } }
"`$(`$Error.Count) errors"
"@
        $fresh.Error | Should -BeNullOrEmpty
        $lines = $fresh.Output -split '\r?\n' -ne ''
        $lines[0] | Should -Be 'half'
        $lines | Should -Contain '0 errors'
        $lines | Should -Contain 'The table views of Oneloop could not be loaded: this session has no Update-FormatData'
    }
}
