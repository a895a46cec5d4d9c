<#
.SYNOPSIS
    Measures the module against the least that .NET needs and against Invoke-RestMethod, and writes the figures into the docs.
.DESCRIPTION
    Takes the module from artifacts/Oneloop as it is, and builds all else it needs. Every run is a process of its own; run i of
    each contestant comes before run i+1 of any.
.PARAMETER Runs
    How often each figure is taken.
.PARAMETER Customers
    How many customers to ask for where nothing waits. Fewer where something does.
.PARAMETER Quick
    One small run, to see that this works. Its figures mean nothing.
.PARAMETER DocPath
    The document to write the figures into, between its two markers; docs/performance.md unless given. A document that is not there
    begins as a copy of that one. The chart goes beside it, as .svg.
.EXAMPLE
    ./Invoke-Benchmark.ps1 -Quick -DocPath $HOME/performance.md
#>
[CmdletBinding()]
param(
    [ValidateRange(1, 99)] [int] $Runs = 5,
    [ValidateRange(100, 1000000)] [int] $Customers = 20000,
    [switch] $Quick,
    [string] $DocPath
)

$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = (Resolve-Path "$PSScriptRoot/../..").Path
$template = "$root/docs/performance.md"
if (-not $DocPath) { $DocPath = $template }
$DocPath = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($DocPath)
$chartPath = [System.IO.Path]::ChangeExtension($DocPath, 'svg')
$null = New-Item -ItemType Directory -Force (Split-Path $DocPath)

Import-Module "$PSScriptRoot/BenchmarkSupport.psm1" -Force
Import-Module "$PSScriptRoot/BenchmarkReport.psm1" -Force
Import-Module "$root/tests/Oneloop.Tests/Support/TestSupport.psm1" -Force
$manifest = Get-ModuleManifest Oneloop
dotnet build "$PSScriptRoot/Oneloop.Benchmarks.csproj" --configuration Release --nologo --verbosity quiet
$emptyManifest = Get-ModuleManifest Oneloop.EmptyModule

# Few enough that no run takes more than about four seconds, also where each request waits.
if ($Quick) {
    $Runs = 1
    $Customers = [math]::Min($Customers, 1000)
}
$startRuns = $Quick ? 1 : [math]::Max(7, $Runs)
$memoryRuns = $Quick ? 1 : [math]::Min(3, $Runs)
$memoryCustomers = $Quick ? @(500, 5000) : @(10000, 100000)
$limits = 1, 8, 32
$warmSeconds = $Quick ? 0.2 : 6
$share = $Quick ? 0.1 : 1
$counts = @{
    '0 Module 1' = $Customers / 2; '0 Module 8' = $Customers; '0 Module 32' = $Customers
    '0 Loop 1' = 2000 * $share; '0 Parallel 8' = 600 * $share; '0 Parallel 32' = 600 * $share
    '20 Module 1' = 150 * $share; '20 Module 8' = 1400 * $share; '20 Module 32' = 5000 * $share
    '20 Loop 1' = 120 * $share; '20 Parallel 8' = 500 * $share; '20 Parallel 32' = 500 * $share
}

# What was measured: by name, a list of numbers.
$samples = [ordered]@{}
function Add-Sample([string] $Name, [double] $Number) {
    if (-not $samples.Contains($Name)) { $samples[$Name] = [System.Collections.Generic.List[double]]::new() }
    $samples[$Name].Add($Number)
}

function Invoke-Measure([string] $Script, [object[]] $Argument) {
    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-NonInteractive', '-File', "$PSScriptRoot/$Script.ps1" + $Argument
    & $program @arguments | ConvertFrom-Json
}

function Invoke-Reference([int] $Count, [int] $Limit, [double] $Seconds) {
    dotnet "$PSScriptRoot/bin/Release/net10.0/Oneloop.Benchmarks.dll" reference --base-uri $standIn.BaseUri --customers $Count `
        --degree $Limit --runs 1 --warm-up-seconds $Seconds | ConvertFrom-Json
}

function Measure-Contestant([string] $Contestant, [int] $Latency = 0, [int] $Limit = 8, [int] $Count = $Customers, [double] $Seconds = 0, [string] $Prefix = $Latency) {
    $result = if ($Contestant -eq 'Reference') {
        Invoke-Reference -Count $Count -Limit $Limit -Seconds $Seconds
    } else {
        Invoke-Measure Measure-Throughput '-Contestant', $Contestant, '-BaseUri', $standIn.BaseUri, '-Customers', $Count, '-ThrottleLimit', $Limit, '-WarmUpSeconds', $Seconds
    }
    Add-Sample "$Prefix $Contestant $Limit" $result.perSecond
    Add-Sample "$Prefix $Contestant $Limit bytes" $result.allocatedBytesPerCustomer
}

function Measure-Start([string] $Name, [string] $What, [string] $Manifest) {
    $result = Invoke-Measure Measure-Start '-What', $What, '-Manifest', $Manifest, '-BaseUri', $standIn.BaseUri
    Add-Sample $Name $result.milliseconds
}

$standIn = Open-StandIn -Configuration Release -CountOnly
$folder = [System.IO.Directory]::CreateTempSubdirectory('oneloop-benchmark-').FullName
try {
    foreach ($count in $memoryCustomers) { Get-Customer $count | Export-Csv "$folder/$count.csv" }
    # Who comes first must not pay for a stand-in that is still cold.
    $null = Invoke-Reference -Count $Customers -Limit 8 -Seconds $warmSeconds
    for ($run = 1; $run -le $Runs; $run++) {
        foreach ($latency in 0, 20) {
            Write-Progress 'Requests a second' "run $run of $Runs, $latency ms"
            Edit-StandIn $standIn latency @{ ms = $latency }
            foreach ($limit in $limits) {
                # Who comes first changes from run to run.
                $contestants = ($run % 2 ? @('Module', 'Reference') : @('Reference', 'Module')) + ($limit -eq 1 ? 'Loop' : 'Parallel')
                foreach ($contestant in $contestants) {
                    $count = $counts["$latency $contestant $limit"] ?? $counts["$latency Module $limit"]
                    Measure-Contestant $contestant -Latency $latency -Limit $limit -Count $count
                }
            }
        }
        Edit-StandIn $standIn latency @{ ms = 0 }
        Measure-Contestant Empty
        Measure-Contestant Module -Seconds $warmSeconds -Prefix warm
        Measure-Contestant Reference -Seconds $warmSeconds -Prefix warm
        Measure-Contestant Loop -Limit 1 -Count $counts['0 Loop 1'] -Seconds $warmSeconds -Prefix warm
        $single = Invoke-Measure Measure-SingleCall '-BaseUri', $standIn.BaseUri, '-Calls', (1000 * $share), '-WarmUp', (500 * $share)
        Add-Sample 'single module' $single.module
        Add-Sample 'single restMethod' $single.restMethod
    }

    for ($run = 0; $run -le $startRuns; $run++) {
        Write-Progress 'Import and first call' "run $run of $startRuns"
        # The zeroth reads the files from the disk, and does not count.
        $prefix = $run -eq 0 ? 'cold ' : ''
        Measure-Start "${prefix}import empty" -What Import -Manifest $emptyManifest
        Measure-Start "${prefix}import module" -What Import -Manifest $manifest
        Measure-Start "${prefix}first restMethod" -What RestMethodCall -Manifest $manifest
        Measure-Start "${prefix}first module" -What FirstCall -Manifest $manifest
    }
    for ($run = 1; $run -le $memoryRuns; $run++) {
        Write-Progress 'Peak memory' "run $run of $memoryRuns"
        foreach ($count in $memoryCustomers) {
            $result = Invoke-Measure Measure-Memory '-BaseUri', $standIn.BaseUri, '-Path', "$folder/$count.csv"
            Add-Sample "memory $count" $result.megabytes
        }
    }
} finally {
    Write-Progress 'Done' -Completed
    Close-StandIn $standIn
    Remove-Item -Recurse $folder
}

$figures = @{}
foreach ($name in $samples.Keys) { $figures[$name] = Get-Figure $samples[$name].ToArray() }
$target = Get-TargetRow $figures $Customers $memoryCustomers

$text = @(
    Get-EnvironmentText (Import-PowerShellDataFile $manifest).ModuleVersion
    "Runs: $Runs; of imports and first calls $startRuns, of peak memory $memoryRuns."
    ''
    '### Targets'
    ''
    Format-Markdown $target
    ''
    '### Requests a second'
    ''
    "![Requests a second of the module, the reference and Invoke-RestMethod]($(Split-Path -Leaf $chartPath))"
    ''
    Format-Markdown (Get-ThroughputRow $figures $limits)
    ''
    '### One call, import, memory'
    ''
    Format-Markdown (Get-CostRow $figures $memoryCustomers)
) -join "`n"

$document = Get-Content -Raw ((Test-Path $DocPath) ? $DocPath : $template)
[System.IO.File]::WriteAllText($DocPath, (Edit-FigureText $document $text))
[System.IO.File]::WriteAllText($chartPath, (Get-ChartText $figures))

($target | Format-Table -AutoSize | Out-String -Width 200).Trim()
"The figures are in $DocPath"
