BeforeDiscovery {
    $script:hasAnalyzer = [bool] (Get-Module -ListAvailable PSScriptAnalyzer)
    $script:withoutAnalyzer = $hasAnalyzer ? '' : ' (skipped: PSScriptAnalyzer is not on PSModulePath)'
    $script:cmdlets = @(
        @{ Name = 'Connect-Oneloop'; Output = 'Oneloop.OneloopConnection' }
        @{ Name = 'Disconnect-Oneloop'; Output = 'System.Void' }
        @{ Name = 'Get-OneloopConnection'; Output = 'Oneloop.OneloopConnection' }
        @{ Name = 'Get-OneloopCustomerBilling'; Output = 'Oneloop.CustomerBilling' }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1", "$PSScriptRoot/../../build/Lint.psm1" -Force
    $script:module = Get-ModulePath
    Import-Module $module -Force
}

Describe 'The module' {
    It 'has a manifest without a fault' {
        $manifest = Test-ModuleManifest "$module/Oneloop.psd1" -WarningVariable warnings
        $warnings | Should -BeNullOrEmpty
        $manifest.Name | Should -Be 'Oneloop'
    }

    It 'exports what it names, and no more' {
        $data = Import-PowerShellDataFile "$module/Oneloop.psd1"
        $exported = (Get-Module Oneloop).ExportedCommands.Keys | Sort-Object
        $exported | Should -Be ($data.CmdletsToExport | Sort-Object)
        foreach ($kind in 'CmdletsToExport', 'FunctionsToExport', 'AliasesToExport', 'VariablesToExport') {
            $data[$kind] | Should -Not -Contain '*'
        }
    }

    It 'states its version once: assemblies carry that of the manifest' {
        $version = (Import-PowerShellDataFile "$module/Oneloop.psd1").ModuleVersion
        foreach ($file in 'Oneloop.dll', 'lib/Oneloop.Client.dll') {
            [System.Diagnostics.FileVersionInfo]::GetVersionInfo("$module/$file").ProductVersion | Should -Be $version
        }
    }

    It 'ships nothing that PowerShell brings itself' {
        $ours = Get-ChildItem $module -Recurse -Filter *.dll | ForEach-Object Name
        $ours | Where-Object { Test-Path (Join-Path $PSHOME $_) } | Should -BeNullOrEmpty
    }

    It '<Name> says what it writes' -ForEach $cmdlets {
        (Get-Command $Name).OutputType.Name | Should -Be $Output
    }

    It 'is silent on import, and loads no client before it is needed' {
        # On several processors, .NET compiles in advance what earlier sessions used, and loads assemblies for that.
        $fresh = Invoke-FreshPowerShell -Environment @{ DOTNET_MultiCoreJitMinNumCpus = 'FFFF' } @"
Import-Module '$module'
[AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match '^Oneloop\.Client'
"@
        $fresh.Error | Should -BeNullOrEmpty
        $fresh.Output | Should -BeNullOrEmpty
    }

    It "passes PSScriptAnalyzer with the settings of the PowerShell Gallery$withoutAnalyzer" -Skip:(-not $hasAnalyzer) {
        Get-GalleryFinding $module | Should -BeNullOrEmpty
    }

    It "and every script here pass PSScriptAnalyzer with all rules$withoutAnalyzer" -Skip:(-not $hasAnalyzer) {
        Get-ScriptFinding | Should -BeNullOrEmpty
    }
}
