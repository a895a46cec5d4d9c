# How the suite itself runs: test files in several processes at once, of which no test, no failure and no word may get lost.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/ParallelTest.psm1" -Force
    $script:folder = (New-Item -ItemType Directory "$TestDrive/planted").FullName
    $planted = @{
        Passes   = 'Describe "Passes" { It "one" { Write-Host "said by one"; 1 | Should -Be 1 }; It "two" { [System.Threading.Thread]::Sleep(300); Write-Host "said by two" } }'
        Fails    = 'Describe "Fails" { It "not <_>" -ForEach 1, 2 { $_ | Should -Be 1 -Because "planted" } }'
        Skips    = 'Describe "Skips" { It "for a reason" { Set-ItResult -Skipped -Because "of the moon" }; It "for none" -Skip { }; It "passes" { } }'
        Unready  = 'Describe "Unready" { BeforeAll { throw "not ready" }; It "one" { }; It "two" { } }'
        Untidy   = 'Describe "Untidy" { AfterAll { throw "not tidy" }; It "passes" { } }'
        Broken   = 'Describe "Broken" {'
        Crashes  = 'Describe "Crashes" { It "passes" { Write-Host "last words" }; It "ends its process" { [System.Environment]::Exit(3) } }'
        Imports  = 'Describe "Imports" { It "imports for all" { New-Module planted { function Get-Planted { "planted" } } | Import-Module; & ([scriptblock]::Create("Get-Planted")) | Should -Be planted } }'
        Separate = 'Describe "Separate" { It "has no input and shares the module under test" { [System.Console]::In.ReadLine() | Should -BeNullOrEmpty; $env:ONELOOP_TEST_MODULE | Should -Exist } }'
    }
    foreach ($name in $planted.Keys) { Set-Content "$folder/$name.Tests.ps1" $planted[$name] }

    # Two processes, so that some files share one. What they show comes as information.
    $all = Invoke-TestFileInParallel (Get-TestFile $folder -First 'Passes', 'Crashes') 2 6>&1
    $script:results = @{}
    $all | Where-Object { $_ -isnot [System.Management.Automation.InformationRecord] } | ForEach-Object { $results[(Split-Path $_.Path -Leaf) -replace '\..*'] = $_ }
    $script:shown = ($all | Where-Object { $_ -is [System.Management.Automation.InformationRecord] }) -join "`n" -replace '\r'
}

Describe 'Test files in several processes' {
    It 'are all run, each once' {
        $results.Keys | Sort-Object | Should -Be ((Get-ChildItem $folder).Name -replace '\..*' | Sort-Object)
        foreach ($name in 'Passes', 'Imports', 'Separate') {
            $results[$name].Failed | Should -BeNullOrEmpty
            $results[$name].Seconds | Should -BeGreaterThan 0
        }
        $results.Passes.Passed | Should -Be 2
    }

    It 'fail with the names of what failed, and why' {
        $results.Fails.Passed | Should -Be 1
        $results.Fails.Failed.Name | Should -Be 'Fails.not 2'
        $results.Fails.Failed.Message | Should -BeLike '*planted*2*'
    }

    It 'tell what was skipped, and why where a reason is given' {
        $results.Skips.Passed | Should -Be 1
        $results.Skips.Failed | Should -BeNullOrEmpty
        $results.Skips.Skipped.Name | Should -Be 'Skips.for a reason', 'Skips.for none'
        $results.Skips.Skipped.Reason | Should -Be 'of the moon', ''
    }

    It 'fail where what surrounds tests fails: <Name>' -ForEach @(
        @{ Name = 'Unready'; Failed = @('Unready.one', 'Unready.two'); Says = '*not ready*' }
        @{ Name = 'Untidy'; Failed = @('Untidy'); Says = '*not tidy*' }
        @{ Name = 'Broken'; Failed = @('*Broken.Tests.ps1'); Says = '*Broken.Tests.ps1*}*' }
    ) {
        $failures = @($results[$Name].Failed)
        $failures | Should -HaveCount $Failed.Count
        foreach ($i in 0..($Failed.Count - 1)) {
            $failures[$i].Name | Should -BeLike $Failed[$i]
            $failures[$i].Message | Should -BeLike $Says
        }
    }

    It 'fail where their process ends, and the other files go on' {
        $results.Crashes.Passed | Should -Be 0
        $results.Crashes.Failed.Name | Should -Be (Join-Path $folder 'Crashes.Tests.ps1')
        $results.Crashes.Failed.Message | Should -Be 'The process that ran this file ended within it, with exit code 3.'
        $shown | Should -Match 'last words'
    }

    It 'fail if they are not done when the time is over' {
        $endless = (New-Item -ItemType Directory "$TestDrive/endless").FullName
        Set-Content "$endless/Endless.Tests.ps1" 'Describe "Endless" { It "waits" { Write-Host "waiting"; [System.Threading.Thread]::Sleep(-1) } }'
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $result = Invoke-TestFileInParallel (Get-TestFile $endless) 1 -Limit '0:00:03' 6>$null
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 60
        $result.Passed | Should -Be 0
        $result.Failed.Message | Should -Be 'This file was not done when the run had taken 3 s.'
    }

    It 'have what they write shown in one piece, and no mark of the processes' {
        $shown | Should -Match '(?m)said by one\nsaid by two\n.*Passes\.Tests\.ps1'
        $shown | Should -Match 'Expected 1, because planted, but got 2'
        $shown | Should -Not -Match '##'
    }
}
