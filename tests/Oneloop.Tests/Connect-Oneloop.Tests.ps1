BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    $script:keyBefore = $env:ONELOOP_KEY
    $env:ONELOOP_KEY = $null

    function Get-SentToken {
        (Get-StandInRequest $standIn).Headers.Authorization
    }

    function Get-Secure([string] $Text) {
        [System.Net.NetworkCredential]::new('', $Text).SecurePassword
    }
}

AfterAll {
    $env:ONELOOP_KEY = $keyBefore
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Connections' {
    BeforeEach {
        Disconnect-Oneloop
        Clear-StandIn $standIn
        $env:ONELOOP_KEY = $null
    }

    Context 'Connect-Oneloop' {
        It 'writes nothing and sends nothing' {
            $all = Connect-Oneloop -Token 'token-1' -BaseUri $standIn.BaseUri *>&1
            $all | Should -BeNullOrEmpty
            Get-StandInRequest $standIn | Should -BeNullOrEmpty
        }

        It 'takes a token as <Kind>' -ForEach @(
            @{ Kind = 'string'; Make = { 'token-a' } }
            @{ Kind = 'SecureString'; Make = { Get-Secure 'token-a' } }
            @{ Kind = 'PSCredential'; Make = { [pscredential]::new('anyone', (Get-Secure 'token-a')) } }
            @{ Kind = 'a string wrapped by PowerShell'; Make = { [psobject]::AsPSObject('token-a') } }
            @{ Kind = 'a string with a line break at its end'; Make = { "token-a`r`n" } }
        ) {
            Connect-Oneloop -Token (& $Make) -BaseUri $standIn.BaseUri
            $null = Get-OneloopCustomerBilling ws_bulk m
            Get-SentToken | Should -Be 'Bearer token-a'
            (Get-OneloopConnection).TokenSource | Should -Be 'Parameter'
        }

        It 'takes the token by position' {
            Connect-Oneloop token-b -BaseUri $standIn.BaseUri
            $null = Get-OneloopCustomerBilling ws_bulk m
            Get-SentToken | Should -Be 'Bearer token-b'
        }

        It 'without -Token takes it from the environment' {
            $env:ONELOOP_KEY = 'token-env'
            Connect-Oneloop -BaseUri $standIn.BaseUri
            $null = Get-OneloopCustomerBilling ws_bulk m
            Get-SentToken | Should -Be 'Bearer token-env'
            (Get-OneloopConnection).TokenSource | Should -Be 'Environment'
        }

        It 'without any token ends with NotConnected' {
            $e = { Connect-Oneloop -BaseUri $standIn.BaseUri } | Should -Throw -PassThru
            $e.FullyQualifiedErrorId | Should -Be 'Oneloop.NotConnected,Oneloop.Commands.ConnectOneloopCommand'
            $e.CategoryInfo.Category | Should -Be 'InvalidOperation'
            $e.ErrorDetails.RecommendedAction | Should -BeExactly 'Give -Token, or set the environment variable ONELOOP_KEY.'
        }

        It 'names the environment variable where its token cannot be one' {
            $env:ONELOOP_KEY = 'two words'
            foreach ($command in { Connect-Oneloop -BaseUri $standIn.BaseUri }, { Get-OneloopCustomerBilling ws_bulk m }) {
                $e = $command | Should -Throw -ErrorId 'Oneloop.InvalidToken,*' -PassThru
                $e.ErrorDetails.RecommendedAction | Should -BeLike 'Correct the environment variable ONELOOP_KEY and connect again.*'
            }
        }

        It 'refuses -Token <Name>, and does not fall back to the environment' -ForEach @(
            @{ Name = '$null'; Value = $null; Says = '*token is null*' }
            @{ Name = "''"; Value = ''; Says = '*token is empty*' }
            @{ Name = '42'; Value = 42; Says = '*not a System.Int32*' }
        ) {
            $env:ONELOOP_KEY = 'token-env'
            { Connect-Oneloop -Token $Value -BaseUri $standIn.BaseUri } | Should -Throw $Says
            Get-OneloopConnection | Should -BeNullOrEmpty
        }

        It 'refuses the token "<Token>" without showing it' -ForEach @(
            @{ Token = 'Bearer pa55' }
            @{ Token = "pa55`nword" }
            @{ Token = '   ' }
        ) {
            $e = { Connect-Oneloop -Token $Token -BaseUri $standIn.BaseUri } | Should -Throw -PassThru
            $e.FullyQualifiedErrorId | Should -BeLike 'Oneloop.InvalidToken,*'
            $e.CategoryInfo.Category | Should -Be 'InvalidArgument'
            $e.TargetObject | Should -BeNullOrEmpty
            "$e" | Should -Not -Match 'pa55'
        }

        It 'refuses -BaseUri <Uri>' -ForEach @(
            @{ Uri = 'http://prod.oneloop.ai'; Says = 'The base URI http://prod.oneloop.ai is not https: the token would cross the network unencrypted. Plain http goes to a loopback address only.' }
            @{ Uri = 'prod.oneloop.ai'; Says = 'The base URI prod.oneloop.ai is not an absolute address, such as https://prod.oneloop.ai.' }
            @{ Uri = 'ftp://prod.oneloop.ai'; Says = 'The base URI ftp://prod.oneloop.ai is neither https nor http.' }
            @{ Uri = 'https://me:pa55@prod.oneloop.ai'; Says = 'The base URI https://prod.oneloop.ai carries a user name or password.' }
        ) {
            Connect-Oneloop -Token before -BaseUri $standIn.BaseUri
            $e = { Connect-Oneloop -Token x -BaseUri $Uri } | Should -Throw -PassThru
            $e.FullyQualifiedErrorId | Should -BeLike 'Oneloop.InvalidBaseUri,*'
            $e.CategoryInfo.Category | Should -Be 'InvalidArgument'
            "$e" | Should -Be $Says
            (Get-OneloopConnection).BaseUri | Should -Be $standIn.BaseUri -Because 'the connection before still stands'
        }

        It 'takes https by default, to production' {
            Connect-Oneloop -Token x
            (Get-OneloopConnection).BaseUri | Should -Be 'https://prod.oneloop.ai/'
        }

        It 'refuses -ProxyCredential without -Proxy, and a proxy with a password in it' {
            $credential = [pscredential]::new('u', (Get-Secure 'pa55'))
            { Connect-Oneloop -Token x -ProxyCredential $credential } | Should -Throw -ErrorId 'Oneloop.InvalidProxyCredential,*'
            $e = { Connect-Oneloop -Token x -Proxy 'http://u:pa55@proxy:3128' } | Should -Throw -PassThru
            $e.FullyQualifiedErrorId | Should -BeLike 'Oneloop.InvalidProxy,*'
            "$e" | Should -Not -Match 'pa55'
            $e.TargetObject | Should -BeNullOrEmpty
        }

        It 'with -PassThru hands out the connection' {
            $connection = Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -TimeoutSec 7 -MaximumRetryCount 5 -RetryIntervalSec 0.5 -OutageTimeoutSec 60 -PassThru
            $connection | Should -BeOfType Oneloop.OneloopConnection
            $connection.TimeoutSec | Should -Be 7
            $connection.MaximumRetryCount | Should -Be 5
            $connection.RetryIntervalSec | Should -Be 0.5
            $connection.OutageTimeoutSec | Should -Be 60
            Get-OneloopConnection | Should -Be $connection
        }

        It 'waits 5 minutes for a service that is down, unless told otherwise' {
            (Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -PassThru).OutageTimeoutSec | Should -Be 300
            (Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -OutageTimeoutSec 0 -PassThru).OutageTimeoutSec | Should -Be 0
            (Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -OutageTimeoutSec 86400 -PassThru).OutageTimeoutSec | Should -Be 86400
        }

        It 'refuses -OutageTimeoutSec <_>' -ForEach -1, 86401 {
            $value = $_
            $e = { Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -OutageTimeoutSec $value } | Should -Throw -PassThru
            $e.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
            "$e" | Should -BeLike "*'OutageTimeoutSec'*"
            Get-OneloopConnection | Should -BeNullOrEmpty
        }

        It 'takes -OutageTimeoutSec beside a connection of Azure Automation, which has no such field' {
            Connect-Oneloop -AutomationConnection @{ Token = 'x'; BaseUri = "$($standIn.BaseUri)" } -OutageTimeoutSec 7
            (Get-OneloopConnection).OutageTimeoutSec | Should -Be 7
        }

        It 'keeps the default workspace' {
            $connection = Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -WorkspaceId ' ws lumen ' -PassThru
            $connection.WorkspaceId | Should -BeExactly ' ws lumen '
            Connect-Oneloop -Token x -BaseUri $standIn.BaseUri
            (Get-OneloopConnection).WorkspaceId | Should -Be $null -Because 'it belongs to the connection'
            $connection.WorkspaceId | Should -BeExactly ' ws lumen '
        }

        It 'takes a default workspace beside a connection of Azure Automation' {
            Connect-Oneloop -AutomationConnection @{ Token = 'x'; BaseUri = "$($standIn.BaseUri)" } -WorkspaceId ws_lumen
            (Get-OneloopCustomerBilling -ExternalMeterId wonka).WorkspaceId | Should -Be 'ws_lumen'
        }

        It 'refuses the default workspace "<Id>"' -ForEach @(
            @{ Id = ''; Says = "*'WorkspaceId'. The id is blank." }
            @{ Id = ' '; Says = "*'WorkspaceId'. The id is blank." }
            @{ Id = $null; Says = "*'WorkspaceId'. The argument is null*" }
        ) {
            { Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -WorkspaceId $Id } | Should -Throw $Says
            Get-OneloopConnection | Should -BeNullOrEmpty
        }

        It 'leaves the connection before usable' {
            $first = Connect-Oneloop -Token token-1 -BaseUri $standIn.BaseUri -PassThru
            Connect-Oneloop -Token token-2 -BaseUri $standIn.BaseUri
            $null = Get-OneloopCustomerBilling ws_bulk m
            $null = Get-OneloopCustomerBilling ws_bulk m -Connection $first
            Get-SentToken | Should -Be 'Bearer token-2', 'Bearer token-1'
        }
    }

    Context 'Get-OneloopConnection' {
        It 'writes nothing where there is none' {
            Get-OneloopConnection | Should -BeNullOrEmpty
        }

        It 'shows of a token <Length> characters long: <Mask>' -ForEach @(
            @{ Length = 4; Mask = '****' }
            @{ Length = 19; Mask = '****' }
            @{ Length = 20; Mask = '****6789' }
        ) {
            Connect-Oneloop -Token ('abcdefghij0123456789'.Substring(20 - $Length)) -BaseUri $standIn.BaseUri
            (Get-OneloopConnection).TokenMask | Should -Be $Mask
        }
    }

    Context 'The proxy of a connection' {
        It 'is the one given, or the system''s without its user name and password, or none' {
            $variables = @{ https_proxy = 'http://us%40r:pa55%2Fword@127.0.0.1:9'; all_proxy = $null; no_proxy = 'other.example.com' }
            $fresh = Invoke-FreshPowerShell -Environment $variables @'
Import-Module $env:ONELOOP_TEST_MODULE
foreach ($parameters in @{}, @{ Proxy = 'http://127.0.0.1:3128' }, @{ BaseUri = 'https://other.example.com' }, @{ BaseUri = 'http://127.0.0.1:5000' }) {
    $connection = Connect-Oneloop -Token x @parameters -PassThru
    "[$($connection.Proxy.OriginalString)]"
}
Connect-Oneloop -Token x
$connection = Get-OneloopConnection
Disconnect-Oneloop
"[$($connection.Proxy)]"
'@
            $fresh.Error | Should -BeNullOrEmpty
            $fresh.Output -split '\r?\n' -ne '' | Should -Be '[http://127.0.0.1:9]', '[http://127.0.0.1:3128]', '[]', '[]', '[http://127.0.0.1:9/]'
        }

        It 'is none where the system has none' {
            $fresh = Invoke-FreshPowerShell -Environment @{ https_proxy = $null; all_proxy = $null } @'
Import-Module $env:ONELOOP_TEST_MODULE
"[$((Connect-Oneloop -Token x -PassThru).Proxy)]"
'@
            $fresh.Output.Trim() | Should -BeExactly '[]'
        }
    }

    Context 'Disconnect-Oneloop' {
        It 'is silent where there is nothing to end' {
            Disconnect-Oneloop *>&1 | Should -BeNullOrEmpty
        }

        It 'ends the default connection, also for whoever holds it' {
            $connection = Connect-Oneloop -Token x -BaseUri $standIn.BaseUri -PassThru
            Disconnect-Oneloop
            Get-OneloopConnection | Should -BeNullOrEmpty
            { Get-OneloopCustomerBilling ws_bulk m } | Should -Throw -ErrorId 'Oneloop.NotConnected,*'
            { Get-OneloopCustomerBilling ws_bulk m -Connection $connection } | Should -Throw -ErrorId 'Oneloop.NotConnected,*'
            Get-StandInRequest $standIn | Should -BeNullOrEmpty
        }

        It 'ends another connection and leaves the default one' {
            $other = Connect-Oneloop -Token other -BaseUri $standIn.BaseUri -PassThru
            Connect-Oneloop -Token default -BaseUri $standIn.BaseUri
            $other | Disconnect-Oneloop
            { Get-OneloopCustomerBilling ws_bulk m -Connection $other } | Should -Throw -ErrorId 'Oneloop.NotConnected,*'
            $null = Get-OneloopCustomerBilling ws_bulk m
            Get-SentToken | Should -Be 'Bearer default'
        }
    }

    Context 'The key in the environment' {
        It 'connects the runspace at first use, to production, and says so in Verbose' {
            # The proxy is a closed port: nothing leaves the machine, whatever the token.
            $fresh = Invoke-FreshPowerShell -Environment @{ ONELOOP_KEY = 'token-from-environment'; https_proxy = 'http://127.0.0.1:9'; no_proxy = $null } @'
Import-Module $env:ONELOOP_TEST_MODULE
try { Get-OneloopCustomerBilling ws m -Verbose 4>&1 | ForEach-Object { "VERBOSE $_" } } catch { "ERROR $($_.FullyQualifiedErrorId)" }
"CONNECTION $((Get-OneloopConnection).BaseUri) $((Get-OneloopConnection).TokenSource)"
'@
            $fresh.Output | Should -Match 'VERBOSE Connected to https://prod.oneloop.ai/ with the token \*\*\*\*ment from the environment variable ONELOOP_KEY\.'
            $fresh.Output | Should -Match 'ERROR Oneloop.ConnectionFailed,'
            $fresh.Output | Should -Match 'CONNECTION https://prod.oneloop.ai/ Environment'
            $fresh.Error | Should -BeNullOrEmpty
        }

        It 'is not looked at while there is a connection' {
            Connect-Oneloop -Token own -BaseUri $standIn.BaseUri
            $env:ONELOOP_KEY = 'other'
            $null = Get-OneloopCustomerBilling ws_bulk m
            Get-SentToken | Should -Be 'Bearer own'
        }
    }

    Context 'Runspaces' {
        It 'with two connections at once never see each other''s token' {
            $one = Connect-Oneloop -Token tenant-one -BaseUri $standIn.BaseUri -PassThru
            $two = Connect-Oneloop -Token tenant-two -BaseUri $standIn.BaseUri -PassThru
            $module = (Get-Module Oneloop).Path
            $baseUri = $standIn.BaseUri

            # Without -UseNewRunspace, an iteration may get the runspace of one that has ended, with its connection.
            $seen = 1..8 | ForEach-Object -ThrottleLimit 8 -UseNewRunspace -Parallel {
                Import-Module $using:module
                $before = [bool] (Get-OneloopConnection)
                Connect-Oneloop -Token "own-$_" -BaseUri $using:baseUri
                1..10 | ForEach-Object {
                    $null = Get-OneloopCustomerBilling ws_bulk "one/$_" -Connection $using:one
                    $null = Get-OneloopCustomerBilling ws_bulk "default/$_"
                    $null = Get-OneloopCustomerBilling ws_bulk "two/$_" -Connection $using:two
                }
                $before
            }
            $seen | Should -Not -Contain $true -Because 'a new runspace has no connection, whatever others have'

            $requests = Get-StandInRequest $standIn
            $requests | Should -HaveCount 240
            $sent = $requests | Group-Object { '{0} {1}' -f ($_.externalMeterId -replace '/.*'), ($_.token -replace 'own-.', 'own') } -AsHashTable
            $sent.Keys | Sort-Object | Should -Be 'default own', 'one tenant-one', 'two tenant-two'
            ($requests | Where-Object token -Like 'own-*' | Group-Object token).ForEach('Count') | Should -Be (@(10) * 8)
            (Get-OneloopConnection) | Should -Be $two -Because 'this runspace keeps its own default'
        }

        It 'lose all their connections when the module is removed' {
            $fresh = Invoke-FreshPowerShell @"
Import-Module '$(Get-ModulePath)'
`$c = Connect-Oneloop -Token one -BaseUri $($standIn.BaseUri) -PassThru
Connect-Oneloop -Token two -BaseUri $($standIn.BaseUri)
`$null = Get-OneloopCustomerBilling ws_bulk before -Connection `$c
Remove-Module Oneloop
Import-Module '$(Get-ModulePath)'
"default: [`$(Get-OneloopConnection)]"
try { Get-OneloopCustomerBilling ws_bulk after -Connection `$c } catch { "held: `$(`$_.FullyQualifiedErrorId)" }
Connect-Oneloop -Token three -BaseUri $($standIn.BaseUri)
(Get-OneloopCustomerBilling ws_bulk again).ExternalMeterId
Import-Module '$(Get-ModulePath)' -Force
"forced: [`$(Get-OneloopConnection)]"
"@
            $fresh.Error | Should -BeNullOrEmpty
            $fresh.Output -split '\r?\n' -ne '' | Should -Be @(
                'default: []'
                'held: Oneloop.NotConnected,Oneloop.Commands.GetOneloopCustomerBillingCommand'
                'again'
                'forced: []'
            )
            (Get-StandInRequest $standIn).externalMeterId | Should -Be 'before', 'again'
        }

        It 'keep working when another removes the module' {
            $module = (Get-Module Oneloop).Path
            Connect-Oneloop -Token stays -BaseUri $standIn.BaseUri
            $null = 1 | ForEach-Object -Parallel {
                Import-Module $using:module
                Remove-Module Oneloop
            }
            (Get-OneloopCustomerBilling ws_bulk m).ExternalMeterId | Should -Be 'm'
        }
    }
}
