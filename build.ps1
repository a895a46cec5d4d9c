#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
    Builds, tests, packages and shows the Oneloop module.
.DESCRIPTION
    help       lists the tasks
    build      builds all and leaves the complete, importable module in artifacts/Oneloop
    test       runs all tests: xUnit, and the Pester suite, on the module as it ships or on the package that -PackagePath names
    lint       looks for what PSScriptAnalyzer and dotnet format find, in the sources and, as the Gallery does, in the module
    package    builds, and makes in artifacts/package the nupkg for the PowerShell Gallery and the zip for Azure Automation
    publish    checks, packages (or takes -PackagePath), lints, tests, and pushes with the key in PSGALLERY_KEY; with -WhatIf all but the push
    docs       builds, and brings docs/en-US up to the module: the markdown of each cmdlet, and the help that ships
    demo       builds, starts a stand-in for the Oneloop API on this machine, and shows the main job on three dozen customers
    soak       builds, and asks for 20,000 customers of a stand-in that answers one request in ten wrongly
    benchmark  builds, and measures the module against bare HttpClient and Invoke-RestMethod: writes docs/performance.md, in ten minutes
    limits     builds, and measures the module behind nginx's rate limits and through outages: writes docs/limits.md, in two hours and more
.PARAMETER Task
    What to do, in this order. Build unless given.
.PARAMETER PackagePath
    The nupkg to test or to publish, instead of one made here.
.PARAMETER Repository
    The registered PSResource repository to publish to.
.EXAMPLE
    ./build.ps1 demo
.EXAMPLE
    ./build.ps1 publish -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Position = 0)]
    [ValidateSet('help', 'build', 'test', 'lint', 'package', 'publish', 'docs', 'demo', 'soak', 'benchmark', 'limits')]
    [string[]] $Task = 'build',
    [string] $PackagePath,
    [string] $Repository = 'PSGallery'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$module = "$PSScriptRoot/artifacts/Oneloop"
$tests = "$PSScriptRoot/tests/Oneloop.Tests"
$target = @{ Repository = $Repository }

function Invoke-Help {
    # The lines above, so that there is one list.
    $help = [System.Management.Automation.Language.Parser]::ParseFile($PSCommandPath, [ref] $null, [ref] $null).GetHelpContent()
    $help.Description.TrimEnd()
}

function Invoke-Build {
    Assert-DotNet
    dotnet build "$PSScriptRoot/Oneloop.sln" --nologo --verbosity quiet
    "The module is in $module"
}

function Invoke-Test {
    Assert-DotNet
    $before = $env:ONELOOP_TEST_PACKAGE
    if ($PackagePath) { $env:ONELOOP_TEST_PACKAGE = $PackagePath }
    try {
        dotnet test "$PSScriptRoot/Oneloop.sln" --nologo
    } finally {
        $env:ONELOOP_TEST_PACKAGE = $before
    }
}

function Invoke-Lint {
    Assert-DotNet
    Import-Tool PSScriptAnalyzer 1.22.0
    if (-not $PackagePath) { Invoke-Package }
    $unpacked = "$PSScriptRoot/artifacts/linted/Oneloop"
    Expand-ModulePackage (Get-PackagePath) $unpacked
    $found = @(Get-ScriptFinding) + @(Get-GalleryFinding $unpacked)
    $found
    dotnet format "$PSScriptRoot/Oneloop.sln" --verify-no-changes
    if ($found) { Deny-Task "PSScriptAnalyzer found $($found.Count) faults." }
    'Nothing found.'
}

function Invoke-Package {
    Invoke-Build
    # What an earlier version left would be taken for one of this.
    Get-Item "$PSScriptRoot/artifacts/package" -ErrorAction Ignore | Remove-Item -Recurse
    Export-ModulePackage | ForEach-Object { "{0} ({1:n0} bytes)" -f $_.FullName, $_.Length }
}

function Invoke-Publish {
    Assert-DotNet
    Assert-Program git https://git-scm.com/downloads
    Import-Tool Microsoft.PowerShell.PSResourceGet 1.1.0
    $obstacles = @(Get-PublishObstacle @target -PackagePath $PackagePath -NoKey:$pretend)
    if ($obstacles) { Deny-Task "Not published: $($obstacles -join ' ')" }
    Invoke-Lint
    # What is tested is what is pushed.
    $PackagePath = Get-PackagePath
    $before = $env:ONELOOP_REQUIRE_PESTER
    $env:ONELOOP_REQUIRE_PESTER = 1
    try {
        Invoke-Test
    } finally {
        $env:ONELOOP_REQUIRE_PESTER = $before
    }
    Publish-ModulePackage $PackagePath @target -WhatIf:$pretend
}

# The package given, or the one made here.
function Get-PackagePath {
    $PackagePath ? $PackagePath : (Get-Item "$PSScriptRoot/artifacts/package/*.nupkg").FullName
}

function Invoke-Demo {
    Invoke-Build
    Import-Module "$tests/Support/TestSupport.psm1" -Force
    $standIn = Open-StandIn
    try {
        # A process of its own: this one would keep the module's files open, and the next build could not write them.
        $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-File', "$PSScriptRoot/docs/examples/demo.ps1", '-BaseUri', $standIn.BaseUri
        & $program @arguments
    } finally {
        Close-StandIn $standIn
    }
}

function Invoke-Soak {
    Invoke-Build
    Import-Module "$tests/Support/TestSupport.psm1" -Force
    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-Command',
    "`$soak = & '$tests/Soak/Measure-Soak.ps1'; `$soak | Format-List; exit `$soak.Faults.Count"
    & $program @arguments
}

function Invoke-Docs {
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseSingularNouns', '', Justification = 'Named as its task is.')]
    param()

    Assert-DotNet
    # Before anything is built, so that its lack is reported at once.
    Import-Tool Microsoft.PowerShell.PlatyPS 1.0.0
    Invoke-Build
    Import-Module "$tests/Support/TestSupport.psm1" -Force
    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-File', "$PSScriptRoot/docs/Update-ModuleHelp.ps1"
    & $program @arguments
    # What has changed belongs in the built module.
    Invoke-Build
}

function Invoke-Benchmark {
    Invoke-Build
    Import-Module "$tests/Support/TestSupport.psm1" -Force
    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-File', "$PSScriptRoot/tests/Oneloop.Benchmarks/Invoke-Benchmark.ps1"
    & $program @arguments
}

function Invoke-Limits {
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseSingularNouns', '', Justification = 'Named as its task is.')]
    param()

    Invoke-Build
    Import-Module "$tests/Support/TestSupport.psm1" -Force
    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-File', "$PSScriptRoot/tests/Oneloop.Benchmarks/Measure-Limits.ps1", '-Update'
    & $program @arguments
}

# Only the push is pretended; what leads to it is done, so that it is known to work.
$pretend = [bool] $WhatIfPreference
$WhatIfPreference = $false
$PackagePath = $PackagePath ? (Convert-Path $PackagePath) : ''
Import-Module (Get-Item "$PSScriptRoot/build/*.psm1").FullName -Force -Verbose:$false
Push-Location $PSScriptRoot
try {
    foreach ($name in $Task) {
        if ($name -in 'help', 'publish' -or $PSCmdlet.ShouldProcess($PSScriptRoot, $name)) { & "Invoke-$name" }
    }
} catch [System.OperationCanceledException], [System.Management.Automation.NativeCommandExitException] {
    # Said in one line: a task that cannot be done here, or a program that has said itself what is wrong.
    [System.Console]::Error.WriteLine($_.Exception.Message)
    exit 1
} finally {
    Pop-Location
}
