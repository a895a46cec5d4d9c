<#
.SYNOPSIS
    Runs one test file with Pester in this process.
.DESCRIPTION
    A script, and no function of a module: what test files import would come into that module then, and not into the session.
.OUTPUTS
    One object: Path, Passed, Failed (objects with Name and Message), Skipped (objects with Name and Reason) and Seconds.
#>
[CmdletBinding()]
[OutputType([pscustomobject])]
param(
    [Parameter(Mandatory)] [string] $Path
)

# Why a test failed: by itself, or since what surrounds it did.
function Get-Reason($Test) {
    $records = $Test.ErrorRecord
    for ($block = $Test.Block; -not $records -and $block; $block = $block.Parent) { $records = $block.ErrorRecord }
    "$records"
}

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.CIFormat = 'None'
$run = Invoke-Pester -Configuration $configuration

$failed = @($run.Failed | ForEach-Object { [pscustomobject]@{ Name = $_.ExpandedPath; Message = Get-Reason $_ } })
# A block that fails outside its tests, as in AfterAll, and a file that cannot be read are failures of their own.
$failed += @($run.FailedBlocks | Where-Object FailedCount -EQ 0 | ForEach-Object { [pscustomobject]@{ Name = $_.ExpandedPath; Message = "$($_.ErrorRecord)" } })
$failed += @($run.FailedContainers | ForEach-Object { [pscustomobject]@{ Name = "$_"; Message = "$($_.ErrorRecord)" } })
if ($run.Result -ne 'Passed' -and -not $failed) { $failed = @([pscustomobject]@{ Name = $Path; Message = "Pester ended with: $($run.Result)." }) }

[pscustomobject]@{
    Path    = $Path
    Passed  = $run.PassedCount
    Failed  = $failed
    Skipped = @($run.Tests | Where-Object Result -In 'Skipped', 'Inconclusive', 'NotRun' | ForEach-Object {
            [pscustomobject]@{ Name = $_.ExpandedPath; Reason = "$($_.ErrorRecord)" -replace '^is (skipped|inconclusive)(, because )?' }
        })
    Seconds = $run.Duration.TotalSeconds
}
