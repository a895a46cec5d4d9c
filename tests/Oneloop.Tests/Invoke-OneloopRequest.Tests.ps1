BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:standIn = Open-StandIn
    Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
    $script:silent = @{ ErrorAction = 'SilentlyContinue'; ErrorVariable = 'failures' }
    $script:keyPath = 'workspace/ws_northwind/api-key/ak_nw_1001'

    function Get-Secure([string] $Text) {
        [System.Net.NetworkCredential]::new('', $Text).SecurePassword
    }

    # Has the operation answer with a body.
    function Add-Answer([string] $Operation, [hashtable] $Answer) {
        Add-StandInScript $standIn '' -Operation $Operation -Answer $Answer
    }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Invoke-OneloopRequest' {
    BeforeEach {
        Clear-StandIn $standIn
    }

    It 'gets what is at a path, however it is written: <_>' -ForEach 'workspace/ws_lumen', '/workspace/ws_lumen', '/api/v1/workspace/ws_lumen' {
        $response = Invoke-OneloopRequest GET $_
        $response.workspace.name | Should -Be 'Lumen'
        $request = Get-StandInRequest $standIn
        $request.Method, $request.Path, $request.Headers.Authorization | Should -Be 'GET', '/api/v1/workspace/ws_lumen', 'Bearer test-token'
    }

    It 'carries out each kind of change' {
        $created = Invoke-OneloopRequest POST workspace -Body @{ name = 'Raw' }
        $id = $created.workspace.id
        $updated = Invoke-OneloopRequest PATCH "workspace/$id" '{"defaultKeyPrefix":"r","defaultAllowedIPs":[],"defaultRateLimitPerSecond":null,"defaultExpiration":null}'
        $updated.workspace.defaultKeyPrefix | Should -Be 'r'
        (Invoke-OneloopRequest post "$keyPath/rotate").apiKey.key | Should -BeOfType securestring
        (Invoke-OneloopRequest DELETE $keyPath).apiKey.deleted | Should -BeTrue
        (Get-StandInRequest $standIn).Answer | Should -Be '200', '200', '200', '200'
    }

    It 'encodes the query: a value of several is repeated, null left out' {
        $id = "a&b=c #%/`u{e9}"
        $null = Invoke-OneloopRequest GET customer-billing -Query ([ordered] @{ workspaceId = 'ws_bulk'; externalMeterId = $id; n = 1, 2.5; flag = $true; none = $null; day = [datetime]::new(2026, 11, 1, 0, 0, 0, [System.DateTimeKind]::Utc) })
        (Get-StandInRequest $standIn).RawQuery | Should -BeExactly '?workspaceId=ws_bulk&externalMeterId=a%26b%3Dc%20%23%25%2F%C3%A9&n=1&n=2.5&flag=true&day=2026-11-01T00%3A00%3A00.0000000Z'
    }

    It 'writes a body as JSON: <Name>' -ForEach @(
        @{ Name = 'text as it is'; Body = '{ "name" : "x" }'; Sent = '{ "name" : "x" }' }
        @{ Name = 'an ordered table'; Body = [ordered] @{ a = 1; b = $null; c = $true; d = 'text'; e = @{ f = 1, 'two', @() } }; Sent = '{"a":1,"b":null,"c":true,"d":"text","e":{"f":[1,"two",[]]}}' }
        @{ Name = 'exact numbers'; Body = [ordered] @{ a = 9007199254740993; b = 0.125d; c = [bigint]::Parse('1' * 40); d = 1.5 }; Sent = "{`"a`":9007199254740993,`"b`":0.125,`"c`":$('1' * 40),`"d`":1.5}" }
        @{ Name = 'an object'; Body = [pscustomobject] @{ a = [guid]::Empty; b = [datetime]::new(2026, 1, 2, 0, 0, 0, [System.DateTimeKind]::Utc); c = [System.DayOfWeek]::Monday }; Sent = '{"a":"00000000-0000-0000-0000-000000000000","b":"2026-01-02T00:00:00.0000000Z","c":"Monday"}' }
        @{ Name = 'an array'; Body = @(1, @{ a = 'b' }); Sent = '[1,{"a":"b"}]' }
    ) {
        Add-Answer createWorkspace @{ body = '{}' }
        $null = Invoke-OneloopRequest POST workspace $Body
        $request = Get-StandInRequest $standIn
        $request.Body | Should -BeExactly $Sent
        $request.Headers.'Content-Type' | Should -Be 'application/json'
    }

    It 'refuses a body that has no form in JSON: <Name>' -ForEach @(
        @{ Name = 'text that is not JSON'; Given = @{ Method = 'POST'; Body = '{ canary' }; Why = '*The text is not JSON.' }
        @{ Name = 'another type'; Given = @{ Method = 'POST'; Body = @{ a = [System.Diagnostics.Stopwatch]::new() } }; Why = '*A System.Diagnostics.Stopwatch has no form in JSON.' }
        @{ Name = 'no number'; Given = @{ Method = 'POST'; Body = @{ a = [double]::NaN } }; Why = '*' }
        @{ Name = 'a body of a GET'; Given = @{ Method = 'GET'; Body = @{} }; Why = '-Body cannot be sent. A GET has no body.' }
        @{ Name = 'a table in a query'; Given = @{ Method = 'GET'; Query = @{ a = @{} } }; Why = '-Query cannot be sent. A System.Collections.Hashtable has no form in a query.' }
    ) {
        $failed = try { Invoke-OneloopRequest -Path workspace @Given } catch { $_ }
        $failed.FullyQualifiedErrorId | Should -Be 'Oneloop.InvalidInput,Oneloop.Commands.InvokeOneloopRequestCommand'
        "$failed" | Should -BeLike $Why
        "$failed" | Should -Not -Match 'canary'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'refuses a body that refers to itself' {
        $loop = @{}
        $loop.self = $loop
        { Invoke-OneloopRequest POST workspace $loop } | Should -Throw '*nested deeper than 62 levels*'
    }

    It 'refuses the path <Path>' -ForEach @(
        @{ Path = 'https://other.example/api/v1/workspace'; Why = '*The path is an address*' }
        @{ Path = '//other.example/x'; Why = '*empty segment*' }
        @{ Path = 'workspace//api-key'; Why = '*empty segment*' }
        @{ Path = 'workspace/ws/api-key/'; Why = '*empty segment*' }
        @{ Path = 'workspace?a=b'; Why = '*-Query*' }
        @{ Path = 'workspace/a b'; Why = '*EscapeDataString*' }
        @{ Path = 'workspace/../x'; Why = '*step in the path*' }
        @{ Path = 'workspace/%2e%2E/x'; Why = '*step in the path*' }
    ) {
        { Invoke-OneloopRequest DELETE $Path } | Should -Throw $Why
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'writes a response as <OutputType>' -ForEach @(
        @{ OutputType = 'PSObject'; Type = 'System.Management.Automation.PSCustomObject' }
        @{ OutputType = 'Hashtable'; Type = 'System.Collections.Specialized.OrderedDictionary' }
    ) {
        Add-Answer getWorkspace @{ body = '{"a":{"text":"2026-01-01T00:00:00Z","whole":9007199254740993,"exact":0.10,"large":123456789012345678901234567890,"float":1e300,"list":[1,null,true,{"b":[]}]}}' }
        $response = Invoke-OneloopRequest GET workspace -OutputType $OutputType
        $response.GetType().FullName | Should -Be $Type
        $response.a.text | Should -BeOfType string
        $response.a.whole, $response.a.exact, $response.a.float | Should -Be 9007199254740993, 0.1d, 1e300
        $response.a.exact | Should -BeOfType decimal
        $response.a.large | Should -Be ([bigint]::Parse('123456789012345678901234567890'))
        $response.a.list | Should -HaveCount 4
        $response.a.list[1] | Should -Be $null
        $response.a.list[3].b.Count | Should -Be 0
    }

    It 'writes a response as it came with -OutputType Json' {
        $body = '{ "b" : 1.50, "a" : "\u00e9" }'
        Add-Answer getWorkspace @{ body = $body }
        Invoke-OneloopRequest GET workspace -OutputType Json | Should -BeExactly $body
    }

    It 'writes the items of a list one by one, and nothing for no body: <Body>' -ForEach @(
        @{ Body = '[1,2]'; Status = 200; Written = 1, 2 }
        @{ Body = '{"a":1}'; Status = 201; Written = '@{a=1}' }
        @{ Body = ''; Status = 204; Written = $null }
        @{ Body = ''; Status = 200; Written = $null }
    ) {
        Add-Answer getWorkspace @{ body = $Body; status = $Status }
        Invoke-OneloopRequest GET workspace | ForEach-Object { "$_" } | Should -Be $Written
    }

    It 'keeps keys and link tokens as SecureString unless asked for plain text' {
        $key = Invoke-OneloopRequest POST "$keyPath/rotate"
        $key.apiKey.key | Should -BeOfType securestring
        $key | ConvertTo-Json -Depth 5 | Should -Not -Match 'nw_[0-9a-f]{20}'
        $body = @{ customerId = 'c'; workspaceId = 'ws_lumen' }
        (Invoke-OneloopRequest POST link-token $body).token | Should -BeOfType securestring
        (Invoke-OneloopRequest POST link-token $body -OutputType Hashtable).token | Should -BeOfType securestring
        (Invoke-OneloopRequest POST link-token $body -AsPlainText).token | Should -BeOfType string
        $token = (Invoke-OneloopRequest POST link-token $body -AsPlainText).token
        (Invoke-OneloopRequest GET "link-token/$([uri]::EscapeDataString($token))").valid | Should -BeTrue
    }

    It 'sends a SecureString in the body as text' {
        Invoke-OneloopRequest POST api-key/record-usage @{ key = Get-Secure nw_standin_chat_production; usage = '1' } | Should -BeLike '*'
        (Get-StandInRequest $standIn).Body | ConvertFrom-Json | ForEach-Object key | Should -Be 'nw_standin_chat_production'
    }

    It 'shows no secret, whatever the server echoes: <Name>' -ForEach @(
        @{ Name = 'a key in a table'; Operation = 'recordApiKeyUsage'; Line = "POST api-key/record-usage @{ key = 'canary/4711-0815' }" }
        @{ Name = 'a key in a text'; Operation = 'verifyApiKey'; Line = "POST api-key/verify '{`"key`":`"canary/4711-0815`"}'" }
        @{ Name = 'a SecureString under another name'; Operation = 'createWorkspace'; Line = 'POST workspace @{ name = Get-Secure ("canary/" + "4711-0815") }' }
        @{ Name = 'a SecureString in the query'; Operation = 'getWorkspace'; Line = 'GET workspace -Query @{ a = Get-Secure ("canary/" + "4711-0815") }' }
        @{ Name = 'a link token in the path'; Operation = 'validateLinkToken'; Line = 'GET link-token/canary%2F4711-0815' }
    ) {
        Add-Answer $Operation @{ status = 400; headers = @{ Via = 'canary/4711-0815' }; body = '{"error":{"code":1,"message":"canary/4711-0815 canary%2F4711-0815"}}' }
        $said = & ([scriptblock]::Create("Invoke-OneloopRequest $Line -Verbose -Debug -ErrorAction SilentlyContinue -ErrorVariable script:failures")) *>&1
        Get-StandInRequest $standIn | Should -HaveCount 1
        $failures | Should -HaveCount 1
        "$($failures[0])" | Should -BeLike '*API code 1: `*`*`*`* `*`*`*`*;*'
        $texts = @($said | ForEach-Object { "$_" }; $failures | Format-List * -Force | Out-String -Width 500; $failures | Out-String; $failures[0].InvocationInfo.PositionMessage
            [System.Management.Automation.PSSerializer]::Serialize($failures[0]); $failures[0].InvocationInfo.BoundParameters | Out-String
            $failures[0].InvocationInfo.BoundParameters | ConvertTo-Json -Depth 3 -WarningAction Ignore)
        $texts -match '(?<!\("canary/" \+ ")4711' | Should -BeNullOrEmpty
    }

    It 'repeats a <Method> <Sent> times after a 500' -ForEach @(
        @{ Method = 'GET'; Path = 'workspace'; Operation = 'getWorkspace'; Sent = 4; Id = 'Oneloop.ServerError' }
        @{ Method = 'POST'; Path = 'workspace'; Operation = 'createWorkspace'; Sent = 1; Id = 'Oneloop.OutcomeUnknown' }
        @{ Method = 'PATCH'; Path = 'workspace/ws_lumen'; Operation = 'updateWorkspace'; Sent = 1; Id = 'Oneloop.OutcomeUnknown' }
        @{ Method = 'DELETE'; Path = 'workspace/ws_lumen/api-key/ak_1'; Operation = 'deleteApiKey'; Sent = 1; Id = 'Oneloop.OutcomeUnknown' }
    ) {
        Add-Answer $Operation @{ status = 500 }
        Invoke-OneloopRequest $Method $Path @silent | Should -BeNullOrEmpty
        $failures[0].FullyQualifiedErrorId | Should -Be "$Id,Oneloop.Commands.InvokeOneloopRequestCommand"
        $failures[0].TargetObject | Should -BeOfType Oneloop.RequestReference
        $failures[0].TargetObject.Method, $failures[0].TargetObject.Path | Should -Be $Method, $Path
        Get-StandInRequest $standIn | Should -HaveCount $Sent
        if ($Sent -eq 1) { $failures[0].ErrorDetails.RecommendedAction | Should -BeLike 'Get what it was to change, as with Invoke-OneloopRequest GET, before you repeat the command.' }
    }

    It 'reports what the API refuses' {
        Invoke-OneloopRequest GET workspace/ws_none @silent
        $failures[0].FullyQualifiedErrorId | Should -Be 'Oneloop.NotFound,Oneloop.Commands.InvokeOneloopRequestCommand'
        "$($failures[0])" | Should -BeLike 'Failed for GET workspace/ws_none: *'
        $failures[0].Exception.StatusCode | Should -Be 404
        Invoke-OneloopRequest PUT workspace/ws_none @silent
        $failures[0].Exception.StatusCode | Should -Be 405
    }

    It 'reports a response that is not JSON' {
        Add-Answer getWorkspace @{ body = '<html>'; contentType = 'text/html' }
        Invoke-OneloopRequest GET workspace @silent
        $failures[0].FullyQualifiedErrorId | Should -Match '^Oneloop\.InvalidResponse,'
        "$($failures[0])" | Should -BeLike '*the response is not JSON (text/html)*'
    }

    It 'sends nothing with -WhatIf: <_>' -ForEach 'GET', 'POST', 'PUT', 'PATCH', 'DELETE' {
        Invoke-OneloopRequest $_ workspace -WhatIf | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'is completed with the paths of the API and the ids that were returned' {
        $null = Get-OneloopWorkspace ws_lumen
        $line = 'Invoke-OneloopRequest GET workspace/ws_lu'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'workspace/ws_lumen', 'workspace/ws_lumen/api-key', 'workspace/ws_lumen/scope', 'workspace/ws_lumen/scopes'
        $line = 'Invoke-OneloopRequest POST customer'
        (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText | Should -Be 'customer-billing', 'customer-billing/refill'
    }
}
