BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0 -MaximumRetryCount 1
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'New-OneloopWorkspace' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'creates a workspace, and several one by one' {
        $workspace = New-OneloopWorkspace Fresh
        $workspace.PSObject.TypeNames[0] | Should -Be 'Oneloop.Workspace'
        $workspace.Name | Should -Be 'Fresh'
        (Get-StandInRequest $standIn).Body | Should -BeExactly '{"name":"Fresh"}'
        (New-OneloopWorkspace One, Two).Name | Should -Be 'One', 'Two'
        ([pscustomobject] @{ Name = 'Three' } | New-OneloopWorkspace).Name | Should -Be 'Three'
        (Get-OneloopWorkspace).Name | Select-Object -Last 4 | Should -Be 'Fresh', 'One', 'Two', 'Three'
    }

    It 'refuses a blank name' {
        { New-OneloopWorkspace ' ' } | Should -Throw '*name is blank*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'sends nothing ahead of the pipeline' {
        New-OneloopWorkspace One, Two, Three | Select-Object -First 1 | ForEach-Object Name | Should -Be One
        @(Get-StandInRequest $standIn | Where-Object Method -NE GET) | Should -HaveCount 1
    }

    It 'does not repeat a change that may have been made, and says how to look: <Fault>' -ForEach @(
        @{ Fault = 'a 500'; Answer = @{ status = 500; carriesOut = $true }; Category = 'ResourceUnavailable'; Made = $true }
        @{ Fault = 'a 408'; Answer = @{ status = 408 }; Category = 'LimitsExceeded'; Made = $false }
        @{ Fault = 'no response'; Answer = @{ abort = 'beforeHeaders' }; Category = 'ConnectionError'; Made = $true }
        @{ Fault = 'a response that cannot be read'; Answer = @{ body = '{}' }; Category = 'InvalidResult'; Made = $false }
    ) {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation createWorkspace -Answer $Answer
        New-OneloopWorkspace Fresh -ErrorAction SilentlyContinue -ErrorVariable failed | Should -BeNullOrEmpty
        $failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.OutcomeUnknown,Oneloop.Commands.NewOneloopWorkspaceCommand'
        $failed[0].CategoryInfo.Category | Should -Be $Category
        "$($failed[0])" | Should -Match "^Failed for workspace 'Fresh': .* It is not known whether the change was made\.$"
        $failed[0].ErrorDetails.RecommendedAction | Should -BeExactly "Check whether the change was made before you repeat the command: Get-OneloopWorkspace | Where-Object Name -EQ 'Fresh'"
        @(Get-StandInRequest $standIn | Where-Object Method -NE GET) | Should -HaveCount 1
        @(Get-OneloopWorkspace | Where-Object Name -EQ $failed[0].TargetObject.Name).Count | Should -Be ([int] $Made)
    }

    It 'repeats a change that was certainly not made' {
        Add-StandInScript $standIn -ExternalMeterId '' -Operation createWorkspace -Answer @{ status = 429; headers = @{ 'Retry-After' = '0' } } -ThenOrdinary
        New-OneloopWorkspace Fresh | Should -HaveCount 1
        @(Get-StandInRequest $standIn) | Should -HaveCount 2
    }

    It 'sends nothing with -WhatIf' {
        New-OneloopWorkspace Fresh -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }
}
