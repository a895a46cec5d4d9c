# Publishing, to a folder repository and from a repository of sources made for it.

BeforeDiscovery {
    # -NupkgPath came with 1.1.
    $script:canPublish = (Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet | Where-Object Version -GE '1.1.0') -and
        (Get-Command git -CommandType Application -ErrorAction Ignore)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1", "$PSScriptRoot/../../build/Package.psm1" -Force
    $script:root = Convert-Path "$PSScriptRoot/../.."
    $script:version = (Import-PowerShellDataFile "$root/Oneloop.psd1").ModuleVersion
    $script:key = 'canary-key-7f3b9ce21d'

    # A commit that lacks nothing.
    $script:source = (New-Item -ItemType Directory "$TestDrive/source").FullName
    Copy-Item "$root/Oneloop.psd1", "$root/.gitignore" $source
    "# Changelog`n`n## [$version] - 2026-11-22`n`n- Something" | Set-Content "$source/CHANGELOG.md"
    '<Project><PropertyGroup><RepositoryUrl>https://example.com/o/r</RepositoryUrl></PropertyGroup></Project>' | Set-Content "$source/Directory.Build.props"
    $script:git = @('-C', $source, '-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false', '-c', 'tag.gpgSign=false')
    git @git init --quiet
    git @git add --all
    git @git commit --quiet --message First
    git @git tag "v$version"

    # What is published must have the version of the manifest, whichever package is under test.
    Copy-Item (Get-ModulePath) "$TestDrive/Oneloop" -Recurse
    Copy-Item "$root/Oneloop.psd1" "$TestDrive/Oneloop"
    $script:package = (Export-ModulePackage -ModulePath "$TestDrive/Oneloop" -Destination "$TestDrive/package")[0].FullName
    $null = New-Item -ItemType Directory "$TestDrive/feed", "$TestDrive/home/.config"

    # A home of its own, where there can be one: what is registered there is not registered for the user.
    $script:shared = Open-PowerShell -Environment @{ HOME = "$TestDrive/home"; XDG_DATA_HOME = $null; XDG_CACHE_HOME = $null; XDG_CONFIG_HOME = $null; NO_COLOR = '1' }

    # Runs a command with the folder repository registered.
    function Invoke-Publishing([string] $Command, [string] $Key = $script:key) {
        Invoke-OpenPowerShell $shared -Environment @{ PSGALLERY_KEY = $Key } @"
Import-Module '$root/build/Package.psm1', '$root/build/Publish.psm1'
`$feed = "OneloopTest`$PID"
Register-PSResourceRepository `$feed -Uri '$TestDrive/feed' -Trusted
try { $Command } finally { Unregister-PSResourceRepository `$feed }
"@
    }

    function Get-Obstacle([string] $Key = $script:key, [string] $Package = $script:package) {
        $run = Invoke-Publishing "Get-PublishObstacle -Repository `$feed -Source '$source' -PackagePath '$Package'" $Key
        $run.Error | Should -BeNullOrEmpty
        $run.Output.Trim()
    }
}

AfterAll {
    Close-PowerShell $shared
}

Describe 'Publishing' -Skip:(-not $canPublish) {
    AfterEach {
        git @git reset --quiet --hard "v$version"
        git @git clean --quiet -d --force
    }

    It 'has nothing against a commit that lacks nothing' {
        Get-Obstacle | Should -BeNullOrEmpty
    }

    It 'refuses without a key' {
        Get-Obstacle -Key '' | Should -Be 'There is no key in the environment variable PSGALLERY_KEY.'
    }

    It 'refuses a work tree with changes' {
        'x' | Set-Content "$source/new.txt"
        Get-Obstacle | Should -Be 'The work tree is not clean: ?? new.txt.'
    }

    It 'refuses a commit without the tag of its version' {
        git @git commit --quiet --allow-empty --message Second
        git @git tag v9.9.9
        Get-Obstacle | Should -Be "This commit has not the tag v$version, which its manifest asks for, but v9.9.9."
    }

    It 'refuses a version without release notes, and sources without an address' {
        "# Changelog`n`n## [Unreleased]`n`n- Something" | Set-Content "$source/CHANGELOG.md"
        '<Project><PropertyGroup><RepositoryUrl></RepositoryUrl></PropertyGroup></Project>' | Set-Content "$source/Directory.Build.props"
        $text = Get-Obstacle
        $text | Should -Match "CHANGELOG.md has no section \[$version\]"
        $text | Should -Match 'Directory.Build.props states no RepositoryUrl'
    }

    It 'refuses a package of another version' {
        (Get-Content "$root/Oneloop.psd1" -Raw) -replace "ModuleVersion( +)= '.*?'", 'ModuleVersion$1= ''9.8.7''' | Set-Content "$TestDrive/Oneloop/Oneloop.psd1"
        $other = (Export-ModulePackage -ModulePath "$TestDrive/Oneloop" -Destination "$TestDrive/other")[0].FullName
        Get-Obstacle -Package $other | Should -Be "The package given has version 9.8.7, the manifest $version."
    }

    It 'refuses a repository that cannot be asked' {
        $run = Invoke-Publishing "Get-PublishObstacle -Repository NoSuchRepository -Source '$source'"
        $run.Output | Should -Match 'NoSuchRepository cannot be asked: \w'
    }

    It 'pushes nothing with -WhatIf, then the very package, and has it in its way the second time; the key is in no output' {
        $pretended = Invoke-Publishing "Publish-ModulePackage '$package' -Repository `$feed -WhatIf"
        $pretended.Output | Should -Match 'What if: .*Publish to'
        Get-ChildItem "$TestDrive/feed" | Should -BeNullOrEmpty

        $pushed = Invoke-Publishing "Publish-ModulePackage '$package' -Repository `$feed -Verbose -Debug -Confirm:`$false 4>&1 5>&1"
        $pushed.Error | Should -BeNullOrEmpty
        $pushed.Output | Should -Match "Published Oneloop.$version.nupkg"
        (Get-FileHash "$TestDrive/feed/Oneloop.$version.nupkg").Hash | Should -Be (Get-FileHash $package).Hash

        Get-Obstacle | Should -Match "^OneloopTest\d+ has version $version already\.$"
        $pretended.Output + $pushed.Output + $pushed.Error | Should -Not -Match $key
    }
}
