# What comes out of a job, a remote session or a file is as good as what went in: types, values, views, and the way back in.

BeforeDiscovery {
    # Each takes a script, and what to call it with, and gives what the script wrote, having crossed that border.
    $script:borders = @(
        @{ Border = 'Start-Job'; Copies = $true }
        @{ Border = 'an out-of-process runspace'; Copies = $true }
        @{ Border = 'Export-Clixml'; Copies = $true }
        @{ Border = 'the serializer of remoting'; Copies = $true }
        @{ Border = 'Start-ThreadJob'; Copies = $false }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:module = Get-ModulePath
    Import-Module $module -Force
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri
    Add-StandInScript $standIn 'large' @{ body = Get-BillingBody -With @{ totalCredits = '9999999999999999999999999999'; usedCredits = '9007199254740993'; allowOverages = $true; spendCap = '1234567890123456789012345678' } }
    Add-StandInScript $standIn 'empty' @{ body = Get-BillingBody -With @{ totalCredits = '0'; usedCredits = '3' } }

    # Runs a script with the stand-in's address in a session of its own. Its failures come back as error records.
    function Invoke-Elsewhere([string] $Border, [string] $Command) {
        $script = [scriptblock]::Create("`$ErrorActionPreference = 'Continue'; Import-Module '$module'; Connect-Oneloop test-token -BaseUri $($standIn.BaseUri) -MaximumRetryCount 0; $Command")
        switch ($Border) {
            'Start-Job' { Start-Job $script | Receive-Job -Wait -AutoRemoveJob -ErrorAction SilentlyContinue -ErrorVariable failed; $failed }
            'Start-ThreadJob' { Start-ThreadJob $script | Receive-Job -Wait -AutoRemoveJob -ErrorAction SilentlyContinue -ErrorVariable failed; $failed }
            'an out-of-process runspace' {
                $runspace = [runspacefactory]::CreateOutOfProcessRunspace($null)
                $powershell = [powershell]::Create($runspace)
                try {
                    $runspace.Open()
                    $powershell.AddScript($script).Invoke()
                    $powershell.Streams.Error
                } finally {
                    $powershell.Dispose()
                    $runspace.Dispose()
                }
            }
            'Export-Clixml' {
                & $script 2>&1 | Export-Clixml "$TestDrive/crossed.xml"
                Import-Clixml "$TestDrive/crossed.xml"
            }
            'the serializer of remoting' {
                & $script 2>&1 |
                    ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($_)) }
            }
        }
    }

    # Why a border cannot be crossed on this machine; nothing where it can.
    function Get-Obstacle([string] $Border) {
        if ($Border -eq 'Start-ThreadJob' -and -not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
            'the module ThreadJob is not there'
        }
        if ($Border -in 'Start-Job', 'an out-of-process runspace') { Get-JobObstacle }
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Over <Border>' -ForEach $borders {
    BeforeAll {
        $script:obstacle = Get-Obstacle $Border
        if ($obstacle) { return }
        $all = @(Invoke-Elsewhere $Border @'
Get-OneloopCustomerBilling ws_bulk large, empty
Get-OneloopConnection
Get-OneloopCustomerBilling ws_nowhere "m/1"
Get-OneloopCustomerBilling ws_lumen nobody
'@)
        $all | Should -HaveCount 5
        $script:billing = @($all[0, 1])
        $script:connection = $all[2]
        $script:failures = @($all[3, 4])
        # Whatever the session that was last run in has done to the default connection of this one.
        Connect-Oneloop -Token test-token -BaseUri $standIn.BaseUri
    }

    BeforeEach {
        if ($obstacle) { Set-ItResult -Skipped -Because $obstacle }
    }

    It 'a billing keeps the type and the value of each property' {
        $billing | Should -HaveCount 2
        $live = Get-OneloopCustomerBilling ws_bulk large, empty
        $live[0].UsedPercent | Should -BeGreaterThan 0
        foreach ($i in 0, 1) {
            $billing[$i].PSTypeNames[0] | Should -BeExactly ($Copies ? 'Deserialized.Oneloop.CustomerBilling' : 'Oneloop.CustomerBilling')
            foreach ($name in 'WorkspaceId', 'ExternalMeterId', 'Id', 'TotalCredits', 'UsedCredits', 'RemainingCredits', 'OverageCredits', 'UsedPercent', 'AllowOverages', 'SpendCap', 'CreatedAt', 'UpdatedAt') {
                $billing[$i].PSObject.Properties.Name | Should -Contain $name
                $was = $live[$i].$name
                $is = $billing[$i].$name
                if ($null -eq $was) {
                    $is | Should -Be $null -Because $name
                } else {
                    $is | Should -BeOfType $was.GetType() -Because $name
                    $is | Should -BeExactly $was -Because $name
                }
            }
        }
        $billing[0].TotalCredits | Should -BeOfType decimal
        "$($billing[0].TotalCredits)" | Should -BeExactly '9999999999999999999999999999'
        "$($billing[0].SpendCap)" | Should -BeExactly '1234567890123456789012345678'
        $billing[0].AllowOverages | Should -BeOfType bool
        $billing[1].SpendCap | Should -Be $null
        $billing[1].UsedPercent | Should -Be $null
        $billing[0].CreatedAt.Kind | Should -Be 'Local'
        $billing[0].CreatedAt.ToUniversalTime() | Should -Be ([datetime]::new(2026, 1, 31, 9, 30, 0, [DateTimeKind]::Utc))
    }

    It 'a billing has its views still' {
        ($billing | Out-String -Width 160) -replace '\e\[[\d;]*m' | Should -Match 'Used%\s+Used\s+Total\s+Remaining'
        ($billing[0] | Format-List | Out-String) -replace '\e\[[\d;]*m' -split '\r?\n' -match ':' -replace '\s*:.*' |
            Should -Be 'WorkspaceId', 'ExternalMeterId', 'TotalCredits', 'UsedCredits', 'RemainingCredits', 'UsedPercent'
        $billing | Format-Table -View Usage | Out-String -Width 120 | Should -Match "empty\s+$([char] 0x2591){10,20}"
    }

    It 'a billing goes back into Get-OneloopCustomerBilling' {
        ($billing | Get-OneloopCustomerBilling).ExternalMeterId | Should -Be 'large', 'empty'
    }

    It 'an error keeps id, category, message and customer' {
        $failures | Should -HaveCount 2
        $failures.FullyQualifiedErrorId | Should -Be @(
            'Oneloop.Forbidden,Oneloop.Commands.GetOneloopCustomerBillingCommand'
            'Oneloop.BillingNotFound,Oneloop.Commands.GetOneloopCustomerBillingCommand')
        $failures.TargetObject.WorkspaceId | Should -Be 'ws_nowhere', 'ws_lumen'
        $failures.TargetObject.ExternalMeterId | Should -Be 'm/1', 'nobody'
        $failures.ForEach({ "$($_.Exception.Message)" }) | Should -BeLike "*for meter '*' in workspace '*"
        # A file holds no record but a bag of what was in it, with names of its own.
        $categories = $failures[0] -is [System.Management.Automation.ErrorRecord] ? $failures.CategoryInfo.Category : $failures.ErrorCategory_Category
        [System.Management.Automation.ErrorCategory[]] $categories | Should -Be 'PermissionDenied', 'ObjectNotFound'
        $actions = $failures[0] -is [System.Management.Automation.ErrorRecord] ? $failures.ErrorDetails.RecommendedAction : $failures.ErrorDetails_RecommendedAction
        $actions | Should -HaveCount 2
        $actions | Should -Not -Contain ''
    }

    It 'an error names whom to ask for again' {
        $null = $failures.TargetObject | Get-OneloopCustomerBilling -ThrottleLimit 1 -ErrorAction SilentlyContinue -ErrorVariable again
        (Get-StandInRequest $standIn | Select-Object -Last 2).externalMeterId | Should -Be 'm/1', 'nobody'
        $again.FullyQualifiedErrorId | Should -Be @($failures.FullyQualifiedErrorId)
    }

    It 'a connection comes with its settings and without its token' {
        $connection.BaseUri | Should -Be $standIn.BaseUri
        $connection.MaximumRetryCount | Should -BeOfType int
        $connection.MaximumRetryCount | Should -Be 0
        $connection.RetryIntervalSec | Should -BeOfType double
        $connection.TokenSource.ToString() | Should -Be 'Parameter'
        $connection | Format-List * -Force | Out-String | Should -Not -Match 'test-token'
        ($connection | Out-String -Width 120) -replace '\e\[[\d;]*m' | Should -Match 'BaseUri\s.*TokenSource\s.*TokenMask\s.*TimeoutSec'
    }

    It 'a connection can be asked through only where it is no copy' {
        if ($Copies) {
            $says = "*The connection to $($standIn.BaseUri) is a copy from another process or a file, and those come without the token: run Connect-Oneloop here.*"
            { Get-OneloopCustomerBilling ws_bulk m -Connection $connection } | Should -Throw $says
            { Disconnect-Oneloop -Connection $connection } | Should -Throw $says
        } else {
            (Get-OneloopCustomerBilling ws_bulk m -Connection $connection).ExternalMeterId | Should -Be 'm'
        }
    }
}

Describe 'A job that is handed what this session has' {
    BeforeAll {
        $script:obstacle = Get-Obstacle 'Start-Job'
        if ($obstacle) { return }
        $customers = Get-OneloopCustomerBilling ws_bulk one, two
        $connection = Get-OneloopConnection
        $token = [System.Net.NetworkCredential]::new('', 'handed-token').SecurePassword
        $baseUri = $standIn.BaseUri
        $handed = Start-Job {
            Import-Module $using:module
            try { Get-OneloopCustomerBilling ws_bulk m -Connection $using:connection } catch { $failure = "$_" }
            Connect-Oneloop -Token $using:token -BaseUri $using:baseUri
            $using:customers | Get-OneloopCustomerBilling
            $failure
        } | Receive-Job -Wait -AutoRemoveJob
        $script:billing, $script:failure = ($handed | Select-Object -SkipLast 1), $handed[-1]
    }

    BeforeEach {
        if ($obstacle) { Set-ItResult -Skipped -Because $obstacle }
    }

    It 'takes customers and a token as SecureString by $using:' {
        $billing.ExternalMeterId | Should -Be 'one', 'two'
        (Get-StandInRequest $standIn | Select-Object -Last 2).token | Should -Be 'handed-token', 'handed-token'
    }

    It 'is told why a connection is of no use to it' {
        $failure | Should -BeLike '*those come without the token: run Connect-Oneloop here.*'
    }
}
