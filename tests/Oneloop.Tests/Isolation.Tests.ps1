# Each in a PowerShell process of its own: what is loaded stays loaded.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:standIn = Open-StandIn

    # A module of somebody else's that brings a Polly.Core of its own: an assembly of that name and version, and in it one type.
    $script:others = Join-Path $TestDrive 'others'
    # PowerShell brings the C# compiler; Add-Type would give the assembly a name of its own.
    foreach ($number in '7.0.0.0', '9.9.9.9') {
        $folder = (New-Item -ItemType Directory (Join-Path $others $number)).FullName
        $source = "[assembly: System.Reflection.AssemblyVersion(`"$number`")] namespace Polly { public class Planted { public static string Version = `"$number`"; } }"
        $null = Add-Type 'public class LoadsTheCompiler { }' -PassThru
        $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
            'Polly.Core',
            [Microsoft.CodeAnalysis.SyntaxTree[]] [Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($source),
            [Microsoft.CodeAnalysis.MetadataReference[]] [Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile([object].Assembly.Location),
            [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new('DynamicallyLinkedLibrary'))
        $file = [System.IO.File]::Create((Join-Path $folder 'Polly.Core.dll'))
        try { $compilation.Emit($file).Success | Should -BeTrue } finally { $file.Dispose() }
    }

    $script:connect = "Import-Module '$(Get-ModulePath)'; Connect-Oneloop x -BaseUri $($standIn.BaseUri)"
    # Name and load context of each loaded assembly that is ours, or could be taken for it.
    $script:list = @'
[System.Runtime.Loader.AssemblyLoadContext]::All | ForEach-Object {
    $context = $_.Name
    $_.Assemblies | ForEach-Object { $_.GetName() } | Where-Object Name -Match '^(Polly|Oneloop)' | ForEach-Object { "$context/$($_.Name)/$($_.Version)" }
} | Sort-Object
'@
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
    It 'are its own: the default context holds Oneloop.dll and no more' {
        Get-OutputLine "$connect; (Get-OneloopCustomerBilling ws_bulk m).ExternalMeterId; $list" | Should -Be @(
            'm', "Default/Oneloop/$module", "Oneloop/Oneloop.Client/$module", 'Oneloop/Polly.Core/8.0.0.0')
    }

    It 'work where another module has loaded an older Polly.Core' {
        Get-OutputLine "Add-Type -Path '$others/7.0.0.0/Polly.Core.dll'; $connect; (Get-OneloopCustomerBilling ws_bulk m).ExternalMeterId; [Polly.Planted]::Version; $list" | Should -Be @(
            'm', '7.0.0.0', "Default/Oneloop/$module", 'Default/Polly.Core/7.0.0.0', "Oneloop/Oneloop.Client/$module", 'Oneloop/Polly.Core/8.0.0.0')
    }

    It 'leave it to another module to load a newer Polly.Core afterwards' {
        Get-OutputLine "$connect; (Get-OneloopCustomerBilling ws_bulk m).ExternalMeterId; Add-Type -Path '$others/9.9.9.9/Polly.Core.dll'; [Polly.Planted]::Version; (Get-OneloopCustomerBilling ws_bulk n).ExternalMeterId; $list" | Should -Be @(
            'm', '9.9.9.9', 'n', "Default/Oneloop/$module", 'Default/Polly.Core/9.9.9.9', "Oneloop/Oneloop.Client/$module", 'Oneloop/Polly.Core/8.0.0.0')
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
