# What is given away: the nupkg and the zip, what is in them, and that they work where they are unpacked.

BeforeDiscovery {
    # -NupkgPath came with 1.1.
    $script:hasResourceGet = [bool] (Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet | Where-Object Version -GE '1.1.0')
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1", "$PSScriptRoot/../../build/Package.psm1", "$PSScriptRoot/../../build/Publish.psm1" -Force
    $script:root = Convert-Path "$PSScriptRoot/../.."
    $script:package = $env:ONELOOP_TEST_PACKAGE ? $env:ONELOOP_TEST_PACKAGE : (Export-ModulePackage -Destination "$TestDrive/package")[0].FullName
    $script:module = "$TestDrive/Oneloop"
    Expand-ModulePackage $package $module
    $script:version = (Import-PowerShellDataFile "$module/Oneloop.psd1").ModuleVersion

    # All that PowerShell reads of XML: a line for each element, with its parent, its attributes and, if it has no elements, its text.
    function Get-XmlContent([string] $Path) {
        $document = [xml]::new()
        $document.PreserveWhitespace = $true
        $document.Load((Convert-Path $Path))
        $lines = foreach ($element in $document.SelectNodes('//*')) {
            $attributes = foreach ($attribute in $element.SelectNodes('@*')) { "$($attribute.LocalName)='$($attribute.Value)'" }
            $text = $element.SelectSingleNode('*') ? '' : $element.InnerText
            "$($element.ParentNode.LocalName)/{$($element.NamespaceURI)}$($element.LocalName) $attributes $text"
        }
        $lines -join "`n"
    }

    # A process with a home of its own, where it may register and install as it likes.
    $script:ownHome = @{ HOME = "$TestDrive/home"; XDG_DATA_HOME = $null; XDG_CACHE_HOME = $null; XDG_CONFIG_HOME = $null }
    $null = New-Item -ItemType Directory "$TestDrive/home/.config"
}

Describe 'The package' {
    BeforeAll {
        [System.IO.Compression.ZipFile]::ExtractToDirectory($package, "$TestDrive/whole")
        $script:files = Get-ChildItem "$TestDrive/whole" -Recurse -File -Force |
            ForEach-Object { [System.IO.Path]::GetRelativePath("$TestDrive/whole", $_.FullName).Replace('\', '/') }
        $script:metadata = ([xml] (Get-Content "$TestDrive/whole/Oneloop.nuspec" -Raw)).package.metadata
    }

    It 'has what a user needs, and nothing of the build or the tests' {
        $known = '^(Oneloop\.(psd1|dll|Format\.ps1xml|Types\.ps1xml)|Oneloop-Automation\.json|LICENSE|icon\.png|en-US/[\w.-]+|lib/Oneloop\.Client\.dll)$'
        $wrapping = 'Oneloop.nuspec', '_rels/.rels', '[Content_Types].xml', 'package/services/metadata/core-properties/nuget.psmdcp'
        $files | Where-Object { $_ -notmatch $known -and $_ -notin $wrapping } | Should -BeNullOrEmpty
        foreach ($file in $wrapping + 'Oneloop.psd1', 'Oneloop.dll', 'LICENSE', 'icon.png', 'lib/Oneloop.Client.dll') { $files | Should -Contain $file }
    }

    It 'has the licence of each assembly that is somebody else''s' {
        foreach ($other in Get-ChildItem "$module/lib" -Filter *.dll | Where-Object Name -NotLike 'Oneloop.*') {
            Get-Content "$module/lib/$($other.BaseName).LICENSE" -Raw | Should -Match 'Copyright \(c\)'
        }
    }

    It 'has <_> as it is in the repository, without comments and indentation' -ForEach 'Oneloop.Types.ps1xml', 'Oneloop.Format.ps1xml', 'en-US/Oneloop.dll-Help.xml' {
        $source = Get-Item "$root/src/Oneloop/Formatting/$_", "$root/docs/$_" -ErrorAction Ignore
        Get-XmlContent "$module/$_" | Should -BeExactly (Get-XmlContent $source.FullName)
        $shipped = Get-Content "$module/$_" -Raw
        $shipped | Should -Not -Match '<!--'
        $shipped | Should -Not -Match '>\s*\n\s*<'
        $shipped.Length | Should -BeLessThan $source.Length
    }

    It 'is under 800 KB unpacked, and under 300 KB packed' {
        (Get-Item $package).Length | Should -BeLessThan 300KB
        (Get-ChildItem $module -Recurse -File | Measure-Object Length -Sum).Sum | Should -BeLessThan 800KB
    }

    It 'is under its name and version, with tags to find it by' {
        Split-Path $package -Leaf | Should -Be "Oneloop.$version.nupkg"
        $metadata.id | Should -Be 'Oneloop'
        $metadata.version | Should -Be $version
        foreach ($tag in 'PSModule', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS', 'PSCommand_Get-OneloopCustomerBilling') { $metadata.tags -split ' ' | Should -Contain $tag }
    }

    It 'has the release notes of its version, in manifest and metadata' {
        $notes = Get-ReleaseNote $version -Unreleased
        $notes | Should -Match 'Get-OneloopCustomerBilling'
        (Test-ModuleManifest "$module/Oneloop.psd1").ReleaseNotes | Should -BeExactly $notes
        $metadata.releaseNotes | Should -BeExactly $notes
    }

    It 'gives the same licence, project and icon in manifest and metadata' {
        $manifest = Test-ModuleManifest "$module/Oneloop.psd1"
        $links = Get-GalleryLink $version
        $manifest.LicenseUri.OriginalString | Should -Be $links.LicenseUri
        $manifest.ProjectUri.OriginalString | Should -Be $links.ProjectUri
        "$($manifest.IconUri)" | Should -Be "$($links.IconUri)"
        $metadata.licenseUrl | Should -Be $links.LicenseUri
        $metadata.projectUrl | Should -Be $links.ProjectUri
        $metadata.iconUrl | Should -Be $links.IconUri
    }

    It 'describes itself as Compress-PSResource would' -Skip:(-not $hasResourceGet) {
        $null = New-Item -ItemType Directory "$TestDrive/reference"
        $fresh = Invoke-FreshPowerShell -Environment $ownHome "Compress-PSResource '$module' '$TestDrive/reference'"
        $fresh.Error | Should -BeNullOrEmpty
        [System.IO.Compression.ZipFile]::ExtractToDirectory("$TestDrive/reference/Oneloop.$version.nupkg", "$TestDrive/reference/whole")
        $theirs = ([xml] (Get-Content "$TestDrive/reference/whole/Oneloop.nuspec" -Raw)).package.metadata
        foreach ($element in $theirs.ChildNodes) {
            if ($element.Name -eq 'tags') {
                foreach ($tag in $element.InnerText -split ' ') { $metadata.tags -split ' ' | Should -Contain $tag }
            } else {
                $metadata.($element.Name) | Should -BeExactly $element.InnerText
            }
        }
        Get-ChildItem "$TestDrive/reference/whole" -Recurse -File -Force |
            ForEach-Object { [System.IO.Path]::GetRelativePath("$TestDrive/reference/whole", $_.FullName).Replace('\', '/') } |
            # Released versions name it by a GUID that differs each time; this package has the same bytes each time.
            ForEach-Object { $_ -replace '[0-9a-f]{32}(?=\.psmdcp$)', 'nuget' } |
            Sort-Object | Should -Be ($files | Sort-Object)
    }
}

Describe 'Packaging' {
    It 'gives the same bytes for the same module, whenever its files were written' {
        Copy-Item $module "$TestDrive/later" -Recurse
        Get-ChildItem "$TestDrive/later" -Recurse -File | ForEach-Object { $_.LastWriteTime = '2031-05-06' }
        Copy-Item "$root/Oneloop.psd1" "$TestDrive/later"
        $first = Export-ModulePackage -ModulePath "$TestDrive/later" -Destination "$TestDrive/first"
        Get-ChildItem "$TestDrive/later" -Recurse -File | ForEach-Object { $_.LastWriteTime = '2032-05-06' }
        $second = Export-ModulePackage -ModulePath "$TestDrive/later" -Destination "$TestDrive/second"
        (Get-FileHash $second.FullName).Hash | Should -Be (Get-FileHash $first.FullName).Hash
        $first.Name | Should -Be "Oneloop.$version.nupkg", 'Oneloop.zip'
    }

    It 'takes the notes of the version if there are any, and any character in them' {
        $source = New-Item -ItemType Directory "$TestDrive/planted"
        Copy-Item "$root/Directory.Build.props" $source
        $notes = "### Fixed`n`n- The run's `u{201C}curly`u{201D} quotes, <angles> & `$dollars; '@"
        "# Changelog`n`n## [Unreleased]`n`n- Not yet`n`n## [$version] - 2026-11-22`n`n$notes`n`n## [0.0.9]`n`n- Before" | Set-Content "$source/CHANGELOG.md"
        Copy-Item $module "$source/Oneloop" -Recurse
        Copy-Item "$root/Oneloop.psd1" "$source/Oneloop"
        $made = Export-ModulePackage -ModulePath "$source/Oneloop" -Destination "$source/out" -Source $source
        Expand-ModulePackage $made[0].FullName "$source/unpacked"
        (Test-ModuleManifest "$source/unpacked/Oneloop.psd1").ReleaseNotes | Should -BeExactly $notes
    }

    It 'makes the links of the one address that Directory.Build.props states' {
        '<Project><PropertyGroup><RepositoryUrl>https://example.com/o/r/</RepositoryUrl></PropertyGroup></Project>' | Set-Content "$TestDrive/Directory.Build.props"
        $links = Get-GalleryLink 1.2.3 -Source $TestDrive
        $links.ProjectUri | Should -Be 'https://example.com/o/r'
        $links.LicenseUri | Should -Be 'https://example.com/o/r/blob/v1.2.3/LICENSE'
        $links.IconUri | Should -Be 'https://example.com/o/r/raw/v1.2.3/docs/icon.png'
    }
}

Describe 'The module works by its name in an empty PSModulePath' {
    BeforeAll {
        $script:standIn = Open-StandIn

        function Get-Smoke([string] $ModulePath) {
            $fresh = Invoke-FreshPowerShell -Environment $ownHome @"
`$env:PSModulePath = '$ModulePath'
Connect-Oneloop -Token x -BaseUri $($standIn.BaseUri)
"`$((Get-OneloopCustomerBilling ws_bulk smoke).ExternalMeterId) `$((Get-Module Oneloop).Version)"
(Get-Module Oneloop).ModuleBase
"@
            $fresh.Error | Should -BeNullOrEmpty
            $fresh.Output.Trim() -split '\r?\n'
        }
    }

    AfterAll {
        Close-StandIn $standIn
    }

    It 'installed from a folder repository' -Skip:(-not $hasResourceGet) {
        $null = New-Item -ItemType Directory "$TestDrive/feed", "$TestDrive/saved"
        Copy-Item $package "$TestDrive/feed"
        # Windows asks no variable where the user's documents lie: there, it is saved to a folder instead.
        $fresh = Invoke-FreshPowerShell -Environment $ownHome @"
`$repository = "OneloopTest`$PID"
Register-PSResourceRepository `$repository -Uri '$TestDrive/feed' -Trusted
try {
    if (`$IsWindows) { Save-PSResource Oneloop -Repository `$repository -Path '$TestDrive/saved' -ErrorAction Stop }
    else { Install-PSResource Oneloop -Repository `$repository -Scope CurrentUser -ErrorAction Stop }
} finally {
    Unregister-PSResourceRepository `$repository
}
"@
        $fresh.Error | Should -BeNullOrEmpty
        $installed = Get-ChildItem "$TestDrive/home", "$TestDrive/saved" -Recurse -Force -Filter Oneloop.psd1
        $installed | Should -HaveCount 1
        $installed.Directory.Name | Should -Be $version
        Get-Smoke $installed.Directory.Parent.Parent.FullName | Should -Be "smoke $version", $installed.Directory.FullName
    }

    It 'unpacked by hand from the nupkg' {
        Expand-ModulePackage $package "$TestDrive/hand/Oneloop/$version"
        Get-Smoke "$TestDrive/hand" | Should -Be "smoke $version", (Convert-Path "$TestDrive/hand/Oneloop/$version")
    }

    It 'unpacked from the zip for Azure Automation, whose one folder has the name of the module' {
        $zip = Join-Path (Split-Path $package) Oneloop.zip
        $zip | Should -Exist -Because 'it is made with the nupkg'
        Expand-Archive $zip "$TestDrive/automation"
        Get-ChildItem "$TestDrive/automation" -Force | ForEach-Object Name | Should -Be 'Oneloop'
        Get-FileHashByPath "$TestDrive/automation/Oneloop" | Should -Be (Get-FileHashByPath $module)
        Get-Smoke "$TestDrive/automation" | Should -Be "smoke $version", (Convert-Path "$TestDrive/automation/Oneloop")
    }
}
