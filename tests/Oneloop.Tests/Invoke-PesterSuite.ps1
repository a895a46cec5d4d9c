<#
.SYNOPSIS
    Runs the Pester suite on the module in artifacts/Oneloop.
.DESCRIPTION
    Takes Pester 5.7 or later from PSModulePath, or installs it from the PowerShell Gallery for the current user. Where that
    fails too, it says why and exits with 77. Else it exits with 0 if all tests passed and with 1 if not.
.PARAMETER ResultPath
    A JSON file to write the counts to: passed, failed, skipped.
.PARAMETER Path
    The test files or folders to run: all of this folder unless given.
#>
[CmdletBinding()]
param(
    [string] $ResultPath,
    [string[]] $Path = $PSScriptRoot
)

$ErrorActionPreference = 'Stop'
$oldest = [version] '5.7.0'

function Get-Pester {
    Get-Module -ListAvailable Pester | Where-Object Version -GE $oldest | Sort-Object Version | Select-Object -Last 1
}

$pester = Get-Pester
if (-not $pester) {
    try {
        # A Gallery out of reach is to be known within seconds; the installers' own limits are minutes.
        $null = Invoke-WebRequest 'https://www.powershellgallery.com/api/v2' -Method Head -TimeoutSec 10 -Verbose:$false
        if (Get-Command Install-PSResource -ErrorAction Ignore) {
            Install-PSResource Pester -Version "[$oldest, )" -Scope CurrentUser -TrustRepository -Quiet
        } else {
            Install-Module Pester -MinimumVersion $oldest -Scope CurrentUser -Force -SkipPublisherCheck
        }
        $pester = Get-Pester
    } catch {
        "Pester $oldest or later is not on PSModulePath and could not be installed from the PowerShell Gallery: $($_.Exception.Message)"
        exit 77
    }
}
Import-Module $pester.Path -Force

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
