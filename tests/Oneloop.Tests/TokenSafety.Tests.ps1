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
    # For what is told apart by what it writes.
    $script:shared = Open-PowerShell
    # Where a piece of the canary shows, the whole of it is not far.
    $script:pieces = '7f3b', 'e21d', '~secret'

    function Find-Canary([string] $Text) {
        $pieces | Where-Object { $Text.Contains($_, [StringComparison]::OrdinalIgnoreCase) }
    }
}

AfterAll {
    Close-PowerShell $shared
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'The token' {
    BeforeAll {
        $Error.Clear()
        $script:connection = Connect-Oneloop -Token $canary -BaseUri $standIn.BaseUri -MaximumRetryCount 1 -RetryIntervalSec 0 -OutageTimeoutSec 1 -PassThru -Verbose -Debug 4>&1 5>&1 6>&1
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
        $fresh = Invoke-OpenPowerShell $shared @"
Import-Module '$(Get-ModulePath)'; Connect-Oneloop -Token '$canary' -BaseUri $($standIn.BaseUri) -Verbose; Get-OneloopCustomerBilling ws_bulk forbidden -Verbose; Get-OneloopCustomerBilling ws_bulk none; `$Error | Format-List * -Force; `$Error.InvocationInfo | Format-List * -Force; Connect-Oneloop -Token '$canary' -BaseUri http://example.com; `$Error[0].InvocationInfo.Line; Get-Error
"@
        $fresh.Output | Should -Match 'Oneloop.Forbidden'
        $fresh.Output | Should -Match 'is not https'
        $fresh.Output | Should -Match 'Connect-Oneloop -Token ''\*\*\*\*'''
        Find-Canary ($fresh.Output + $fresh.Error) | Should -BeNullOrEmpty
    }

    It 'typed into a later line of a command is masked in the errors of that command' {
        $fresh = Invoke-OpenPowerShell $shared @"
Import-Module '$(Get-ModulePath)'
Connect-Oneloop ``
    -Token '$canary' ``
    -BaseUri http://example.com
Connect-Oneloop ``
    -Token '$canary' -BaseUri $($standIn.BaseUri)
Get-OneloopCustomerBilling ws_bulk forbidden
`$Error | Format-List * -Force; `$Error.InvocationInfo | Format-List * -Force; `$Error.InvocationInfo.Statement; Get-Error -Newest 5
"@
        $fresh.Output | Should -Match 'is not https'
        $fresh.Output | Should -Match 'Oneloop.Forbidden'
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
        $text | Should -Match 'The token is not allowed to do this'
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

Describe 'The user name and password of a proxy' {
    BeforeAll {
        $script:user = 'c4nary/us3r'
        $script:password = 'p4ss+w0rd@c4nary~0123'
        $script:userInfo = "$([uri]::EscapeDataString($user)):$([uri]::EscapeDataString($password))"
        $script:basic = [Convert]::ToBase64String([System.Text.Encoding]::UTF8.GetBytes("${user}:$password"))
        # Pieces of each form: as they are, percent-encoded, and as Basic authentication sends them.
        $script:forms = 'us3r', 'p4ss', 'w0rd', 'c4nary', $basic.Substring(0, 12), $basic.Substring(16, 12)
        $script:proxied = Open-StandIn -CertificatePath "$TestDrive/proxied.pem" -ProxyUser "${user}:$password"

        function Find-Form([string] $Text) {
            $forms | Where-Object { $Text.Contains($_, [StringComparison]::OrdinalIgnoreCase) }
        }

        # All that a session could show of a connection and of errors.
        $script:dump = @'
Get-OneloopConnection | ForEach-Object {
    $_ | Format-List * -Force | Out-String -Width 500
    $_ | Format-Custom -Depth 5 | Out-String -Width 500
    $_ | ConvertTo-Json -Depth 10 -WarningAction SilentlyContinue
    [System.Management.Automation.PSSerializer]::Serialize($_, 10)
    "$_"
}
foreach ($record in $Error) {
    $record | Format-List * -Force | Out-String -Width 500
    $record.Exception | Format-List * -Force | Out-String -Width 500
    $record.Exception.ToString()
    $record.InvocationInfo | Format-List * -Force | Out-String -Width 500
    $record.InvocationInfo.BoundParameters | Out-String -Width 500
    $record.InvocationInfo.BoundParameters.Values | Out-String -Width 500
    $record.ErrorDetails | Format-List * -Force | Out-String -Width 500
    $record | ConvertTo-Json -Depth 3 -WarningAction SilentlyContinue
    [System.Management.Automation.PSSerializer]::Serialize($record, 4)
    Get-Error -InputObject $record | Out-String -Width 500
}
'@
    }

    AfterAll {
        Close-StandIn $proxied
    }

    It 'is in no stream, error or connection where <Case>' -ForEach @(
        @{ Case = 'the proxy takes it, and leads to one address and not to another'; Says = 'HTTP 200 in', 'opened no connection to prod\.oneloop\.ai:443 \(HTTP 403; 1 attempt\)' }
        @{ Case = 'the proxy rejects it'; Accepts = 'other:one'; Says = 'does not accept the user name and password \(HTTP 407; 1 attempt\)' }
        @{ Case = 'the proxy is dead'; IsDead = $true; Says = 'No connection to the proxy http://127\.0\.0\.1:9: ' }
    ) {
        $certificate = $Accepts ? "$TestDrive/rejecting.pem" : "$TestDrive/proxied.pem"
        $server = $Accepts ? (Open-StandIn -CertificatePath $certificate -ProxyUser $Accepts) : $proxied
        try {
            $address = $IsDead ? '127.0.0.1:9' : $server.ProxyUri.Authority
            $transcript = Join-Path $TestDrive "proxy $Case.txt"
            $fresh = Invoke-FreshPowerShell -Environment @{ https_proxy = "http://$userInfo@$address"; no_proxy = $null; SSL_CERT_FILE = $certificate } @"
Start-Transcript '$transcript'
Import-Module '$(Get-ModulePath)'
foreach (`$baseUri in '$($server.SecureBaseUri)', 'https://prod.oneloop.ai') {
    Connect-Oneloop x -BaseUri `$baseUri -MaximumRetryCount 1 -RetryIntervalSec 0 -Verbose -Debug -PassThru *>&1 | Out-String -Width 500
    Get-OneloopCustomerBilling ws_bulk m -Verbose -Debug -ErrorAction Continue -InformationAction Continue *>&1 | Out-String -Width 500
}
$dump
Stop-Transcript
"@
            $all = $fresh.Output + $fresh.Error + (Get-Content $transcript -Raw)
            # Where .NET takes trusted certificates from a file by SSL_CERT_FILE, the stand-in is trusted.
            foreach ($text in $Says | Where-Object { $IsLinux -or $_ -notlike 'HTTP 200*' }) { $all | Should -Match $text }
            $all | Should -Match ([regex]::Escape("http://$address")) -Because 'the proxy itself is shown'
            Find-Form $all | Should -BeNullOrEmpty
            if (-not $IsDead) {
                $sent = Invoke-RestMethod "$($server.BaseUri)_standin/proxy" | ForEach-Object { $_.proxyAuthorization }
                $sent | Where-Object { $_ } | Select-Object -Unique | Should -BeExactly "Basic $basic" -Because 'it was really sent'
            }
        } finally {
            if ($Accepts) { Close-StandIn $server }
        }
    }

    It 'typed into a line is refused, and masked in the errors of that line' {
        $fresh = Invoke-OpenPowerShell $shared (@'
Import-Module $env:ONELOOP_TEST_MODULE
Connect-Oneloop x -Proxy 'http://USERINFO@proxy.example.com:3128'
Connect-Oneloop x -Proxy 'USERINFO@proxy.example.com:3128'
Connect-Oneloop x -BaseUri 'https://USERINFO@prod.oneloop.ai'
Connect-Oneloop -AutomationConnection @{ Token = 'x'; Proxy = 'http://USERINFO@proxy.example.com:3128' }
"errors: $($Error.Count)"
'@.Replace('USERINFO', $userInfo) + "`n$dump")
        $fresh.Output | Should -Match 'errors: 4'
        $fresh.Output | Should -Match 'The proxy http://proxy\.example\.com:3128 carries a user name or password'
        $fresh.Output | Should -Match 'The proxy proxy\.example\.com:3128 is '
        $fresh.Output | Should -Match 'The base URI https://prod\.oneloop\.ai carries a user name or password'
        $fresh.Output | Should -Match "Connect-Oneloop \*\*\*\* -Proxy 'http://\*\*\*\*@proxy\.example\.com:3128'"
        Find-Form ($fresh.Output + $fresh.Error) | Should -BeNullOrEmpty
    }
}
