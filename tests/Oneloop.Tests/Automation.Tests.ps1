# Connections of Azure Automation: the type that the module declares, and what Get-AutomationConnection hands out.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:module = Get-ModulePath
    Import-Module $module -Force
    $script:standIn = Open-StandIn
    $script:keyBefore = $env:ONELOOP_KEY
    $env:ONELOOP_KEY = $null

    function Get-Secure([string] $Text) {
        [System.Net.NetworkCredential]::new('', $Text).SecurePassword
    }
}

AfterAll {
    $env:ONELOOP_KEY = $keyBefore
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'The connection type Oneloop' {
    BeforeAll {
        $script:type = Get-Content "$module/Oneloop-Automation.json" -Raw | ConvertFrom-Json
    }

    It 'has the form that Azure Automation reads' {
        $type.PSObject.Properties.Name | Sort-Object | Should -Be 'ConnectionFields', 'ConnectionTypeName', 'IntegrationModuleName'
        $type.ConnectionTypeName | Should -BeExactly 'Oneloop'
        $type.IntegrationModuleName | Should -BeExactly (Get-Module Oneloop).Name
        foreach ($field in $type.ConnectionFields) {
            $field.PSObject.Properties.Name | Sort-Object | Should -Be 'IsEncrypted', 'IsOptional', 'Name', 'TypeName'
            $field.IsEncrypted | Should -BeOfType bool
            $field.IsOptional | Should -BeOfType bool
            $field.TypeName | Should -BeExactly 'System.String'
        }
    }

    It 'has the token encrypted and needed, and all else optional' {
        $type.ConnectionFields | Where-Object IsEncrypted | ForEach-Object Name | Should -Be 'Token'
        $type.ConnectionFields | Where-Object IsOptional -EQ $false | ForEach-Object Name | Should -Be 'Token'
    }

    It 'has the fields that Connect-Oneloop takes, by the names of its parameters' {
        $unknown = { Connect-Oneloop -AutomationConnection @{ Token = 'x'; NoSuchField = '1' } } | Should -Throw -PassThru
        $known = "$unknown" -replace '.*It knows: ' -replace '\.$' -split ', '
        $type.ConnectionFields.Name | Should -Be $known
        $known | Where-Object { $_ -notin (Get-Command Connect-Oneloop).Parameters.Keys } | Should -BeNullOrEmpty
    }
}

Describe 'Connect-Oneloop -AutomationConnection' {
    BeforeEach {
        Disconnect-Oneloop
        Clear-StandIn $standIn
        $env:ONELOOP_KEY = $null
    }

    It 'takes the token from the field Token, as <Kind>' -ForEach @(
        @{ Kind = 'string'; Make = { 'token-a' } }
        @{ Kind = 'SecureString'; Make = { Get-Secure 'token-a' } }
        @{ Kind = 'PSCredential'; Make = { [pscredential]::new('anyone', (Get-Secure 'token-a')) } }
        @{ Kind = 'a string wrapped by PowerShell'; Make = { [psobject]::AsPSObject('token-a') } }
    ) {
        $env:ONELOOP_KEY = 'token-env'
        Connect-Oneloop -AutomationConnection @{ Token = (& $Make); BaseUri = "$($standIn.BaseUri)" } *>&1 | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty -Because 'connecting sends nothing'
        (Get-OneloopCustomerBilling ws_bulk m).ExternalMeterId | Should -Be 'm'
        (Get-StandInRequest $standIn).token | Should -Be 'token-a'
        (Get-OneloopConnection).TokenSource | Should -Be 'AutomationConnection'
    }

    It 'takes settings as <Kind>' -ForEach @(
        @{ Kind = 'strings'; Fields = @{ TimeoutSec = '7'; MaximumRetryCount = '5'; RetryIntervalSec = '0.5'; Proxy = 'http://127.0.0.1:3128' } }
        @{ Kind = 'numbers and addresses'; Fields = @{ TimeoutSec = 7; MaximumRetryCount = 5L; RetryIntervalSec = 0.5; Proxy = [uri] 'http://127.0.0.1:3128' } }
        @{ Kind = 'strings with names in another case'; Fields = @{ timeoutsec = ' 7 '; MAXIMUMRETRYCOUNT = '5'; retryIntervalSec = '.5'; proxy = 'http://127.0.0.1:3128' } }
    ) {
        $connection = Connect-Oneloop -AutomationConnection ($Fields + @{ Token = 'x'; BaseUri = "$($standIn.BaseUri)" }) -PassThru
        $connection.BaseUri | Should -Be $standIn.BaseUri
        $connection.TimeoutSec | Should -Be 7
        $connection.MaximumRetryCount | Should -Be 5
        $connection.RetryIntervalSec | Should -Be 0.5
        $connection.Proxy | Should -Be ([uri] 'http://127.0.0.1:3128')
    }

    It 'takes an optional field that was left open, as <Kind>, for one that is not there' -ForEach @(
        @{ Kind = 'null'; Open = $null }
        @{ Kind = 'an empty string'; Open = '' }
    ) {
        $fields = [ordered]@{ Token = 'x'; BaseUri = $Open; TimeoutSec = $Open; MaximumRetryCount = $Open; RetryIntervalSec = $Open; Proxy = $Open }
        $connection = Connect-Oneloop -AutomationConnection $fields -PassThru
        $plain = Connect-Oneloop -Token x -PassThru
        foreach ($setting in 'BaseUri', 'TimeoutSec', 'MaximumRetryCount', 'RetryIntervalSec', 'Proxy') {
            $connection.$setting | Should -Be $plain.$setting
        }
    }

    It 'puts a parameter before the field of its name' {
        $fields = @{ Token = 'x'; BaseUri = 'https://elsewhere.example'; TimeoutSec = 'junk'; MaximumRetryCount = '9'; RetryIntervalSec = '9' }
        $connection = Connect-Oneloop -AutomationConnection $fields -BaseUri $standIn.BaseUri -TimeoutSec 3 -MaximumRetryCount 0 -RetryIntervalSec 0 -PassThru
        $connection.BaseUri | Should -Be $standIn.BaseUri
        $connection.TimeoutSec | Should -Be 3
        $connection.MaximumRetryCount | Should -Be 0
        $connection.RetryIntervalSec | Should -Be 0
    }

    It 'leaves the hashtable as it was' {
        $fields = @{ Token = 'token-a'; BaseUri = "$($standIn.BaseUri)" }
        Connect-Oneloop -AutomationConnection $fields
        $fields.Count | Should -Be 2
        $fields.Token | Should -BeOfType string
    }

    It 'is what splatting does, too, where each field has a value' {
        $fields = @{ Token = 'token-a'; BaseUri = "$($standIn.BaseUri)"; TimeoutSec = '7' }
        $connection = Connect-Oneloop @fields -PassThru
        $connection.TimeoutSec | Should -Be 7
        $connection.TokenSource | Should -Be 'Parameter'
    }

    It 'refuses <Name>, names the field, and keeps the connection before' -ForEach @(
        @{ Name = 'no token'; Fields = @{ BaseUri = 'https://prod.oneloop.ai' }; Id = 'InvalidToken'; Field = 'Token'; Says = 'The connection has no field Token, or an empty one.' }
        @{ Name = 'nothing'; Fields = @{}; Id = 'InvalidToken'; Field = 'Token'; Says = 'The connection has no field Token, or an empty one.' }
        @{ Name = 'a null token'; Fields = @{ Token = $null }; Id = 'InvalidToken'; Field = 'Token'; Says = 'The connection has no field Token, or an empty one.' }
        @{ Name = 'a blank token'; Fields = @{ Token = '   ' }; Id = 'InvalidToken'; Field = 'Token'; Says = 'The token is empty.' }
        @{ Name = 'a number as token'; Fields = @{ Token = 42 }; Id = 'InvalidToken'; Field = 'Token'; Says = "The connection's field Token is a System.Int32: a token is a string, a SecureString or a PSCredential, not empty." }
        @{ Name = 'a token with a space'; Fields = @{ Token = 'Bearer pa55' }; Id = 'InvalidToken'; Field = 'Token'; Says = "The token's character 7 cannot stand in a token: give the token alone, without 'Bearer', spaces or line breaks." }
        @{ Name = 'a misspelt field'; Fields = @{ Token = 'x'; BaseUrl = 'https://pa55' }; Id = 'InvalidAutomationConnection'; Field = 'BaseUrl'; Says = 'The connection has a field BaseUrl, which Connect-Oneloop does not know. It knows: Token, BaseUri, *' }
        @{ Name = 'an address that is none'; Fields = @{ Token = 'https://prod.oneloop.ai'; BaseUri = 'pa55' }; Id = 'InvalidBaseUri'; Field = 'BaseUri'; Says = "The connection's field BaseUri is not an absolute address, such as https://prod.oneloop.ai." }
        @{ Name = 'an address without https'; Fields = @{ Token = 'x'; BaseUri = 'http://prod.oneloop.ai' }; Id = 'InvalidBaseUri'; Field = 'BaseUri'; Says = 'The base URI http://prod.oneloop.ai is not https: *' }
        @{ Name = 'a proxy with a password'; Fields = @{ Token = 'x'; Proxy = 'http://u:pa55@proxy:3128' }; Id = 'InvalidProxy'; Field = 'Proxy'; Says = 'The proxy http://proxy:3128 carries a user name or password*' }
        @{ Name = 'words for a number'; Fields = @{ Token = 'x'; TimeoutSec = 'pa55' }; Id = 'InvalidAutomationConnection'; Field = 'TimeoutSec'; Says = "The connection's field TimeoutSec is not a whole number from 1 to 86400." }
        @{ Name = 'half a second as time limit'; Fields = @{ Token = 'x'; TimeoutSec = '1.5' }; Id = 'InvalidAutomationConnection'; Field = 'TimeoutSec'; Says = "The connection's field TimeoutSec is not a whole number from 1 to 86400." }
        @{ Name = 'too many retries'; Fields = @{ Token = 'x'; MaximumRetryCount = 101 }; Id = 'InvalidAutomationConnection'; Field = 'MaximumRetryCount'; Says = "The connection's field MaximumRetryCount is not a whole number from 0 to 100." }
        @{ Name = 'a decimal comma'; Fields = @{ Token = 'x'; RetryIntervalSec = '0,5' }; Id = 'InvalidAutomationConnection'; Field = 'RetryIntervalSec'; Says = "The connection's field RetryIntervalSec is not a number from 0 to 30." }
    ) {
        $env:ONELOOP_KEY = 'token-env'
        $before = Connect-Oneloop -Token before -BaseUri $standIn.BaseUri -PassThru
        $e = { Connect-Oneloop -AutomationConnection $Fields } | Should -Throw -PassThru
        $e.FullyQualifiedErrorId | Should -BeExactly "Oneloop.$Id,Oneloop.Commands.ConnectOneloopCommand"
        $e.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $e.TargetObject | Should -BeNullOrEmpty
        "$e" | Should -BeLike $Says
        $e.ErrorDetails.RecommendedAction | Should -BeLike "Correct the field $Field of the connection in Azure Automation and connect again.*"
        $e | Format-List * -Force | Out-String -Width 500 | Should -Not -Match 'pa55'
        Get-OneloopConnection | Should -Be $before
    }

    It 'blames the parameter, not the field, where the parameter is wrong' {
        $e = { Connect-Oneloop -AutomationConnection @{ Token = 'x'; BaseUri = 'https://prod.oneloop.ai' } -BaseUri 'http://prod.oneloop.ai' } | Should -Throw -PassThru
        $e.ErrorDetails.RecommendedAction | Should -BeLike 'Correct -BaseUri and connect again.*'
    }

    It 'refuses $null, and what is no hashtable' {
        $env:ONELOOP_KEY = 'token-env'
        { Connect-Oneloop -AutomationConnection $null } | Should -Throw '*AutomationConnection*null*'
        { Connect-Oneloop -AutomationConnection 'Oneloop' } | Should -Throw "*AutomationConnection*System.String*IDictionary*"
        Get-OneloopConnection | Should -BeNullOrEmpty
    }

    It 'is not taken by -Token, which says where it belongs' {
        { Connect-Oneloop @{ Token = 'x' } } | Should -Throw '*A connection of Azure Automation goes to -AutomationConnection.*'
    }

    It 'does not go together with -Token' {
        { Connect-Oneloop -Token x -AutomationConnection @{ Token = 'y' } } | Should -Throw -ErrorId 'AmbiguousParameterSet,*'
    }
}

Describe 'The token of an Azure Automation connection' {
    BeforeAll {
        $script:canary = 'canary/7f3b+9c=e21d~secret0123456789'
        $script:pieces = '7f3b', 'e21d', '~secret'

        function Find-Canary([string] $Text) {
            $pieces | Where-Object { $Text.Contains($_, [StringComparison]::OrdinalIgnoreCase) }
        }
    }

    It 'is in no stream, no bound parameter and no error: <Name>' -ForEach @(
        @{ Name = 'a good connection'; Fields = @{} ; Pattern = '\*\*\*\*6789.*the connection of Azure Automation' }
        @{ Name = 'an unknown field'; Fields = @{ Nonsense = 'canary/7f3b+9c=e21d~secret0123456789' }; Pattern = 'has a field Nonsense' }
        @{ Name = 'the token in the wrong field'; Fields = @{ Token = 'https://prod.oneloop.ai'; BaseUri = 'canary/7f3b+9c=e21d~secret0123456789' }; Pattern = 'field BaseUri is not' }
        @{ Name = 'the token in a number'; Fields = @{ TimeoutSec = 'canary/7f3b+9c=e21d~secret0123456789' }; Pattern = 'field TimeoutSec is not' }
        @{ Name = 'an address that is refused'; Fields = @{ BaseUri = 'http://example.com' }; Pattern = 'is not https' }
    ) {
        $connection = @{ Token = $canary; BaseUri = "$($standIn.BaseUri)" }
        foreach ($field in $Fields.Keys) { $connection[$field] = $Fields[$field] }
        $Error.Clear()
        $streams = try { Connect-Oneloop -AutomationConnection $connection -Verbose -Debug -PassThru *>&1 } catch { $_ }
        $text = @(
            $streams | Format-List * -Force | Out-String -Width 500
            $streams | Out-String -Width 500
            foreach ($record in $Error) {
                $record | Format-List * -Force | Out-String -Width 500
                $record.Exception.ToString()
                $record.InvocationInfo | Format-List * -Force | Out-String -Width 500
                $record.InvocationInfo.BoundParameters.Values | ForEach-Object { $_ | Format-List * -Force | Out-String -Width 500 }
                $record | ConvertTo-Json -Depth 4 -WarningAction SilentlyContinue
                [System.Management.Automation.PSSerializer]::Serialize($record, 5)
                Get-Error -InputObject $record | Out-String -Width 500
            }
        ) -join "`n"
        $text | Should -Match $Pattern
        Find-Canary $text | Should -BeNullOrEmpty
    }

    It 'is in no transcript' {
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $fresh = Invoke-FreshPowerShell -Environment @{ CANARY = $canary } @"
`$null = Start-Transcript '$transcript'
Import-Module '$module'
function Get-AutomationConnection([string] `$Name) { @{ Token = `$env:CANARY; BaseUri = '$($standIn.BaseUri)'; TimeoutSec = `$Name } }
Connect-Oneloop -AutomationConnection (Get-AutomationConnection -Name 20) -PassThru -Verbose
Get-OneloopCustomerBilling ws_nowhere m -Verbose
Connect-Oneloop -AutomationConnection (Get-AutomationConnection -Name never)
Get-Error
`$null = Stop-Transcript
"@
        $text = Get-Content $transcript -Raw
        $text | Should -Match 'AutomationConnection \*\*\*\*6789'
        $text | Should -Match 'The token is not allowed to do this'
        $text | Should -Match 'field TimeoutSec is not'
        Find-Canary ($text + $fresh.Output + $fresh.Error) | Should -BeNullOrEmpty
    }

    It 'typed into a line is masked in the errors of that line' {
        $fresh = Invoke-FreshPowerShell @"
Import-Module '$module'; Connect-Oneloop -AutomationConnection @{ Token = '$canary'; TimeoutSec = 'never' }; `$Error | Format-List * -Force; `$Error.InvocationInfo | Format-List * -Force; Get-Error
"@
        $fresh.Output | Should -Match 'field TimeoutSec is not'
        $fresh.Output | Should -Match 'Token = ''\*\*\*\*'''
        Find-Canary ($fresh.Output + $fresh.Error) | Should -BeNullOrEmpty
    }
}
