# The way to the Gallery. Needs git, Microsoft.PowerShell.PSResourceGet 1.1 and Package.psm1.

$root = Split-Path $PSScriptRoot
$keyVariable = 'PSGALLERY_KEY'

<#
.SYNOPSIS
    Gets the reasons for not publishing this commit, all at once; nothing where there is none.
.PARAMETER PackagePath
    The nupkg to publish, if there is one yet.
.PARAMETER NoKey
    Does not ask for the key: nothing will be pushed.
.PARAMETER Source
    The repository with the sources.
#>
function Get-PublishObstacle {
    [OutputType([string])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Repository,
        [string] $PackagePath,
        [switch] $NoKey,
        [string] $Source = $root
    )

    $version = (Import-PowerShellDataFile "$Source/Oneloop.psd1").ModuleVersion
    if (-not $NoKey -and -not [System.Environment]::GetEnvironmentVariable($keyVariable)) { "There is no key in the environment variable $keyVariable." }

    $changes = @(git -C $Source status --porcelain)
    if ($changes) { "The work tree is not clean: $($changes[0].Trim())$($changes.Count -gt 1 ? " and $($changes.Count - 1) more" : '')." }
    $tags = @(git -C $Source tag --points-at HEAD)
    if ("v$version" -notin $tags) { "This commit has not the tag v$version, which its manifest asks for$($tags ? ", but $($tags -join ', ')" : '')." }

    if (-not (Get-ReleaseNote $version -Source $Source)) { "CHANGELOG.md has no section [$version], or nothing in it." }
    if (-not (Get-GalleryLink $version -Source $Source).Contains('IconUri')) {
        'Directory.Build.props states no RepositoryUrl: the Gallery would show neither icon nor sources.'
    }
    if ($PackagePath) {
        $packed = Get-PackageVersion $PackagePath
        if ($packed -ne $version) { "The package given has version $packed, the manifest $version." }
    }

    try {
        $null = Find-PSResource Oneloop -Version $version -Repository $Repository -ErrorAction Stop
        "$Repository has version $version already."
    } catch {
        if ($_.FullyQualifiedErrorId -notlike 'PackageNotFound*') { "$Repository cannot be asked: $_" }
    }
}

<#
.SYNOPSIS
    Pushes a nupkg, with the key from the environment.
#>
function Publish-ModulePackage {
    [OutputType([string])]
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Repository
    )

    if ($PSCmdlet.ShouldProcess($Path, "Publish to $Repository")) {
        # In this process: on a command line of dotnet nuget push, all who list processes could read the key.
        Publish-PSResource -NupkgPath $Path -Repository $Repository -ApiKey ([System.Environment]::GetEnvironmentVariable($keyVariable)) -ErrorAction Stop
        "Published $(Split-Path $Path -Leaf) to $Repository."
    }
}

function Get-PackageVersion([string] $Path) {
    $zip = [System.IO.Compression.ZipFile]::OpenRead($Path)
    try {
        $reader = [System.IO.StreamReader]::new($zip.GetEntry('Oneloop.nuspec').Open())
        ([xml] $reader.ReadToEnd()).package.metadata.version
        $reader.Dispose()
    } finally {
        $zip.Dispose()
    }
}

Export-ModuleMember Get-PublishObstacle, Publish-ModulePackage
