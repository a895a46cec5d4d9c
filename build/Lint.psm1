# What the linters find. Needs PSScriptAnalyzer imported.

$root = Split-Path $PSScriptRoot

<#
.SYNOPSIS
    Gets what PSScriptAnalyzer finds in the scripts of this repository, with every rule.
#>
function Get-ScriptFinding {
    [OutputType([string])]
    [CmdletBinding()]
    param()

    # Not what builds and test runs leave.
    Get-ChildItem $root -Recurse -File -Include *.ps1, *.psm1, *.psd1 |
        Where-Object { [System.IO.Path]::GetRelativePath($root, $_.FullName) -notmatch '(^|[\\/])(artifacts|bin|obj|TestResults)[\\/]' } |
        ForEach-Object { Invoke-ScriptAnalyzer $_.FullName -Settings "$root/PSScriptAnalyzerSettings.psd1" } | ConvertTo-Line
}

<#
.SYNOPSIS
    Gets what PSScriptAnalyzer finds in a module with the settings that the PowerShell Gallery runs.
#>
function Get-GalleryFinding {
    [OutputType([string])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $ModulePath
    )

    Invoke-ScriptAnalyzer $ModulePath -Recurse -Settings PSGallery | ConvertTo-Line
}

filter ConvertTo-Line {
    '{0}:{1} {2}: {3}' -f $_.ScriptPath, $_.Line, $_.RuleName, $_.Message
}

Export-ModuleMember -Function Get-ScriptFinding, Get-GalleryFinding
