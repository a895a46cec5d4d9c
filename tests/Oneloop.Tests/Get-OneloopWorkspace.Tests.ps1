BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Get-OneloopWorkspace' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'lists all workspaces in one request' {
        (Get-OneloopWorkspace).WorkspaceId | Should -Be 'ws_northwind', 'ws_lumen', 'ws_harbor'
        $request = Get-StandInRequest $standIn
        $request | Should -HaveCount 1
        $request.Method, $request.Path | Should -Be 'GET', '/api/v1/workspace'
    }

    It 'gets one, with every field typed' {
        $workspace = Get-OneloopWorkspace ws_northwind
        $workspace.PSObject.TypeNames[0] | Should -Be 'Oneloop.Workspace'
        $workspace.WorkspaceId, $workspace.Name, $workspace.TeamId | Should -Be 'ws_northwind', 'Northwind Chat', 'team_standin'
        $workspace.DefaultKeyPrefix, $workspace.DefaultRateLimitPerSecond, $workspace.DefaultExpiration | Should -Be 'nw', 50, $null
        $workspace.DefaultAllowedIPs | Should -Be '203.0.113.0/24'
        $workspace.CreatedAt | Should -Be ([datetimeoffset] '2025-01-02T09:00:00Z').LocalDateTime
        $workspace.CreatedAt.Kind | Should -Be 'Local'
        (Get-StandInRequest $standIn).Path | Should -Be '/api/v1/workspace/ws_northwind'
    }

    It 'gets several in the order in which they are named' {
        (Get-OneloopWorkspace ws_lumen, ws_northwind).WorkspaceId | Should -Be 'ws_lumen', 'ws_northwind'
        ('ws_harbor', 'ws_lumen' | Get-OneloopWorkspace).WorkspaceId | Should -Be 'ws_harbor', 'ws_lumen'
        ([pscustomobject] @{ workspace_id = 'ws_lumen' } | Get-OneloopWorkspace).WorkspaceId | Should -Be 'ws_lumen'
    }

    It 'shows a table of ids and names, <Name> too, and all properties in a list' -ForEach @(
        @{ Name = 'of a copy'; Through = { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) } }
        @{ Name = 'of the object'; Through = { $_ } }
    ) {
        $shown = Get-OneloopWorkspace | ForEach-Object $Through
        $lines = ($shown | Out-String -Width 80) -replace '\e\[[\d;]*m' -split '\r?\n' -ne ''
        $lines | Should -HaveCount 5
        $lines[0] | Should -Match '^WorkspaceId +Name +TeamId *$'
        $lines[2] | Should -Match '^ws_northwind +Northwind Chat +team_standin *$'
        $shown | Format-List | Out-String | Should -Match 'DefaultRateLimitPerSecond\S* *: \S*50'
    }

    It 'takes numbers for ids, and no row for one' {
        $failures = @()
        @{ WorkspaceId = 5 }, @{ Workspace = 'ws_lumen'; Secret = 'canary' } | ForEach-Object { [pscustomobject] $_ } |
            Get-OneloopWorkspace -ErrorAction SilentlyContinue -ErrorVariable failures
        12 | Get-OneloopWorkspace -ErrorAction SilentlyContinue
        (Get-StandInRequest $standIn).Path | Should -Be '/api/v1/workspace/5', '/api/v1/workspace/12'
        $failures | Should -HaveCount 2
        $failures.FullyQualifiedErrorId | Should -Contain 'InputObjectNotBound,Oneloop.Commands.GetOneloopWorkspaceCommand'
        { Get-OneloopWorkspace ([pscustomobject] @{ Workspace = 'ws_lumen' }) } | Should -Throw '*Only strings and numbers are ids.*'
        Get-OneloopWorkspace | Select-Object -First 2 | Get-OneloopWorkspace | ForEach-Object WorkspaceId | Should -Be 'ws_northwind', 'ws_lumen'
    }

    It 'shows no control characters of a name' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getWorkspaceById -Answer @{
            body = '{"workspace":{"id":"ws_x","name":"red\u001b[31m\nline","teamId":"t","defaultKeyPrefix":null,"defaultAllowedIPs":[],"defaultRateLimitPerSecond":null,"defaultExpiration":null,"createdAt":"2026-01-01T00:00:00\u002b00:00","updatedAt":"2026-01-01T00:00:00Z"}}'
        }
        $workspace = Get-OneloopWorkspace ws_x
        $workspace.Name | Should -BeExactly "red`e[31m`nline"
        $workspace | Out-String -Width 80 | Should -Match "ws_x +red\uFFFD\[31m\uFFFDline +t"
    }

    It 'sends nothing for an empty pipeline' {
        @() | Get-OneloopWorkspace | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'pipes into Get-OneloopCustomerBilling' {
        $billing = Get-OneloopWorkspace ws_lumen | Get-OneloopCustomerBilling -ExternalMeterId wonka
        $billing.WorkspaceId, $billing.ExternalMeterId | Should -Be 'ws_lumen', 'wonka'
    }

    It 'writes its addresses into a CSV, and not the name of a type' {
        (Get-OneloopWorkspace ws_northwind | ConvertTo-Csv | ConvertFrom-Csv).DefaultAllowedIPs | Should -Be '203.0.113.0/24'
    }

    It 'recommends what fits a list, and what fits one workspace' {
        # A 429 is reported at once without patience only.
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0 -OutageTimeoutSec 0
        foreach ($status in 400, 403, 404, 429) {
            Add-StandInScript $standIn -ExternalMeterId '' -Operation getWorkspace -Answer @{ status = $status }
            Get-OneloopWorkspace -ErrorAction SilentlyContinue -ErrorVariable failed
            $failed[0].ErrorDetails.RecommendedAction | Should -Not -Match '\bids?\b|-ThrottleLimit'
        }
        Get-OneloopWorkspace ws_none -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Check the id, and that -BaseUri is the Oneloop API.'
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
    }

    It 'reports one that does not exist as NotFound, and goes on' {
        $found = Get-OneloopWorkspace ws_none, ws_lumen -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.WorkspaceId | Should -Be 'ws_lumen'
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.GetOneloopWorkspaceCommand'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failures[0].TargetObject.WorkspaceId | Should -Be 'ws_none'
        $failures[0].Exception.StatusCode | Should -Be 404
        "$($failures[0])" | Should -Match "^Failed for workspace 'ws_none': "
        ($failures[0].TargetObject | Get-OneloopWorkspace -ErrorAction SilentlyContinue -ErrorVariable again) | Should -BeNullOrEmpty
        $again[0].TargetObject.WorkspaceId | Should -Be 'ws_none'
    }

    It 'reports a list that it may not read, without a target' {
        Connect-Oneloop -Token 'narrow-token' -BaseUri $standIn.BaseUri -PassThru | ForEach-Object {
            Get-OneloopWorkspace -Connection $_ -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        }
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.Forbidden,Oneloop.Commands.GetOneloopWorkspaceCommand'
        $failures[0].TargetObject | Should -BeNullOrEmpty
    }

    It 'retries what may pass' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getWorkspace -Answer @{ status = 503 } -ThenOrdinary
        (Get-OneloopWorkspace).Count | Should -Be 3
        @(Get-StandInRequest $standIn).Count | Should -Be 2
    }

    It 'explains a response that departs from the contract' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation getWorkspace -Answer @{ body = '{"workspaces":[{"id":"ws_1"}]}' }
        Get-OneloopWorkspace -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -Match '^Oneloop\.InvalidResponse,'
        "$($failures[0])" | Should -Match 'workspaces\[0\]\.name, workspaces\[0\]\.teamId.* are missing'
    }

    It 'refuses the id <Id>, which servers take for a step in the path' -ForEach @(@{ Id = '.' }, @{ Id = '..' }) {
        { Get-OneloopWorkspace $Id } | Should -Throw '*step in the path*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'sends any id as it is written' {
        $id = "a/b ../`u{e9}#?%2F"
        Get-OneloopWorkspace $id -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures[0].TargetObject.WorkspaceId | Should -BeExactly $id
        # Kestrel leaves an escaped slash as it is.
        (Get-StandInRequest $standIn).Path.Replace('%2F', '/') | Should -BeExactly "/api/v1/workspace/a/b ../`u{e9}#?/"
    }

    It 'is completed from what was listed' {
        $null = Get-OneloopWorkspace
        (TabExpansion2 'Get-OneloopWorkspace ws_n' 25).CompletionMatches.CompletionText | Should -Be 'ws_northwind'
    }
}
