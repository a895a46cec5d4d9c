# What the measuring scripts share.

$root = (Resolve-Path "$PSScriptRoot/../..").Path

<#
.SYNOPSIS
    Makes so many customers, each as it is asked for.
#>
function Get-Customer([int] $Count) {
    for ($i = 1; $i -le $Count; $i++) { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "m$i" } }
}

<#
.SYNOPSIS
    Gets where a customer's billing is, up to the meter's id.
#>
function Get-CustomerPath([uri] $BaseUri) {
    "${BaseUri}api/v1/customer-billing?workspaceId=ws_bulk&externalMeterId="
}

<#
.SYNOPSIS
    Gets the headers of a request that does not go through the module.
#>
function Get-RequestHeader {
    @{ Authorization = 'Bearer benchmark' }
}

<#
.SYNOPSIS
    Gets the path of a manifest: that of the built module, or of the one that does nothing.
#>
function Get-ModuleManifest([string] $Name) {
    $path = $Name -eq 'Oneloop' ? "$root/artifacts/Oneloop/Oneloop.psd1" :
        "$root/tests/Oneloop.Benchmarks/EmptyModule/bin/Release/net8.0/$Name.psd1"
    if (-not (Test-Path $path)) { throw "$Name has not been built: run ./build.ps1 benchmark." }
    $path
}

<#
.SYNOPSIS
    Gets the median, the least and the most of some numbers, and the numbers as they came.
#>
function Get-Figure([double[]] $Number) {
    $sorted = @($Number | Sort-Object)
    $half = [int] [math]::Floor($sorted.Count / 2)
    [pscustomobject]@{
        Median  = $sorted.Count % 2 ? $sorted[$half] : ($sorted[$half - 1] + $sorted[$half]) / 2
        Minimum = $sorted[0]
        Maximum = $sorted[-1]
        Numbers = $Number
    }
}
