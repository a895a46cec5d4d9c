<#
.SYNOPSIS
    Runs the Pester suite on the module as it ships: unpacked from its package.
.DESCRIPTION
    Takes Pester 5.7 or later from PSModulePath, or installs it from the PowerShell Gallery for the current user. Where that
    fails too, it says why and exits with 77. Else it exits with 0 if all tests passed and with 1 if not.
.PARAMETER PackagePath
    The nupkg to test: the one that ONELOOP_TEST_PACKAGE names, or one made of what dotnet build left, unless given.
.PARAMETER ResultPath
    A JSON file to write the counts to: passed, failed, skipped.
.PARAMETER Path
    The test files or folders to run: all of this folder unless given.
#>
[CmdletBinding()]
param(
    [string] $ResultPath,
    [string[]] $Path = $PSScriptRoot,
    [string] $PackagePath = $env:ONELOOP_TEST_PACKAGE
)

$ErrorActionPreference = 'Stop'
$build = Convert-Path "$PSScriptRoot/../../build"
Import-Module "$build/Tools.psm1", "$build/Package.psm1" -Force
try {
    Import-Tool Pester 5.7.0
} catch [System.OperationCanceledException] {
    $_.Exception.Message
    exit 77
}

$tested = Join-Path (Split-Path $build) 'artifacts/tested'
$env:ONELOOP_TEST_PACKAGE = $PackagePath ? (Convert-Path $PackagePath) : (Export-ModulePackage -Destination $tested)[0].FullName
$env:ONELOOP_TEST_MODULE = Join-Path $tested 'Oneloop'
Expand-ModulePackage $env:ONELOOP_TEST_PACKAGE $env:ONELOOP_TEST_MODULE

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.CIFormat = 'None'
$run = Invoke-Pester -Configuration $configuration

if ($ResultPath) {
    $null = New-Item -ItemType Directory -Force (Split-Path $ResultPath)
    # A file that could not even be read counts as one failure: its tests are not among the others.
    $failed = $run.FailedCount + @($run.FailedContainers).Count
    [ordered]@{
        passed  = $run.PassedCount
        failed  = [math]::Max($failed, [int] ($run.Result -ne 'Passed'))
        skipped = $run.SkippedCount + $run.NotRunCount
    } | ConvertTo-Json | Set-Content $ResultPath
}

exit [int] ($run.Result -ne 'Passed')
