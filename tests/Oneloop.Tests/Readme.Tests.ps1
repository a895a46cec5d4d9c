# The newcomer's path: a fresh clone, a fresh PowerShell with a home of its own, and the README's blocks pasted one after the other.

BeforeDiscovery {
    $script:canPlay = (Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet) -and
        (Get-Command git -CommandType Application -ErrorAction Ignore) -and (Test-Path "$PSScriptRoot/../../.git")
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1", "$PSScriptRoot/../../build/Package.psm1" -Force
    $script:root = Convert-Path "$PSScriptRoot/../.."
    $script:readme = (Get-Content "$root/README.md" -Raw) -replace '\r'
    # Each fence with the one that closes it.
    $script:blocks = [regex]::Matches($readme, '(?ms)^```(\w*)\n(.*?)^```$') | ForEach-Object {
        [pscustomobject]@{ Language = $_.Groups[1].Value; Text = $_.Groups[2].Value }
    }

    function Get-Block([string] $Language) {
        ($blocks | Where-Object Language -EQ $Language).Text
    }
}

Describe 'The README' {
    It 'has each block in a language, and shows output in one' {
        $blocks.Language | Where-Object { $_ -notin 'powershell', 'sh' } | Should -BeExactly '' -Because 'the one without a language shows output'
        Get-Block powershell | Should -Contain "dotnet test`n"
    }

    It 'shows at its head what really comes out' {
        $standIn = Open-StandIn
        try {
            $shown = Get-Block ''
            $commands = [regex]::Matches($shown, '(?m)^PS> (.*)$') | ForEach-Object { $_.Groups[1].Value }
            $commands[0] | Should -Be 'Connect-Oneloop -Token (Read-Host -AsSecureString)'
            $commands | Should -HaveCount 3
            $fresh = Invoke-FreshPowerShell @"
[cultureinfo]::CurrentCulture = 'en-US'
`$PSStyle.OutputRendering = 'PlainText'
[System.Console]::OutputEncoding = [System.Text.UTF8Encoding]::new()
Import-Module '$(Get-ModulePath)'
Set-Location docs/examples
Connect-Oneloop x -BaseUri $($standIn.BaseUri)
foreach (`$command in @'
$($commands[1..2] -join "`n")
'@ -split '\r?\n') { "PS> `$command"; . ([scriptblock]::Create(`$command)) | Out-String -Width 120 }
"@
            $fresh.Error | Should -BeNullOrEmpty
            # Blank lines and the blanks at line ends are how PowerShell sets a table.
            $expected = $shown -split '\n' | ForEach-Object TrimEnd | Where-Object { $_ } | Select-Object -Skip 1
            $fresh.Output -split '\r?\n' | ForEach-Object TrimEnd | Where-Object { $_ } | Should -Be $expected
        } finally {
            Close-StandIn $standIn
        }
    }

    It 'links to files that there are' {
        $links = [regex]::Matches($readme, '\]\((?!https?:|\.\./\.\./)([^)#]+)') | ForEach-Object { $_.Groups[1].Value }
        $links | Should -Contain 'CONTRIBUTING.md'
        $links | Where-Object { -not (Test-Path "$root/$_") } | Should -BeNullOrEmpty
    }
}

Describe 'The README, pasted block by block into a fresh clone, which has few of the tests, since this is another' -Skip:(-not $canPlay) {
    BeforeAll {
        $clone = "$TestDrive/clone"
        Copy-Source $clone
        Get-ChildItem "$clone/tests/Oneloop.Tests/*.Tests.ps1" -Exclude Discovery.Tests.ps1 | Remove-Item
        Get-ChildItem "$clone/tests/Oneloop.Client.Tests/*/*Tests.cs", "$clone/tests/Oneloop.Tests/*/*Tests.cs" | Where-Object { $_.Directory.Name -ne 'Json' } | Remove-Item
        # Nothing in the README needs the benchmarks.
        $ids = Select-String -Path "$clone/Oneloop.sln" -Pattern '"tests\\Oneloop\.Benchmarks\\.*"\{(.+)\}"' | ForEach-Object { $_.Matches.Groups[1].Value }
        $solution = Get-Content "$clone/Oneloop.sln" -Raw
        foreach ($id in $ids) { $solution = $solution -replace "(?m)^Project.*$id.*\n.*\n" -replace "(?m)^.*$id.*\n" }
        Set-Content "$clone/Oneloop.sln" $solution -NoNewline
        # One process builds as fast as two where other tests run, and no other has to be started.
        Set-Content "$clone/Directory.Build.rsp" '-maxCpuCount:1'
        $null = New-Item -ItemType Directory "$TestDrive/feed", "$TestDrive/home/.config"
        Copy-Item ($env:ONELOOP_TEST_PACKAGE ? $env:ONELOOP_TEST_PACKAGE : (Export-ModulePackage -Destination "$TestDrive/package")[0].FullName) "$TestDrive/feed"
        Get-Block powershell | ConvertTo-Json -AsArray | Set-Content "$TestDrive/blocks.json"

        $script:standIn = Open-StandIn
        Add-StandInScript $standIn 'customer_123' @{ body = Get-BillingBody -With @{ usedCredits = '900' } }
        # Fails when it is asked for the fourth time, by the block that asks again.
        Add-StandInScript $standIn 'customer_124' (@(@{ body = Get-BillingBody }) * 3 + @{ status = 403 } + @{ body = Get-BillingBody })
        # The stand-in has no workspace of this name.
        $key = @{
            id = 'ak_1'; name = 'Chat'; customerId = 'customer_123'; billingId = 'cbm_1'; enabled = $true; deleted = $false; maskedKey = 'k****'; prefix = $null
            expiresAt = $null; scopes = @(); createdAt = '2026-01-31T09:30:00Z'; updatedAt = '2026-01-31T09:30:00Z'; lastUsedAt = $null
        }
        Add-StandInScript $standIn ws_acme -Operation getApiKeys @{ body = @{ apiKeys = @($key) } | ConvertTo-Json -Depth 4 }
        Add-StandInScript $standIn ws_acme -Operation createApiKey @{ body = @{ apiKey = $key + @{ key = 'new-key-itself' } } | ConvertTo-Json -Depth 4 }
        Add-StandInScript $standIn cbm_1 -Operation getBillingUsage @{
            body = @{ data = @(@{ billingId = 'cbm_1'; day = '2026-11-01'; totalBillingUsage = '100'; billingUsageName = 'chat' }) } | ConvertTo-Json -Depth 4
        }

        # What surrounds the blocks: the stand-in for the API, answers for who would be asked, a folder for the Gallery.
        $fresh = Invoke-FreshPowerShell -Environment @{
            HOME = "$TestDrive/home"; XDG_DATA_HOME = $null; XDG_CACHE_HOME = $null; XDG_CONFIG_HOME = $null
            # .NET keeps its own home, so that it need not fetch all packages anew; and leaves no process behind.
            DOTNET_CLI_HOME = $env:DOTNET_CLI_HOME ? $env:DOTNET_CLI_HOME : $HOME; MSBUILDDISABLENODEREUSE = '1'; NO_COLOR = '1'
            NUGET_PACKAGES = $env:NUGET_PACKAGES ? $env:NUGET_PACKAGES : (Join-Path $HOME '.nuget/packages')
            ONELOOP_KEY = $null; ONELOOP_TEST_PACKAGE = $null
            # These sources have been analyzed when they were built.
            RunAnalyzers = 'false'; VSTestTestCaseFilter = 'FullyQualifiedName~PesterSuite|FullyQualifiedName~Client.Tests.Json'
        } @"
Set-Location '$clone'
`$PSDefaultParameterValues['Connect-Oneloop:BaseUri'] = '$($standIn.BaseUri)'
function Read-Host { ConvertTo-SecureString asked-for -AsPlainText }
function Get-Secret(`$Name) { ConvertTo-SecureString "vault-`$Name" -AsPlainText }
function Set-Secret(`$Name, `$Secret) { `$script:stored = "`$Name = `$(ConvertFrom-SecureString `$Secret -AsPlainText)" }
`$registered = "OneloopTest`$PID"
if (`$IsWindows) {
    # Here, the home is not the process's own: nothing is installed or unregistered in it.
    `$env:PSModulePath += ';$TestDrive\saved'
    `$null = New-Item -ItemType Directory '$TestDrive/saved'
    function Install-PSResource(`$Name) { Save-PSResource `$Name -Repository `$registered -Path '$TestDrive/saved' }
} else {
    Unregister-PSResourceRepository PSGallery
}
Register-PSResourceRepository `$registered -Uri '$TestDrive/feed' -Trusted
`$played = foreach (`$block in Get-Content '$TestDrive/blocks.json' -Raw | ConvertFrom-Json) {
    `$LASTEXITCODE = 0
    `$all = try { . ([scriptblock]::Create(`$block)) *>&1 } catch { `$_ }
    [pscustomobject]@{
        Block = `$block
        ExitCode = `$LASTEXITCODE
        # A program may write to standard error what it likes, as the demo does; by its exit code it fails.
        Error = @(`$all | Where-Object { `$_ -is [System.Management.Automation.ErrorRecord] -and `$_.FullyQualifiedErrorId -notlike 'NativeCommandError*' } |
            ForEach-Object { "`$_" })
        Text = `$all | Where-Object { `$_ -isnot [System.Management.Automation.ErrorRecord] } | Out-String -Width 120
    }
}
[pscustomobject]@{
    Played = @(`$played)
    Meters = @(`$billing.ExternalMeterId)
    Stored = `$stored
    Connected = Get-OneloopConnection | ForEach-Object { "`$(`$_.BaseUri)" }
    Loaded = (Get-Module Oneloop).ModuleBase
    Installed = (Get-Module Oneloop -ListAvailable).ModuleBase
} | ConvertTo-Json -Depth 5 | Set-Content '$TestDrive/played.json'
Unregister-PSResourceRepository `$registered
"@
        $fresh.Error | Should -BeNullOrEmpty
        $script:result = Get-Content "$TestDrive/played.json" -Raw | ConvertFrom-Json
        $script:requests = Get-StandInRequest $standIn

        function Get-Played([string] $Pattern) {
            $result.Played | Where-Object Block -Match $Pattern
        }
    }

    AfterAll {
        if ($standIn) { Close-StandIn $standIn }
    }

    It 'plays all of them' {
        $result.Played | Should -HaveCount (Get-Block powershell).Count
        $result.Played.Count | Should -BeGreaterThan 9
    }

    It 'has no error but the one that a block is about' {
        $result.Played.ExitCode | Select-Object -Unique | Should -Be 0
        $result.Played | Where-Object { $_.Block -notmatch '-ErrorVariable' } | ForEach-Object Error | Should -BeNullOrEmpty
        (Get-Played '-ErrorVariable').Error | Should -BeLike "Failed for meter 'customer_124' in workspace 'ws_acme'*"
    }

    It 'builds and shows the demo' {
        (Get-Played 'build.ps1 demo').Text | Should -Match 'ws_lumen\s+acme/us-east'
    }

    It 'builds the same bytes as these sources do here' {
        # Analyzers leave no trace in what is built.
        $sums = Get-FileHashByPath "$TestDrive/clone/artifacts/Oneloop"
        $sums -join ',' | Should -Match 'Oneloop.dll '
        $sums | Should -Be (Get-FileHashByPath "$root/artifacts/Oneloop") -Because 'that was built of these sources'
    }

    It 'runs the tests, Pester among them' {
        (Get-Played '^dotnet test').Text | Should -Match 'Oneloop\.Client\.Tests\.dll'
        $counts = Get-Content "$TestDrive/clone/artifacts/test-results/pester.json" -Raw | ConvertFrom-Json
        $counts.passed | Should -BeGreaterThan 5
        $counts.failed | Should -Be 0
    }

    It 'installs the module for the user, and imports the one built in the clone' {
        $result.Installed | Should -Match 'Oneloop[\\/]\d+\.\d+\.\d+$'
        $result.Loaded | Should -Be (Convert-Path "$TestDrive/clone/artifacts/Oneloop")
    }

    It 'gets one customer, several, and those with little left' {
        (Get-Played 'ws_acme customer_123, customer_124\s*$').Text | Should -Match '(?s)customer_123\s+90.*customer_123\s+90.*customer_124\s+10'
        (Get-Played 'UsedPercent -gt 80').Text | Should -Match 'customer_123'
        (Get-Played 'UsedPercent -gt 80').Text | Should -Not -Match 'customer_124'
    }

    It 'writes a file with a line for each customer' {
        $lines = Import-Csv "$TestDrive/clone/billing.csv"
        $lines.ExternalMeterId | Should -Be 'customer_123', 'customer_124'
        $lines.UsedCredits | Should -Be '900', '100'
    }

    It 'has all customers after asking again for those that failed' {
        $result.Meters | Should -Be 'customer_123', 'customer_124'
    }

    It 'gets usage and the customers of keys, refills nobody, and keeps a new key' {
        (Get-Played 'Get-OneloopApiKey \| Get-OneloopUsage').Text | Should -Match '(?s)cbm_6deceb.*UsageName : chat\s+Month +: 2026-11\s.*Usage +: 100\s'
        (Get-Played 'CustomerId').Text | Should -Match 'customer_123 +90'
        $requests.operation | Should -Not -Contain 'refillBillingLimit'
        $result.Stored | Should -Be 'chat-production = new-key-itself'
    }

    It 'sends the token from the vault, and for each tenant its own' {
        $requests.token | Select-Object -Unique | Should -Be 'vault-Oneloop', 'vault-OneloopOne', 'vault-OneloopTwo'
        @($requests | Where-Object token -EQ 'vault-OneloopTwo').externalMeterId | Sort-Object | Should -Be 'customer_123', 'customer_124'
    }

    It 'shows the demo where PowerShell comes as a .NET tool, in the shell block' {
        $block = Get-Block sh
        $block.Trim() | Should -BeExactly 'dotnet tool exec -y "powershell@7.6.*" -- ./build.ps1 demo'
        Push-Location "$TestDrive/clone"
        # As it was built before: with another setting, all would be compiled again.
        $before, $env:RunAnalyzers = $env:RunAnalyzers, 'false'
        try {
            $output = dotnet tool exec -y 'powershell@7.6.*' -- ./build.ps1 demo 2>&1 | Out-String
            if ($output -match 'not found in NuGet feeds') { Set-ItResult -Skipped -Because "the registry has no PowerShell: $($output.Trim())" }
            $output | Should -Match 'acme/us-east'
        } finally {
            $env:RunAnalyzers = $before
            Pop-Location
        }
    }
}
