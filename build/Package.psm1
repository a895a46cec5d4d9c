# From the built module to what is given away: the nupkg that the PowerShell Gallery takes, and the zip that Azure Automation takes.
# Written by hand in some dozen lines because Compress-PSResource stamps the time of day into both: the same module gives the same
# bytes here, with the same PowerShell (others pack tighter or less, with the same files inside).

$root = Split-Path $PSScriptRoot
$name = 'Oneloop'
$coreProperties = 'package/services/metadata/core-properties/nuget.psmdcp'

<#
.SYNOPSIS
    Gets what CHANGELOG.md says of a version.
.PARAMETER Unreleased
    Takes what is not released yet where there is no section for the version.
.PARAMETER Source
    The repository.
#>
function Get-ReleaseNote {
    [OutputType([string])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Version,
        [switch] $Unreleased,
        [string] $Source = $root
    )

    $text = (Get-Content "$Source/CHANGELOG.md" -Raw) -replace '\r'
    foreach ($heading in @($Version) + @($Unreleased ? 'Unreleased' : @())) {
        # From its heading to the next one, or to the links at the end.
        if ($text -match "(?ms)^## \[$([regex]::Escape($heading))\][^\n]*\n(.*?)(?=^## |^\[[^\]]+\]: |\z)") {
            return $Matches[1].Trim()
        }
    }
}

<#
.SYNOPSIS
    Gets the addresses that the Gallery shows, all from RepositoryUrl in Directory.Build.props.
.PARAMETER Source
    The repository.
#>
function Get-GalleryLink {
    [OutputType([System.Collections.Specialized.OrderedDictionary])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Version,
        [string] $Source = $root
    )

    $repository = ([xml] (Get-Content "$Source/Directory.Build.props" -Raw)).SelectSingleNode('/Project/PropertyGroup/RepositoryUrl').InnerText.TrimEnd('/')
    if ($repository) {
        # Those of the version, which do not change or vanish when the work goes on.
        [ordered]@{
            LicenseUri = "$repository/blob/v$Version/LICENSE"
            ProjectUri = $repository
            IconUri    = "$repository/raw/v$Version/docs/icon.png"
        }
    } else {
        [ordered]@{ LicenseUri = 'https://licenses.nuget.org/MIT'; ProjectUri = 'https://oneloop.ai/' }
    }
}

<#
.SYNOPSIS
    Writes the nupkg and the zip of a built module.
.PARAMETER ModulePath
    The built module: what dotnet build left unless given.
.PARAMETER Destination
    The folder to write to.
.PARAMETER Source
    The repository with release notes and addresses.
.OUTPUTS
    The two files, the nupkg first.
#>
function Export-ModulePackage {
    [OutputType([System.IO.FileInfo])]
    [CmdletBinding()]
    param(
        [string] $ModulePath = (Join-Path $root "artifacts/$name"),
        [string] $Destination = (Join-Path $root 'artifacts/package'),
        [string] $Source = $root
    )

    if (-not (Test-Path (Join-Path $ModulePath "$name.psd1"))) { throw "There is no module in $($ModulePath): run dotnet build." }
    $manifest = Import-PowerShellDataFile (Join-Path $ModulePath "$name.psd1")
    $galleryData = Get-GalleryLink $manifest.ModuleVersion -Source $Source
    $galleryData.ReleaseNotes = Get-ReleaseNote $manifest.ModuleVersion -Unreleased -Source $Source

    $module = Get-ModuleContent $ModulePath
    $module["$name.psd1"] = ConvertTo-Utf8 (Add-GalleryData ([System.Text.Encoding]::UTF8.GetString($module["$name.psd1"])) $galleryData)

    $null = New-Item -ItemType Directory $Destination -Force -WhatIf:$false
    $nupkg = Join-Path $Destination "$name.$($manifest.ModuleVersion).nupkg"
    $package = Get-PackageContent -Manifest $manifest -Data $galleryData -Path $module.Keys
    foreach ($path in $module.Keys) { $package[$path] = $module[$path] }
    Export-Zip $nupkg $package

    $zip = Join-Path $Destination "$name.zip"
    $folder = [System.Collections.Generic.SortedDictionary[string, byte[]]]::new([System.StringComparer]::Ordinal)
    foreach ($path in $module.Keys) { $folder["$name/$path"] = $module[$path] }
    Export-Zip $zip $folder

    Get-Item $nupkg, $zip
}

<#
.SYNOPSIS
    Unpacks a nupkg as Install-PSResource does, without what is the package's own.
.PARAMETER Destination
    The folder of the module. What is in it goes.
#>
function Expand-ModulePackage {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Destination
    )

    if (Test-Path $Destination) { Remove-Item $Destination -Recurse -Force }
    [System.IO.Compression.ZipFile]::ExtractToDirectory($Path, $Destination)
    foreach ($own in "$name.nuspec", '_rels', 'package', '[Content_Types].xml') {
        Remove-Item -LiteralPath (Join-Path $Destination $own) -Recurse -Force
    }
}

# The files of a folder by their path in it.
function Get-ModuleContent([string] $Path) {
    $content = [System.Collections.Generic.SortedDictionary[string, byte[]]]::new([System.StringComparer]::Ordinal)
    foreach ($file in Get-ChildItem $Path -Recurse -File -Force) {
        $content[[System.IO.Path]::GetRelativePath((Convert-Path $Path), $file.FullName).Replace('\', '/')] = [System.IO.File]::ReadAllBytes($file.FullName)
    }
    , $content
}

# A manifest with more in PrivateData.PSData. Only that is touched: Update-ModuleManifest would rewrite all of it, with the date.
function Add-GalleryData([string] $Manifest, [System.Collections.Specialized.OrderedDictionary] $Data) {
    $ast = [System.Management.Automation.Language.Parser]::ParseInput($Manifest, [ref] $null, [ref] $null)
    $entry = $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.HashtableAst] }, $true).KeyValuePairs |
        Where-Object { $_.Item1.Extent.Text -eq 'PSData' }
    $table = $entry.Item2.PipelineElements[0].Expression.Extent
    $lines = $Data.Keys | ForEach-Object {
        "            $_ = '$([System.Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent($Data[$_]))'`n"
    }
    # The closing brace stands on a line of its own.
    $Manifest.Insert($Manifest.LastIndexOf("`n", $table.EndOffset - 1) + 1, -join $lines)
}

# What a nupkg has besides the module, with the elements that PSResourceGet writes: the Gallery refuses some that nuget.org takes.
function Get-PackageContent([hashtable] $Manifest, [System.Collections.Specialized.OrderedDictionary] $Data, [string[]] $Path) {
    # The tags by which Find-PSResource finds a module for its commands.
    $tags = @('PSModule') + $Manifest.PrivateData.PSData.Tags + 'PSIncludes_Cmdlet' +
        ($Manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_"; "PSCommand_$_" }) -join ' '
    $metadata = [ordered]@{
        id = $name; version = $Manifest.ModuleVersion; authors = $Manifest.Author; owners = $Manifest.CompanyName
        requireLicenseAcceptance = 'false'; licenseUrl = $Data.LicenseUri; projectUrl = $Data.ProjectUri; iconUrl = $Data.IconUri
        description = $Manifest.Description; releaseNotes = $Data.ReleaseNotes; copyright = $Manifest.Copyright; tags = $tags
    }
    $elements = $metadata.Keys | Where-Object { $metadata[$_] } | ForEach-Object { "    <$_>$(ConvertTo-XmlText $metadata[$_])</$_>`n" }
    $types = @('rels', 'application/vnd.openxmlformats-package.relationships+xml'), @('psmdcp', 'application/vnd.openxmlformats-package.core-properties+xml')
    $types += @($Path + "$name.nuspec" | ForEach-Object { [System.IO.Path]::GetExtension($_).TrimStart('.') } | Where-Object { $_ } |
            Sort-Object -Unique | ForEach-Object { , @($_, 'application/octet') })
    $defaults = $types | ForEach-Object { "  <Default Extension=`"$($_[0])`" ContentType=`"$($_[1])`" />`n" }
    $overrides = $Path | Where-Object { -not [System.IO.Path]::GetExtension($_) } |
        ForEach-Object { "  <Override PartName=`"/$_`" ContentType=`"application/octet`" />`n" }

    $parts = @{
        "$name.nuspec"        = "<package xmlns=`"http://schemas.microsoft.com/packaging/2011/08/nuspec.xsd`">`n  <metadata>`n$(-join $elements)  </metadata>`n</package>`n"
        '[Content_Types].xml' = "<Types xmlns=`"http://schemas.openxmlformats.org/package/2006/content-types`">`n$(-join $defaults)$(-join $overrides)</Types>`n"
        '_rels/.rels'         = @"
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
  <Relationship Type="http://schemas.microsoft.com/packaging/2010/07/manifest" Target="/$name.nuspec" Id="R1" />
  <Relationship Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="/$coreProperties" Id="R2" />
</Relationships>

"@
        $coreProperties       = @"
<coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">
  <dc:creator>$(ConvertTo-XmlText $Manifest.Author)</dc:creator>
  <dc:description>$(ConvertTo-XmlText $Manifest.Description)</dc:description>
  <dc:identifier>$name</dc:identifier>
  <version>$($Manifest.ModuleVersion)</version>
  <keywords>$(ConvertTo-XmlText $tags)</keywords>
</coreProperties>

"@
    }
    $content = [System.Collections.Generic.SortedDictionary[string, byte[]]]::new([System.StringComparer]::Ordinal)
    foreach ($part in $parts.Keys) {
        $content[$part] = ConvertTo-Utf8 ("<?xml version=`"1.0`" encoding=`"utf-8`"?>`n" + $parts[$part].Replace("`r", ''))
    }
    , $content
}

# A zip with the same bytes for the same content: sorted, and with no date or file mode of this machine.
function Export-Zip([string] $Path, [System.Collections.Generic.SortedDictionary[string, byte[]]] $Content) {
    $file = [System.IO.File]::Create($Path)
    $zip = [System.IO.Compression.ZipArchive]::new($file, [System.IO.Compression.ZipArchiveMode]::Create)
    try {
        foreach ($entryPath in $Content.Keys) {
            $entry = $zip.CreateEntry($entryPath, [System.IO.Compression.CompressionLevel]::Optimal)
            # The earliest that a zip can say.
            $entry.LastWriteTime = [datetimeoffset]::new(1980, 1, 1, 0, 0, 0, [timespan]::Zero)
            # rw-r--r-- where file modes count.
            $entry.ExternalAttributes = 0x81A4 -shl 16
            $stream = $entry.Open()
            try { $stream.Write($Content[$entryPath], 0, $Content[$entryPath].Length) } finally { $stream.Dispose() }
        }
    } finally {
        $zip.Dispose()
        $file.Dispose()
    }
}

function ConvertTo-Utf8([string] $Text) {
    , [System.Text.UTF8Encoding]::new($false).GetBytes($Text)
}

function ConvertTo-XmlText([string] $Text) {
    [System.Security.SecurityElement]::Escape($Text)
}

Export-ModuleMember Get-ReleaseNote, Get-GalleryLink, Export-ModulePackage, Expand-ModulePackage
