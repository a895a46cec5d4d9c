BeforeDiscovery {
    $script:hasAnalyzer = [bool] (Get-Module -ListAvailable PSScriptAnalyzer)
    $script:withoutAnalyzer = $hasAnalyzer ? '' : ' (skipped: PSScriptAnalyzer is not on PSModulePath)'
}

Describe "The linting of scripts$withoutAnalyzer" -Skip:(-not $hasAnalyzer) {
    BeforeAll {
        Import-Module PSScriptAnalyzer
        $script:lint = Import-Module "$PSScriptRoot/../../build/Lint.psm1" -Force -PassThru
        $script:folder = New-Item -ItemType Directory "$TestDrive/Scripts"
        $script:file = Join-Path $folder Thing.psm1
        'function Get-Thing { gci }' | Set-Content $file
        $script:fault = "${file}:1 PSAvoidUsingCmdletAliases: *"

        # In front of the real one, and failing as that does. Not a mock: it would ignore -ErrorAction.
        $script:analyzer = @{}
        & $lint {
            $script:analyzer = $args[0]
            function script:Invoke-ScriptAnalyzer {
                [CmdletBinding()]
                param($Path, $Settings, [switch] $Recurse)
                $analyzer.Calls++
                if ($analyzer.Calls -le $analyzer.Failures) {
                    Write-Error 'Object reference not set to an instance of an object.' -TargetObject (Join-Path $Path Thing.psm1)
                } else {
                    PSScriptAnalyzer\Invoke-ScriptAnalyzer $Path -Settings $Settings -Recurse:$Recurse
                }
            }
        } $analyzer
    }

    AfterAll {
        Remove-Module $lint
    }

    BeforeEach {
        $analyzer.Calls = 0
    }

    It 'tells file, line, rule and what it says' {
        $analyzer.Failures = 0
        Get-GalleryFinding $folder | Should -BeLike $fault
        $analyzer.Calls | Should -Be 1
    }

    It 'asks anew where a rule failed, and loses no finding' {
        $analyzer.Failures = 2
        Get-GalleryFinding $folder | Should -BeLike $fault
        $analyzer.Calls | Should -Be 3
    }

    It 'tells of a rule that fails each time' {
        $analyzer.Failures = 3
        Get-GalleryFinding $folder | Should -Be "${file}: a rule failed: Object reference not set to an instance of an object."
    }
}
