#!/usr/bin/env pwsh
#Requires -Version 7.4

<#
.SYNOPSIS
    Builds, tests and shows the Oneloop module.
.DESCRIPTION
    build      builds all and leaves the complete, importable module in artifacts/Oneloop
    test       runs all tests: xUnit, and the Pester suite through PowerShell
    soak       builds, and asks for 20,000 customers of a stand-in that answers one request in ten wrongly
    benchmark  builds, and measures the module against bare HttpClient and Invoke-RestMethod: writes docs/performance.md, in ten minutes
    demo       builds, starts a stand-in for the Oneloop API on this machine, and shows the main job on three dozen customers
.PARAMETER Task
    What to do, in this order. Build unless given.
.EXAMPLE
    ./build.ps1 demo
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('build', 'test', 'demo', 'soak', 'benchmark')]
    [string[]] $Task = 'build'
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true

function Invoke-Build {
    dotnet build "$PSScriptRoot/Oneloop.sln" --nologo --verbosity quiet
    "The module is in $PSScriptRoot/artifacts/Oneloop"
}

function Invoke-Test {
    dotnet test "$PSScriptRoot/Oneloop.sln" --nologo
}

function Invoke-Demo {
    Invoke-Build
    Import-Module "$PSScriptRoot/tests/Oneloop.Tests/Support/TestSupport.psm1" -Force
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
    Import-Module "$PSScriptRoot/tests/Oneloop.Tests/Support/TestSupport.psm1" -Force
    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-Command',
    "`$soak = & '$PSScriptRoot/tests/Oneloop.Tests/Soak/Measure-Soak.ps1'; `$soak | Format-List; exit `$soak.Faults.Count"
    & $program @arguments
}

function Invoke-Benchmark {
    Invoke-Build
    Import-Module "$PSScriptRoot/tests/Oneloop.Tests/Support/TestSupport.psm1" -Force
    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-File', "$PSScriptRoot/tests/Oneloop.Benchmarks/Invoke-Benchmark.ps1"
    & $program @arguments
}

if (-not (Get-Command dotnet -ErrorAction Ignore)) {
    throw 'The .NET SDK 10 or later is needed, and there is no dotnet on PATH: get it from https://dotnet.microsoft.com/download'
}
Push-Location $PSScriptRoot
try {
    foreach ($name in $Task) { & "Invoke-$name" }
} finally {
    Pop-Location
}
