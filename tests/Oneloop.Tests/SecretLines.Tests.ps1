# Customers' keys and link tokens in the arguments of commands that fail, whatever fails: no error shows them.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    $script:secret = 'ok_live_SECRETSECRET1234567890'

    # All that is to be seen of the error of a command.
    function Get-ErrorText([string] $Command) {
        $Error.Clear()
        $shown = try { & ([scriptblock]::Create($Command)) 2>&1 | Out-String } catch { $_ | Out-String }
        $record = $Error[0]
        $bound = foreach ($pair in $record.InvocationInfo.BoundParameters.GetEnumerator()) { "$($pair.Key)=$($pair.Value)" }
        [pscustomobject]@{
            Id   = $record.FullyQualifiedErrorId
            Text = $shown, ($record | Format-List * -Force | Out-String -Width 500), ($record | Get-Error | Out-String -Width 500),
            $record.InvocationInfo.Line, $record.InvocationInfo.Statement, $record.TargetObject, ($bound -join "`n") -join "`n"
        }
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'A secret in a command that fails' {
    BeforeEach {
        Clear-StandIn $standIn
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
    }

    It 'is not shown without a connection: <Command>' -ForEach @(
        @{ Command = 'Test-OneloopApiKey SECRET' }
        @{ Command = 'Add-OneloopUsage SECRET 5' }
        @{ Command = 'Test-OneloopLinkToken SECRET' }
        @{ Command = 'Invoke-OneloopRequest GET link-token/SECRET' }
        @{ Command = "Invoke-OneloopRequest POST api-key/verify '{`"key`":`"SECRET`"}'" }
    ) {
        Disconnect-Oneloop
        $found = Get-ErrorText $Command.Replace('SECRET', $secret)
        $found.Id | Should -BeLike 'Oneloop.NotConnected,*'
        $found.Text | Should -Not -BeLike "*$secret*"
    }

    It 'is not shown of <Command>' -ForEach @(
        @{ Command = 'Test-OneloopApiKey SECRET -RateLimitId x'; Id = 'Oneloop.MissingParameter' }
        @{ Command = "Invoke-OneloopRequest POST api-key/verify '{`"key`":`"SECRET`"'"; Id = 'Oneloop.InvalidInput' }
        @{ Command = "Invoke-OneloopRequest POST api-key/verify '{`"key`":`"\ud800SECRET`"}'"; Id = 'Oneloop.InvalidInput' }
        @{ Command = "Invoke-OneloopRequest GET api-key/verify '{`"key`":`"SECRET`"}'"; Id = 'Oneloop.InvalidInput' }
        @{ Command = "Invoke-OneloopRequest POST api-key/verify @{ Key = 'SECRET' }"; Id = 'Oneloop.BadRequest' }
        @{ Command = 'Invoke-OneloopRequest GET v1/link-token/SECRET'; Id = 'Oneloop.NotFound' }
        @{ Command = 'Invoke-OneloopRequest GET v1/LINK%2Dtoken/SECRET'; Id = 'Oneloop.NotFound' }
        @{ Command = "[pscustomobject]@{ Key = 'SECRET'; Usage = '1.5' } | Add-OneloopUsage"; Id = 'Oneloop.InvalidInput' }
    ) {
        $found = Get-ErrorText $Command.Replace('SECRET', $secret)
        $found.Id | Should -BeLike "$Id,*"
        # The last is a line that builds an object, which is not the cmdlet's.
        ($Command -match '^\[' ? $found.Text.Replace($found.Text -split "`n" -match 'pscustomobject' -join "`n", '') : $found.Text) | Should -Not -BeLike "*$secret*"
    }
}
