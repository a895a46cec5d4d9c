# What holds for each operation of the API's contract: one that lacks a cmdlet, a route of the stand-in, help or tests fails here.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/Operations.psm1" -Force
    $script:operations = @(Get-ContractOperation)
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1", "$PSScriptRoot/Support/Operations.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    # Percent-encoded, they are others: the link token stands in a path. The key's last four characters are its mask.
    $script:canary = 'canary/tk7q+9c=zw2h~tokensecret0123'
    $script:key = 'nw_ky5v/rj8m+3p=keysecret0123zzzz'
    $script:linkToken = 'link/lx4w+hn6g=linksecret0123'
    # Where a piece of one shows, the whole of it is not far.
    $script:pieces = 'tk7q', 'zw2h', 'tokensecret', 'ky5v', 'rj8m', 'keysecret', 'lx4w', 'hn6g', 'linksecret'

    function Find-Canary([string] $Text, [string[]] $Piece = $pieces) {
        $Piece | Where-Object { $Text.Contains($_, [System.StringComparison]::OrdinalIgnoreCase) }
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'The operations of the contract' {
    BeforeAll {
        Connect-Oneloop test-token -BaseUri $standIn.BaseUri -MaximumRetryCount 0 -OutageTimeoutSec 0
        $script:exported = (Get-Module Oneloop).ExportedCmdlets.Keys
    }

    It 'are 20' {
        Get-ContractOperation | Should -HaveCount 20
    }

    It 'are those that tests have a command for' {
        Get-CommandOperation | Sort-Object | Should -Be ((Get-ContractOperation).Operation | Sort-Object)
    }

    It '<Operation> has a cmdlet with help and tests, which the stand-in carries out' -ForEach $operations {
        $Cmdlet | Should -BeIn $exported -Because "Support/Operations.psm1 names the cmdlet of $Operation"
        "$PSScriptRoot/$Cmdlet.Tests.ps1" | Should -Exist
        $page = "$PSScriptRoot/../../docs/en-US/$Cmdlet.md"
        $page | Should -Exist
        @(Get-Content $page | Select-String '^### Example \d').Count | Should -BeGreaterOrEqual 3 -Because 'a page has three examples'

        Clear-StandIn $standIn
        $written = @(& ([scriptblock]::Create("$Command -ErrorAction Stop")))
        $requests = @(Get-StandInRequest $standIn)
        $requests[-1].operation, $requests[-1].method, $requests[-1].answer, $requests[-1].processed | Should -Be $Operation, $Method, '200', $true
        $type = @((Get-Command $Cmdlet).OutputType.Name)[0]
        if ($type -eq 'System.Void') { $written | Should -BeNullOrEmpty } else { $written[0].PSObject.TypeNames | Should -Contain $type }
    }
}

Describe 'In each operation, the token, a customer''s API key and a link token' {
    BeforeDiscovery {
        # Typed into the line of the command, where errors would show them.
        $script:operations = @(Get-ContractOperation -Key 'nw_ky5v/rj8m+3p=keysecret0123zzzz' -LinkToken 'link/lx4w+hn6g=linksecret0123')
    }

    BeforeAll {
        Connect-Oneloop $canary -BaseUri $standIn.BaseUri -MaximumRetryCount 0 -OutageTimeoutSec 0

        # What a server answers that echoes all that it was sent, or that writes secrets where they do not belong. Not what it was not
        # sent: the module cannot know that it is a secret.
        function Get-EchoAnswer([string] $Command) {
            $sent = @('{token}'; if ($Command.Contains($key)) { $key }; if ($Command.Contains($linkToken)) { $linkToken })
            $quoted = $sent -join ' and '
            $header = $quoted.Replace('{token}', $canary)
            $escaped = [uri]::EscapeDataString($header)
            @{
                status  = 403
                body    = "{`"error`":{`"code`":9,`"message`":`"Bearer $quoted`"}}"
                headers = @{ Via = "1.1 $header"; 'X-Echo' = $header }
            }
            @{ status = 302; headers = @{ Location = "http://127.0.0.1:9/$escaped`?t=$escaped" } }
            @{ body = "Bearer $quoted" }
            @{ body = "{`"apiKey`":{`"key`":[`"$key`"]},`"token`":[`"$linkToken`"],`"expiresAt`":`"$quoted`"}" }
        }
    }

    It 'are nowhere to be seen: <Operation>' -ForEach $operations {
        Clear-StandIn $standIn
        # First the ordinary one.
        $answers = @(@{}) + @(Get-EchoAnswer $Command)
        Add-StandInScript $standIn '' -Operation $Operation -Answer $answers
        $written = [System.Collections.Generic.List[object]]::new()
        $run = [scriptblock]::Create("$Command -Verbose -Debug -ErrorAction Continue")
        $text = Get-VisibleText { $answers | ForEach-Object { & $run } | ForEach-Object { $written.Add($_); $_ } }

        $requests = @(Get-StandInRequest $standIn | Where-Object operation -EQ $Operation)
        $requests | Should -HaveCount $answers.Count
        $requests.headers.Authorization | Sort-Object -Unique | Should -BeExactly "Bearer $canary" -Because 'it was really sent'
        # Of the response to recordApiKeyUsage, no more is documented than that it is an object. The stand-in has no canary.
        $global:Error.Count | Should -BeGreaterOrEqual 4 -Because 'the other answers are errors'
        [regex]::Matches($text, "$Method /api/v1/").Count | Should -BeGreaterOrEqual $answers.Count
        $text | Should -Match '> Authorization: \(not shown\)'
        # What the API has made is a secret as well.
        $made = @($written | ForEach-Object { $_.PSObject.Properties.Value } | Where-Object { $_ -is [securestring] } | ForEach-Object { [System.Net.NetworkCredential]::new('', $_).Password })
        $made.Count | Should -Be ([int] ($Operation -in 'createApiKey', 'rotateApiKey', 'generateLinkToken'))
        Find-Canary $text (@($pieces) + $made.ForEach({ $_.Substring(4, 12) })) | Should -BeNullOrEmpty
    }

    It 'are not in a transcript' {
        Clear-StandIn $standIn
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $all = @(Get-ContractOperation -Key $key -LinkToken $linkToken)
        foreach ($one in $all) { Add-StandInScript $standIn '' -Operation $one.Operation -Answer @(Get-EchoAnswer $one.Command)[0] }
        # A file: a transcript begins with the command line of its process.
        $script = Join-Path $TestDrive 'all.ps1'
        Set-Content $script @"
Start-Transcript '$transcript'
Import-Module '$(Get-ModulePath)'
Connect-Oneloop '$canary' -BaseUri $($standIn.BaseUri) -MaximumRetryCount 0 -OutageTimeoutSec 0 -Verbose
$($all.Command.ForEach({ "$_ -Verbose -Debug -ErrorAction Continue" }) -join "`n")
`$Error | Format-List * -Force
Stop-Transcript
"@
        $fresh = Invoke-FreshPowerShell "& '$script'"
        $text = Get-Content $transcript -Raw
        [regex]::Matches($text, 'Oneloop\.Forbidden,').Count | Should -BeGreaterOrEqual $all.Count
        Find-Canary ($text + $fresh.Output + $fresh.Error) | Should -BeNullOrEmpty
    }
}
