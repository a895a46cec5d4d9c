# Each in a PowerShell process of its own: what is loaded stays loaded.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:standIn = Open-StandIn

    $script:connect = "Import-Module '$(Get-ModulePath)'; Connect-Oneloop x -BaseUri $($standIn.BaseUri)"
    # Name and load context of each loaded assembly that the module ships, or that is in its load context.
    $script:list = @"
[System.Runtime.Loader.AssemblyLoadContext]::All | ForEach-Object {
    `$context = `$_.Name
    `$_.Assemblies | Where-Object { `$context -eq 'Oneloop' -or (-not `$_.IsDynamic -and `$_.Location.StartsWith('$(Get-ModulePath)')) } |
        ForEach-Object { `$_.GetName() } | ForEach-Object { "`$context/`$(`$_.Name)/`$(`$_.Version)" }
} | Sort-Object
"@
    $script:module = "$((Import-PowerShellDataFile "$(Get-ModulePath)/Oneloop.psd1").ModuleVersion).0"

    function Get-OutputLine([string] $Command) {
        $fresh = Invoke-FreshPowerShell $Command
        $fresh.Error | Should -BeNullOrEmpty
        $fresh.Output -split '\r?\n' -ne ''
    }
}

AfterAll {
    Close-StandIn $standIn
}

Describe 'The module''s assemblies' {
    It 'are two, and both are its own: the default context holds Oneloop.dll and no more' {
        # Of no other assembly can another module have loaded another version.
        Get-OutputLine "$connect; (Get-OneloopCustomerBilling ws_bulk m).ExternalMeterId; $list" | Should -Be @(
            'm', "Default/Oneloop/$module", "Oneloop/Oneloop.Client/$module")
    }

    It 'work after Import-Module -Force, and after removal and another import' {
        Get-OutputLine @"
$connect
(Get-OneloopCustomerBilling ws_bulk one).ExternalMeterId
Import-Module '$(Get-ModulePath)' -Force
Import-Module '$(Get-ModulePath)' -Force
Connect-Oneloop x -BaseUri $($standIn.BaseUri)
(Get-OneloopCustomerBilling ws_bulk two).ExternalMeterId
Remove-Module Oneloop
[bool] (Get-Command Get-OneloopCustomerBilling -ErrorAction Ignore)
$connect
(Get-OneloopCustomerBilling ws_bulk three).ExternalMeterId
"@ | Should -Be 'one', 'two', 'False', 'three'
    }

    It 'are found only while the module is imported' {
        Get-OutputLine "Import-Module '$(Get-ModulePath)'; Remove-Module Oneloop; try { [System.Reflection.Assembly]::Load('Oneloop.Client') } catch { 'not found' }" |
            Should -Be 'not found'
    }

    It 'work when Oneloop.Client is first needed in a runspace, while another has removed the module' {
        Get-OutputLine @"
Import-Module '$(Get-ModulePath)'
`$null = 1 | ForEach-Object -Parallel { Import-Module '$(Get-ModulePath)'; Remove-Module Oneloop }
Connect-Oneloop x -BaseUri $($standIn.BaseUri)
(Get-OneloopCustomerBilling ws_bulk m).ExternalMeterId
"@ | Should -Be 'm'
    }
}
