# The token goes to the API, and nowhere else: a canary is used as token and looked for in all that anyone could see.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:canary = 'canary/7f3b+9c=e21d~secret0123456789'
    $script:standIn = Open-StandIn
    $echo = '{"error":{"code":9,"message":"the key {token} (Bearer {token}) is not good"}}'
    $script:answers = @{
        ordinary     = @{}
        forbidden    = @{ status = 403; body = $echo }
        badrequest   = @{ status = 400; body = $echo }
        servererror  = @{ status = 500; body = $echo }
        unexpected   = @{ status = 418; body = $echo }
        redirect     = @{ status = 302; headers = @{ Location = "http://127.0.0.1:9/?t=$([uri]::EscapeDataString($canary))" } }
        digits       = @{ body = '{"billing":{"id":"1","totalCredits":"{token}"}}' }
        text         = @{ body = 'Bearer {token}' }
        property     = @{ body = '{"billing":{"{token}":' }
        none         = @{ body = '{"billing":null,"hint":"{token}"}' }
        throttled    = @{ status = 429; body = $echo; headers = @{ 'X-Echo' = '{token}'; Via = "1.1 $canary" } }
        reset        = @{ abort = 'inBody' }
        unauthorized = @{ status = 401; body = $echo }
    }
    foreach ($meter in $answers.Keys) { Add-StandInScript $standIn $meter $answers[$meter] }
    # Where a piece of the canary shows, the whole of it is not far.
    $script:pieces = '7f3b', 'e21d', '~secret'

    function Find-Canary([string] $Text) {
        $pieces | Where-Object { $Text.Contains($_, [StringComparison]::OrdinalIgnoreCase) }
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'The token' {
    BeforeAll {
        $Error.Clear()
        $script:connection = Connect-Oneloop -Token $canary -BaseUri $standIn.BaseUri -MaximumRetryCount 1 -RetryIntervalSec 0 -PassThru -Verbose -Debug 4>&1 5>&1 6>&1
        $script:streams = $answers.Keys | Sort-Object | ForEach-Object {
            try {
                # With -Debug, PowerShell would ask at each error whether to go on, if not told.
                Get-OneloopCustomerBilling ws_bulk $_ -Verbose -Debug -ErrorAction Continue -InformationAction Continue *>&1
            } catch {
                $_
            }
        }
        $script:errors = $Error.Clone()
    }

    It 'was really sent, and echoed by the server' {
        (Get-StandInRequest $standIn).Headers.Authorization | Sort-Object -Unique | Should -BeExactly "Bearer $canary"
        $errors.Count | Should -BeGreaterOrEqual ($answers.Count - 1) -Because 'all but one are faults'
    }

    It 'is in no stream' {
        $text = ($streams | Out-String -Width 500) + ($connection | Out-String -Width 500)
        $text | Should -Match 'ordinary'
        $text | Should -Match '> Authorization: \(not shown\)'
        $text | Should -Match '< Via: 1.1 \*\*\*\*'
        Find-Canary $text | Should -BeNullOrEmpty
    }

    It 'is nowhere in $Error' {
        foreach ($record in $errors) {
            Find-Canary (@(
                    $record | Format-List * -Force | Out-String -Width 500
                    $record.Exception | Format-List * -Force | Out-String -Width 500
                    $record.Exception.ToString()
                    $record.InvocationInfo | Format-List * -Force | Out-String -Width 500
                    $record.ErrorDetails | Format-List * -Force | Out-String -Width 500
                    $record.TargetObject | Format-List * -Force | Out-String -Width 500
                    $record | ConvertTo-Json -Depth 3 -WarningAction SilentlyContinue
                    [System.Management.Automation.PSSerializer]::Serialize($record, 4)
                    Get-Error -InputObject $record | Out-String -Width 500
                ) -join "`n") | Should -BeNullOrEmpty
        }
    }

    It 'is not in the connection: <Form>' -ForEach @(
        @{ Form = 'Format-List *'; As = { $_ | Format-List * -Force | Out-String -Width 500 } }
        @{ Form = 'Format-Table'; As = { $_ | Out-String -Width 500 } }
        @{ Form = 'Format-Custom'; As = { $_ | Format-Custom -Depth 5 | Out-String -Width 500 } }
        @{ Form = 'ConvertTo-Json'; As = { $_ | ConvertTo-Json -Depth 10 -WarningAction SilentlyContinue } }
        @{ Form = 'ConvertTo-Csv'; As = { $_ | ConvertTo-Csv } }
        @{ Form = 'Export-Clixml'; As = { [System.Management.Automation.PSSerializer]::Serialize($_, 10) } }
        @{ Form = 'ToString'; As = { "$_" } }
        @{ Form = 'Get-Member -Force'; As = { $_ | Get-Member -Force | Out-String -Width 500 } }
        @{ Form = 'Get-OneloopConnection'; As = { Get-OneloopConnection | Select-Object * | Out-String -Width 500 } }
    ) {
        $text = Get-OneloopConnection | ForEach-Object $As
        $text | Should -Not -BeNullOrEmpty
        Find-Canary ($text -join "`n") | Should -BeNullOrEmpty
    }

    It 'is bound as SecureString, in whatever form it was given' {
        (Get-Command Connect-Oneloop).Parameters.Token.ParameterType | Should -Be ([securestring])
    }

    It 'typed into a line is masked in the errors of that line, and in what they print' {
        $fresh = Invoke-FreshPowerShell @"
Import-Module '$(Get-ModulePath)'; Connect-Oneloop -Token '$canary' -BaseUri $($standIn.BaseUri) -Verbose; Get-OneloopCustomerBilling ws_bulk forbidden -Verbose; Get-OneloopCustomerBilling ws_bulk none; `$Error | Format-List * -Force; `$Error.InvocationInfo | Format-List * -Force; Connect-Oneloop -Token '$canary' -BaseUri http://example.com; `$Error[0].InvocationInfo.Line; Get-Error
"@
        $fresh.Output | Should -Match 'Oneloop.Forbidden'
        $fresh.Output | Should -Match 'is not https'
        $fresh.Output | Should -Match 'Connect-Oneloop -Token ''\*\*\*\*'''
        Find-Canary ($fresh.Output + $fresh.Error) | Should -BeNullOrEmpty
    }

    It 'is not in a transcript' {
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $null = Invoke-FreshPowerShell -Environment @{ ONELOOP_KEY = $canary } @"
Start-Transcript '$transcript'
Import-Module '$(Get-ModulePath)'
Connect-Oneloop -BaseUri $($standIn.BaseUri) -Verbose -PassThru
Get-OneloopCustomerBilling ws_bulk ordinary, forbidden, text -Verbose -Debug
Get-Error
Stop-Transcript
"@
        $text = Get-Content $transcript -Raw
        $text | Should -Match 'The token may not read this customer'
        Find-Canary $text | Should -BeNullOrEmpty
    }

    It 'does not go with a redirect, nor to a proxy of the system from a loopback address' {
        $other = Open-StandIn
        try {
            Add-StandInScript $standIn 'away' @{ status = 307; headers = @{ Location = "$($other.BaseUri)api/v1/customer-billing?workspaceId=ws_bulk&externalMeterId=x" } }
            $fresh = Invoke-FreshPowerShell -Environment @{ http_proxy = "$($other.BaseUri)"; no_proxy = $null } @"
Import-Module '$(Get-ModulePath)'
Connect-Oneloop -Token '$canary' -BaseUri $($standIn.BaseUri)
Get-OneloopCustomerBilling ws_bulk ordinary, away -ErrorAction SilentlyContinue -ErrorVariable e | ForEach-Object ExternalMeterId
`$e.FullyQualifiedErrorId
"@
            $fresh.Output -split '\r?\n' -ne '' | Should -Be 'ordinary', 'Oneloop.UnexpectedStatus,Oneloop.Commands.GetOneloopCustomerBillingCommand'
            Get-StandInRequest $other | Should -BeNullOrEmpty
        } finally {
            Close-StandIn $other
        }
    }
}
