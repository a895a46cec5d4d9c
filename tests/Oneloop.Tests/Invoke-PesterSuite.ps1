<#
.SYNOPSIS
    Runs the Pester suite on the module as it ships: unpacked from its package.
.DESCRIPTION
    Takes the Pester that -PesterPath names, or the one that the build left. Without one, takes Pester 5.7 or later from PSModulePath,
    or installs it from the PowerShell Gallery for the current user; if that fails too, it says why and exits with 77. Otherwise it
    exits with 0 if all tests passed and with 1 if not.

    Several files run at once, each in one of several processes; what a file writes is shown when it has ended. After 15 minutes those
    that are not done have failed. A single file runs in this process.
.PARAMETER PackagePath
    The nupkg to test: the one that ONELOOP_TEST_PACKAGE names, or one made of what dotnet build left, unless given.
.PARAMETER ResultPath
    A JSON file to write the result to: the counts passed, failed and skipped; failedTests (file, name, message), skippedTests (file,
    name, reason), files (file, tests, seconds); seconds; powershell and pester, the versions that ran.
.PARAMETER Path
    The test files or folders to run: all of this folder unless given.
.PARAMETER PesterPath
    The folder of the Pester to take, if there is one: artifacts/modules/Pester, where the build leaves it, unless given.
.PARAMETER ProcessCount
    How many processes to run the files in. Unless given, one more than there are processors, and four at the most: some tests wait.
#>
[CmdletBinding()]
param(
    [string] $ResultPath,
    [string[]] $Path = $PSScriptRoot,
    [string] $PackagePath = $env:ONELOOP_TEST_PACKAGE,
    [string] $PesterPath = "$PSScriptRoot/../../artifacts/modules/Pester",
    [ValidateRange(1, 64)] [int] $ProcessCount = [math]::Min([System.Environment]::ProcessorCount + 1, 4)
)

$ErrorActionPreference = 'Stop'
$clock = [System.Diagnostics.Stopwatch]::StartNew()
$build = Convert-Path "$PSScriptRoot/../../build"
Import-Module "$build/Tools.psm1", "$build/Package.psm1", "$PSScriptRoot/Support/ParallelTest.psm1" -Force
try {
    if (Test-Path $PesterPath) { Import-Module (Convert-Path $PesterPath) } else { Import-Tool Pester 5.7.0 }
} catch [System.OperationCanceledException] {
    $_.Exception.Message
    exit 77
}

# Once for all processes, which only read it.
$tested = Join-Path (Split-Path $build) 'artifacts/tested'
$env:ONELOOP_TEST_PACKAGE = $PackagePath ? (Convert-Path $PackagePath) : (Export-ModulePackage -Destination $tested)[0].FullName
$env:ONELOOP_TEST_MODULE = Join-Path $tested 'Oneloop'
Expand-ModulePackage $env:ONELOOP_TEST_PACKAGE $env:ONELOOP_TEST_MODULE

# Most PowerShell processes of the tests live for a second or two, and what they do most is to compile: to optimize what they compile, to
# compile it again, to compile ahead what may not be needed, and to map each piece of code twice costs them more than it gains.
$env:DOTNET_JITMinOpts = '1'
$env:DOTNET_TC_CallCounting = '0'
$env:DOTNET_MultiCoreJitMinNumCpus = 'FFFF'
$env:DOTNET_EnableWriteXorExecute = '0'
$env:POWERSHELL_TELEMETRY_OPTOUT = '1'

# Those that take longest, the slowest first.
$slowest = 'Readme', 'Refill', 'Runbooks', 'Spread', 'Export-OneloopBilling', 'Errors', 'Reliability', 'TokenSafety', 'Soak', 'Formatting', 'Package', 'Build', 'Serialization', 'Connect-Oneloop', 'Progress', 'Suite'
$files = @(Get-TestFile $Path -First $slowest)
if (-not $files) { throw "There are no test files in $Path." }
$inOne = $files.Count -eq 1 -or $ProcessCount -eq 1
$versions = [ordered]@{ powershell = "$($PSVersionTable.PSVersion)"; pester = "$((Get-Module Pester).Version)" }
"PowerShell $($versions.powershell), Pester $($versions.pester), $($files.Count) files$($inOne ? '' : " in $ProcessCount processes")"
$results = @($inOne ? ($files | ForEach-Object { & "$PSScriptRoot/Support/Invoke-TestFile.ps1" $_ }) : (Invoke-TestFileInParallel $files $ProcessCount))

$failedTests = @($results | ForEach-Object { $file = Split-Path $_.Path -Leaf; $_.Failed | ForEach-Object { [ordered]@{ file = $file; name = $_.Name; message = $_.Message } } })
$skippedTests = @($results | ForEach-Object { $file = Split-Path $_.Path -Leaf; $_.Skipped | ForEach-Object { [ordered]@{ file = $file; name = $_.Name; reason = $_.Reason } } })
$result = [ordered]@{
    passed       = [int] ($results | Measure-Object Passed -Sum).Sum
    failed       = $failedTests.Count
    skipped      = $skippedTests.Count
    seconds      = [math]::Round($clock.Elapsed.TotalSeconds, 1)
    failedTests  = $failedTests
    skippedTests = $skippedTests
    files        = @($results | Sort-Object Path | ForEach-Object {
            [ordered]@{ file = Split-Path $_.Path -Leaf; tests = $_.Passed + $_.Failed.Count + $_.Skipped.Count; seconds = [math]::Round($_.Seconds, 1) }
        })
} + $versions

if ($skippedTests) { 'Skipped:'; $skippedTests | ForEach-Object { "  $($_.file): $($_.name)$($_.reason ? ": $($_.reason)" : '')" } }
if ($failedTests) { 'Failed:'; $failedTests | ForEach-Object { "  $($_.file): $($_.name)" } }
"$($result.passed) passed, $($result.failed) failed, $($result.skipped) skipped in $($result.seconds) s"
if ($ResultPath) {
    $null = New-Item -ItemType Directory -Force (Split-Path $ResultPath)
    $result | ConvertTo-Json -Depth 3 | Set-Content $ResultPath
}

exit [int] ($result.failed -gt 0)
