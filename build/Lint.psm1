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

    # Not what builds and test runs leave, nor what is installed for them.
    Get-ChildItem $root -Recurse -File -Include *.ps1, *.psm1, *.psd1 |
        Where-Object { [System.IO.Path]::GetRelativePath($root, $_.FullName) -notmatch '(^|[\\/])(artifacts|bin|obj|TestResults|node_modules)[\\/]' } |
        ForEach-Object { Get-Finding $_.FullName "$root/PSScriptAnalyzerSettings.psd1" }
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

    Get-Finding $ModulePath PSGallery
}

# Rules run at once, and sometimes one fails for no fault of the script (https://github.com/PowerShell/PowerShell/issues/27842).
# It is the parameters of Export-ModuleMember that such a rule looks up, so the scripts here name none. Its findings are
# lost then, so the analysis is retried; a rule that fails each time is reported as a finding.
function Get-Finding($Path, $Settings) {
    foreach ($try in 1..3) {
        $found = Invoke-ScriptAnalyzer $Path -Recurse -Settings $Settings -ErrorAction SilentlyContinue -ErrorVariable failed
        if (-not $failed) { break }
    }
    $found | ForEach-Object { '{0}:{1} {2}: {3}' -f $_.ScriptPath, $_.Line, $_.RuleName, $_.Message }
    $failed | ForEach-Object { '{0}: a rule failed: {1}' -f $_.TargetObject, $_.Exception.Message }
}

Export-ModuleMember Get-ScriptFinding, Get-GalleryFinding
