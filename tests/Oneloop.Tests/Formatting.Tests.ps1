BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
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
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'What a session shows' {
    It 'is a table of the main properties, whole in 120 columns, with percents cut off and not rounded' {
        $table = $billing | Out-String -Width 120
        ($table -split '\r?\n' | Where-Object { $_ -match 'WorkspaceId' }) -replace '\e\[[\d;]*m' -split '\s+' -ne '' | Should -Be @(
            'WorkspaceId', 'ExternalMeterId', 'UsedPercent', 'UsedCredits', 'TotalCredits', 'RemainingCredits')
        $rows = Get-Row $table
        $decimal = [cultureinfo]::CurrentCulture.NumberFormat.NumberDecimalSeparator
        $rows.below100 | Should -Match " 99\${decimal}9 "
        $rows.below80 | Should -Match " 79\${decimal}9 "
        $rows.from80 | Should -Match " 80\${decimal}0 "
        $rows.empty | Should -Match '^ws_bulk\s+empty\s+0\s+0\s+0\s*$' -Because 'there is no percent of nothing'
    }

    It 'leaves the percent in 80 columns' {
        ($billing | Out-String -Width 80) -replace '\e\[[\d;]*m' | Should -Match 'ExternalMeterId\s+UsedPercent\s+UsedCredits\s+TotalCredits'
    }

    It 'is, as a list, the default display properties' {
        $names = ($billing[0] | Format-List | Out-String) -replace '\e\[[\d;]*m' -split '\r?\n' -match ':' -replace '\s*:.*'
        $names | Should -Be 'WorkspaceId', 'ExternalMeterId', 'TotalCredits', 'UsedCredits', 'RemainingCredits', 'UsedPercent'
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

    It 'fits the view Usage into 80 columns' {
        $lines = ($billing | Format-Table -View Usage | Out-String -Width 80) -replace '\e\[[\d;]*m' -split '\r?\n'
        $lines | ForEach-Object Length | Where-Object { $_ -gt 80 } | Should -BeNullOrEmpty
        ($lines -match 'ExternalMeterId') -split '\s+' -ne '' | Should -Be 'ExternalMeterId', 'Usage', 'Used', '%', 'Remaining', 'Overage'
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
        (Get-Row $table)[$Name] | Should -Match ([regex]::Escape($PSStyle.Foreground.$Colour) + "[$full$free]{20}")
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

    It 'of a connection is a table, with the mask and without the token' {
        $table = Get-OneloopConnection | Out-String -Width 120
        $table | Should -Match 'BaseUri\s.*TokenSource\s.*TokenMask\s.*TimeoutSec'
        $table | Should -Match '\*\*\*\*'
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
        $lines[1] | Should -Match '^WorkspaceId\s+ExternalMeterId\s+UsedPercent'
        $lines[-2, -1] | Sort-Object | Should -Be 'Oneloop.CustomerBilling', 'Oneloop.OneloopConnection'
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
        $lines[1] | Should -Match '^WorkspaceId\s+ExternalMeterId\s+UsedPercent'
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
