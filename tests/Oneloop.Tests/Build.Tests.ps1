BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:root = (Resolve-Path "$PSScriptRoot/../..").Path
}

Describe 'build.ps1' {
    It 'completes its tasks' {
        $completed = (TabExpansion2 "$root/build.ps1 " -cursorColumn "$root/build.ps1 ".Length).CompletionMatches.CompletionText
        foreach ($task in 'build', 'test', 'demo', 'soak', 'benchmark') { $completed | Should -Contain $task }
    }

    It 'has in its help a line for each task' {
        $tasks = (Get-Command "$root/build.ps1").Parameters.Task.Attributes.ValidValues
        $description = (Get-Help "$root/build.ps1").description.Text
        foreach ($task in $tasks) { $description | Should -Match "(?m)^\s*$task\s+\S" }
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
