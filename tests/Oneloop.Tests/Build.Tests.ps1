BeforeDiscovery {
    $script:taskNames = (Get-Command "$PSScriptRoot/../../build.ps1").Parameters.Task.Attributes.ValidValues
    $script:hasResourceGet = [bool] (Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:root = (Resolve-Path "$PSScriptRoot/../..").Path
}

Describe 'build.ps1' {
    BeforeAll {
        $script:tasks = (Get-Command "$root/build.ps1").Parameters.Task.Attributes.ValidValues
        # Away from the repository, with a closed port where the PowerShell Gallery would be.
        $script:bare = @{ https_proxy = 'http://127.0.0.1:9'; no_proxy = $null }
        $script:away = "Set-Location '$TestDrive'"
        $script:shared = Open-PowerShell -Environment ($bare + @{ NO_COLOR = '1' })

        # Runs a script of this repository there.
        function Invoke-Away([string] $Command, [hashtable] $Environment = @{}) {
            $ran = Invoke-OpenPowerShell $shared "$away; $Command; `"exit `$LASTEXITCODE`"" -Environment $Environment
            $output, $code = $ran.Output -split '(?m)^exit (?=\d+\s*\z)'
            [pscustomobject]@{ ExitCode = [int] $code; Output = $output; Error = $ran.Error }
        }

        # A dotnet that has the SDK of a version, and no more.
        function Add-FakeDotNet([string] $Version) {
            $folder = New-Item -ItemType Directory "$TestDrive/sdk-$Version"
            if ($IsWindows) {
                "@echo $Version [x]" | Set-Content "$folder/dotnet.cmd"
            } else {
                "#!/bin/sh`necho '$Version [x]'" | Set-Content "$folder/dotnet"
                [System.IO.File]::SetUnixFileMode("$folder/dotnet", 'UserRead, UserExecute')
            }
            $folder.FullName
        }
    }

    AfterAll {
        Close-PowerShell $shared
    }

    It 'completes its tasks' {
        $completed = (TabExpansion2 "$root/build.ps1 " -cursorColumn "$root/build.ps1 ".Length).CompletionMatches.CompletionText
        foreach ($task in 'build', 'test', 'lint', 'package', 'publish', 'docs', 'demo', 'soak', 'benchmark', 'limits', 'help') { $completed | Should -Contain $task }
    }

    It 'lists them with a line each, in help as in Get-Help' {
        $fresh = Invoke-OpenPowerShell $shared "$away; & '$root/build.ps1' help"
        $fresh.Error | Should -BeNullOrEmpty
        $lines = $fresh.Output.Trim() -split '\r?\n'
        $lines -replace '\s.*' | Sort-Object | Should -Be ($tasks | Sort-Object)
        foreach ($line in $lines) { $line | Should -Match '^[a-z]+ +\S+ \S' }
        (Get-Help "$root/build.ps1").description.Text.Trim() -split '\r?\n' | Should -Be $lines
    }

    It 'says in one line what <_> needs where there is no .NET SDK' -ForEach ($taskNames -ne 'help') {
        $null = New-Item -ItemType Directory "$TestDrive/nothing" -Force
        $fresh = Invoke-Away "& '$root/build.ps1' $_" @{ PATH = "$TestDrive/nothing" }
        $fresh.Error.Trim() | Should -BeExactly 'The .NET SDK 10 or later is needed, and there is no dotnet on PATH: get it from https://dotnet.microsoft.com/download'
        $fresh.Output | Should -BeNullOrEmpty
        $fresh.ExitCode | Should -Be 1
    }

    It 'says in one line that a .NET SDK is too old' {
        $fresh = Invoke-Away "& '$root/build.ps1' package" @{ PATH = Add-FakeDotNet '8.0.400' }
        $fresh.Error.Trim() | Should -BeExactly 'The .NET SDK 10 or later is needed, and the dotnet on PATH has only 8: get it from https://dotnet.microsoft.com/download'
        $fresh.ExitCode | Should -Be 1
    }

    It 'says in one line that publish needs git' {
        $fresh = Invoke-Away "& '$root/build.ps1' publish" @{ PATH = Add-FakeDotNet '10.0.100' }
        $fresh.Error.Trim() | Should -BeExactly 'git is needed, and is not on PATH: get it from https://git-scm.com/downloads'
        $fresh.ExitCode | Should -Be 1
    }

    It 'says in one line how to get PSScriptAnalyzer where the Gallery is out of reach' {
        $fresh = Invoke-Away "`$env:PSModulePath = Join-Path `$PSHOME Modules; & '$root/build.ps1' lint"
        $fresh.Error.Trim() | Should -Match '^PSScriptAnalyzer 1\.22\.0 or later is not on PSModulePath and could not be installed from the PowerShell Gallery \(.+\): where the Gallery can be reached, Install-PSResource PSScriptAnalyzer -Scope CurrentUser gets it$'
        ($fresh.Error.Trim() -split '\n').Count | Should -Be 1
        $fresh.ExitCode | Should -Be 1
    }

    It 'says in one line, with exit code 77, how to get Pester' {
        $fresh = Invoke-Away "`$env:PSModulePath = Join-Path `$PSHOME Modules; & '$root/tests/Oneloop.Tests/Invoke-PesterSuite.ps1' -PesterPath '$TestDrive/none' -Path '$root/tests/Oneloop.Tests/Discovery.Tests.ps1'"
        $fresh.Output.Trim() | Should -Match '^Pester 5\.7\.0 or later is not on PSModulePath .* gets it$'
        $fresh.ExitCode | Should -Be 77
    }

    # On Windows, where the user's documents lie cannot be changed for one process.
    It 'installs for the current user what is missing' -Skip:($IsWindows -or -not $hasResourceGet) {
        $null = New-Item -ItemType Directory "$TestDrive/feed", "$TestDrive/home/.config"
        Import-Module "$root/build/Package.psm1" -Force
        Copy-Item (Export-ModulePackage -Destination "$TestDrive/package")[0] "$TestDrive/feed"
        # The module itself is the tool here, and a folder the Gallery.
        $fresh = Invoke-FreshPowerShell -Environment @{ HOME = "$TestDrive/home"; XDG_DATA_HOME = $null; XDG_CACHE_HOME = $null; XDG_CONFIG_HOME = $null } @"
Unregister-PSResourceRepository PSGallery
Register-PSResourceRepository Folder -Uri '$TestDrive/feed'
function Invoke-WebRequest { 'The Gallery is in reach.' }
Import-Module '$root/build/Tools.psm1'
Import-Tool Oneloop 0.0.1
(Get-Module Oneloop).ModuleBase
"@
        $fresh.Error | Should -BeNullOrEmpty
        $fresh.Output.Trim() | Should -BeLike "$(Convert-Path "$TestDrive/home")*Oneloop*"
    }
}

Describe 'The demo' {
    BeforeAll {
        $standIn = Open-StandIn
        try {
            $script:demo = Invoke-FreshPowerShell "& '$root/docs/examples/demo.ps1' -BaseUri $($standIn.BaseUri) -ModulePath '$(Get-ModulePath)'"
        } finally {
            Close-StandIn $standIn
        }
        $script:text = $demo.Output -replace '\e\[[\d;]*m'
    }

    It 'shows <What>' -ForEach @(
        @{ What = 'the table'; Pattern = 'ws_lumen\s+acme/us-east\s+95\D0\s+4\D?750\D?000' }
        @{ What = 'the view Usage'; Pattern = "c05d9a61\s+\u2588{20}\s+112\D0" }
        @{ What = 'the filter'; Pattern = 'PS> \$billing \| Where-Object UsedPercent -ge 95\s' }
        @{ What = 'the file read back'; Pattern = 'TotalCredits\s+: 500000' }
        @{ What = 'one customer''s error'; Pattern = "Failed for meter 'customer_0007----chat' in workspace 'ws_retired'" }
        @{ What = 'what production needs'; Pattern = 'Connect-Oneloop -Token \(Read-Host -AsSecureString\)' }
    ) {
        $text | Should -Match $Pattern
    }

    It 'asks for customers that the stand-in knows, all but one' {
        $known = Get-Content "$root/tests/Oneloop.StandIn/Data/customers.json" -Raw | ConvertFrom-Json -AsHashtable
        $unknown = Import-Csv "$root/docs/examples/customers.csv" | Where-Object {
            -not ($known.ContainsKey($_.WorkspaceId) -and $known[$_.WorkspaceId].ContainsKey($_.ExternalMeterId))
        }
        $unknown.ExternalMeterId | Should -Be 'customer_0007----chat'
    }
}
