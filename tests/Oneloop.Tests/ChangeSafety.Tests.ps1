# What holds for each cmdlet that changes something.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:changes = @(Get-Command -Module Oneloop | Where-Object { $_.ImplementingType.BaseType.Name -eq 'OneloopChangeCmdlet' } | ForEach-Object { @{ Name = $_.Name } })
    $script:others = @(Get-Command -Module Oneloop | Where-Object { $_.ImplementingType.BaseType.Name -ne 'OneloopChangeCmdlet' } | ForEach-Object { @{ Name = $_.Name } })
}

Describe 'A cmdlet that changes something' {
    It '<Name> has -WhatIf and -Confirm, and sends one request at a time' -ForEach $changes {
        $parameters = (Get-Command $Name).Parameters.Keys
        $parameters | Should -Contain 'WhatIf'
        $parameters | Should -Contain 'Confirm'
        $parameters | Should -Not -Contain 'ThrottleLimit'
    }

    It 'is each that has the verb <_>' -ForEach 'New', 'Set', 'Add', 'Remove', 'Reset' {
        $others.Name -like "$_-*" | Should -BeNullOrEmpty
    }

    It 'has a high impact where what it takes away does not come back' {
        $high = $changes.Name | Where-Object { [System.Management.Automation.CommandMetadata]::new((Get-Command $_)).ConfirmImpact -eq 'High' }
        $high | Should -Be 'Remove-OneloopApiKey', 'Reset-OneloopApiKey'
    }
}
