BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
    $script:key = 'nw_standin_chat_production'
    $script:silent = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures' }

    function Get-Secure([string] $Text) {
        [System.Net.NetworkCredential]::new('', $Text).SecurePassword
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Add-OneloopUsage' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'records usage, and writes nothing' {
        $before = (Get-OneloopUsage cbm_6deceb | Measure-OneloopUsage).Usage
        Add-OneloopUsage (Get-Secure $key) -Usage 25 -UsageName chat | Should -BeNullOrEmpty
        $request = Get-StandInRequest $standIn | Where-Object Method -EQ POST
        $request.Path, $request.Processed | Should -Be '/api/v1/api-key/record-usage', $true
        $request.Body | Should -BeExactly "{`"key`":`"$key`",`"usage`":`"25`",`"usageName`":`"chat`"}"
        (Get-OneloopUsage cbm_6deceb | Measure-OneloopUsage).Usage | Should -Be ($before + 25)
    }

    It 'takes the key as <Form>' -ForEach @(
        @{ Form = 'SecureString'; Make = { Get-Secure $key } }
        @{ Form = 'string'; Make = { $key } }
        @{ Form = 'PSCredential'; Make = { [pscredential]::new('customer', (Get-Secure $key)) } }
    ) {
        Add-OneloopUsage -Key (& $Make)
        (Get-StandInRequest $standIn).Body | Should -BeExactly "{`"key`":`"nw_standin_chat_production`"}"
    }

    It 'sends only what is given: <Name>' -ForEach @(
        @{ Name = 'zero'; Given = @{ Usage = 0 }; Sent = ',"usage":"0"' }
        @{ Name = 'a large number'; Given = @{ Usage = '900719925474099300000000' }; Sent = ',"usage":"900719925474099300000000"' }
        @{ Name = 'empty columns of a file'; Given = @{ Usage = ''; UsageName = '' }; Sent = '' }
    ) {
        Add-OneloopUsage $key @Given
        (Get-StandInRequest $standIn).Body | Should -BeExactly "{`"key`":`"$key`"$Sent}"
    }

    It 'refuses usage that is no whole number: <_>' -ForEach 2.5, -1, '1,000', ('9' * 29) {
        Add-OneloopUsage $key -Usage $_ -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -Be 'Oneloop.InvalidInput,Oneloop.Commands.AddOneloopUsageCommand'
        $failed[0].CategoryInfo.Category | Should -Be 'InvalidData'
        $failed[0].TargetObject.KeyMask | Should -Be '****tion'
        "$($failed[0])" | Should -BeExactly 'No usage with the key ****tion was recorded: it is not a whole number of 0 to 9999999999999999999999999999.'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'refuses a key that is none, without showing it' {
        { Add-OneloopUsage '' } | Should -Throw '*The API key is blank*'
        { Add-OneloopUsage @{ Key = 'canary-4711' } } | Should -Throw '*is not a SecureString, a string or a PSCredential*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'takes keys and usage from the pipeline' {
        [pscustomobject] @{ Key = Get-Secure $key; Name = 'n' }, [pscustomobject] @{ Key = Get-Secure standin_lumen_acme_eu } | Add-OneloopUsage -Usage 1
        "Usage,UsageName`n3,chat`n4," | ConvertFrom-Csv | Add-OneloopUsage -Key $key
        ((Get-StandInRequest $standIn).Body | ConvertFrom-Json).usage | Should -Be '1', '1', '3', '4'
    }

    It 'sends nothing with -WhatIf, and shows no key' {
        $fresh = Invoke-FreshPowerShell @"
Import-Module '$(Get-ModulePath)'
Connect-Oneloop x -BaseUri $($standIn.BaseUri)
Add-OneloopUsage $key -Usage 5 -UsageName chat -WhatIf
"@
        $fresh.Error | Should -BeNullOrEmpty
        $fresh.Output.Trim() | Should -BeExactly "What if: Performing the operation `"Record usage`" on target `"5 credits of 'chat' with the key ****tion`"."
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'reports a key that does not exist, with what was to be recorded and without the key' {
        Add-OneloopUsage (Get-Secure 'canary-4711-0815-the-key') -Usage 5 -UsageName chat @silent
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.AddOneloopUsageCommand'
        $failures[0].TargetObject | Should -BeOfType Oneloop.UsageReference
        $failures[0].TargetObject.KeyMask, $failures[0].TargetObject.Usage, $failures[0].TargetObject.UsageName | Should -Be '****-key', 5, 'chat'
        "$($failures[0])" | Should -BeLike "Failed for 5 credits of 'chat' with the key `*`*`*`*-key: *"
    }

    It 'shows the key nowhere, whatever the server echoes: <Name>' -ForEach @(
        @{ Name = 'a refusal'; Answer = @{ status = 400; body = '{"error":{"code":1,"message":"no canary-4711-0815-the-key"}}' } }
        @{ Name = 'a header'; Answer = @{ status = 500; headers = @{ Via = 'canary-4711-0815-the-key' } } }
        @{ Name = 'a body that is no object'; Answer = @{ body = '"canary-4711-0815-the-key"' } }
        @{ Name = 'a broken connection'; Answer = @{ abort = 'beforeHeaders' } }
    ) {
        Add-StandInScript $standIn '' -Operation recordApiKeyUsage -Answer $Answer
        $said = & ([scriptblock]::Create("Add-OneloopUsage 'canary-4711-0815-the-key' 5 -Verbose -Debug -ErrorAction SilentlyContinue -ErrorVariable script:failures")) *>&1
        $failures | Should -HaveCount 1
        $texts = @($said | ForEach-Object { "$_" }; $failures | Format-List * -Force | Out-String -Width 500; $failures | Out-String; "$($failures[0].InvocationInfo.Line)"
            [System.Management.Automation.PSSerializer]::Serialize($failures[0]); $failures[0].TargetObject | ConvertTo-Json
            $failures[0].InvocationInfo.PositionMessage)
        $texts -match '4711' | Should -BeNullOrEmpty
    }

    It 'says what to check where the outcome is not known, and sends once: <Name>' -ForEach @(
        @{ Name = 'a 504'; Answer = @{ status = 504; carriesOut = $true } }
        @{ Name = 'a broken connection'; Answer = @{ abort = 'inBody' } }
        @{ Name = 'a body that is no object'; Answer = @{ body = 'null' } }
    ) {
        Add-StandInScript $standIn '' -Operation recordApiKeyUsage -Answer $Answer
        Add-OneloopUsage $key -Usage 5 @silent
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.OutcomeUnknown,Oneloop.Commands.AddOneloopUsageCommand'
        $failures[0].ErrorDetails.RecommendedAction | Should -BeExactly 'Check with Get-OneloopUsage and the billing id of the key whether the usage was recorded, before you repeat the command.'
        Get-StandInRequest $standIn | Where-Object Method -EQ POST | Should -HaveCount 1
    }

    It 'repeats what was refused' {
        Add-StandInScript $standIn '' -Operation recordApiKeyUsage -Answer @{ status = 429; retryAfter = '0' } -ThenOrdinary
        Add-OneloopUsage $key -Usage 5
        (Get-StandInRequest $standIn).Processed | Should -Be $false, $true
    }
}
