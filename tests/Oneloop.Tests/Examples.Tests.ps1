# Every example of the help and of about_Oneloop is run against the stand-in exactly as it stands, each in a runspace and a folder of
# its own. What an example outputs stands below it on its page; what else it does is asserted here. One without either fails.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/../../build/Help.psm1" -Force
    $docs = "$PSScriptRoot/../../docs/en-US"
    $script:examples = @(
        foreach ($file in Get-ChildItem $docs -Filter *.md) {
            foreach ($example in (Import-HelpPage $file.FullName).Examples) {
                @{ Key = "$($file.BaseName): $($example.Title)"; Code = $example.Code; Promised = $example.Output }
            }
        }
        foreach ($topic in 'about_Oneloop', 'about_Oneloop_Errors') {
            foreach ($example in Get-AboutExample "$docs/$topic.help.txt") {
                @{ Key = "${topic}: $($example.Title)"; Code = $example.Code; Promised = $null }
            }
        }
    )
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/../../build/Help.psm1" -Force
    $script:root = (Resolve-Path "$PSScriptRoot/../..").Path
    $script:module = Convert-Path (Get-ModulePath)
    $script:standIn = Open-StandIn
    $script:customers = Import-Csv "$root/docs/examples/customers.csv"
    # Of docs/examples/customers.csv, these fail at the stand-in.
    $script:usual = 'Oneloop.BillingNotFound', 'Oneloop.BillingNotFound', 'Oneloop.Forbidden'
    $script:keyBefore, $script:pathBefore = $env:ONELOOP_KEY, $env:PSModulePath
    # Parallel runspaces find the module by its name.
    $env:PSModulePath = (Split-Path $module) + [System.IO.Path]::PathSeparator + $env:PSModulePath

    # What a user has done before, by the key of the example. Connected they all are.
    $billing = '$billing = Import-Csv customers.csv | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures; $Error.Clear()'
    $script:before = @{
        'Connect-Oneloop: Example 3: Connect in an unattended job' = { $env:ONELOOP_KEY = 'token-of-the-environment' }
        'Get-OneloopConnection: Example 2: Connect unless there is a connection' = 'Disconnect-Oneloop'
        'Get-OneloopCustomerBilling: Example 4: Ask again for just those that failed' = {
            Add-StandInScript $standIn customer_1012----chat @{ status = 500 } -ThenOrdinary
        }
        'Add-OneloopCustomerCredit: Example 4: Look at refills of which it is not known whether they were made' = {
            Add-StandInScript $standIn wonka -Operation refillBillingLimit @{ status = 502; carriesOut = $true }
        }
        'about_Oneloop: 2'        = '"WorkspaceId,Meter`nws_lumen,wonka" | Set-Content list.csv'
        'about_Oneloop: 5'        = $billing
        'about_Oneloop: 6'        = $billing
        'about_Oneloop: 7'        = $billing
        'about_Oneloop: 8'        = { $env:ONELOOP_KEY = 'token-of-the-environment' }
    }

    # The errors that an example is to show, by id.
    $script:errorIds = @{
        'about_Oneloop: 1' = $usual
        # The two that are asked for again fail as before, and so does the one that is forbidden.
        'about_Oneloop: 4' = $usual + $usual
        'about_Oneloop_Errors: 1' = $usual
    }

    # -WhatIf: nothing is changed.
    $script:unsent = { Get-StandInRequest $standIn | Where-Object Method -NE GET | Should -BeNullOrEmpty }

    # What an example is to have done, besides what it promises to output.
    $script:outcome = @{
        'Test-OneloopConnection: Example 2: Write a file only if the token still works' = {
            Import-Csv "$($run.Folder)/billing.csv" | Should -HaveCount 33
        }
        'Connect-Oneloop: Example 1: Connect with a token typed at a prompt'           = { Get-SentToken | Should -Be 'Bearer typed-token' }
        'Connect-Oneloop: Example 2: Take the token from a vault of SecretManagement' = {
            $run.Connection.TokenMask | Should -Be '****4711'
        }
        'Connect-Oneloop: Example 3: Connect in an unattended job'                     = {
            $run.Connection.TokenSource, $run.Connection.TimeoutSec, $run.Connection.MaximumRetryCount | Should -Be 'Environment', 10, 5
            Get-SentToken | Should -Be 'Bearer token-of-the-environment'
            Import-Csv "$($run.Folder)/billing.csv" | Should -HaveCount 33
            [regex]::Matches((Get-Content "$($run.Folder)/failures.txt" -Raw), 'customer_1007----chat|hooli|customer_0007----chat').Value |
                Select-Object -Unique | Should -HaveCount 3
        }
        'Connect-Oneloop: Example 4: Two tenants at once'                              = {
            Get-SentToken | Should -Be 'Bearer token-of-Oneloop-Europe', 'Bearer token-of-Oneloop-America'
        }
        'Disconnect-Oneloop: Example 1: Connect for one job only'                      = {
            (Import-Csv "$($run.Folder)/overage.csv").ExternalMeterId |
                Should -Be 'customer_1005----embeddings', 'customer_1008----vision', 'globex #2', 'stark-industries', 'c05d9a61'
            $run.Connection | Should -BeNullOrEmpty
        }
        'Disconnect-Oneloop: Example 2: End one of two connections'                    = {
            Get-SentToken | Should -Be 'Bearer token-of-Oneloop-New'
            $run.Runspace.SessionStateProxy.GetVariable('old') | Test-Ended | Should -BeTrue
            $run.Runspace.SessionStateProxy.GetVariable('new') | Test-Ended | Should -BeFalse
        }
        'Disconnect-Oneloop: Example 3: End all connections of a list'                 = {
            (Import-Csv "$($run.Folder)/both.csv").ExternalMeterId | Should -Be 'a3355b90', 'a3355b90'
            $run.Runspace.SessionStateProxy.GetVariable('connections') | Test-Ended | Should -Be $true, $true
            $run.Connection | Should -BeNullOrEmpty
        }
        'Get-OneloopConnection: Example 2: Connect unless there is a connection'        = {
            Get-SentToken | Select-Object -Unique | Should -Be 'Bearer oneloop-test-token-0000-4711'
            Import-Csv "$($run.Folder)/first.csv" | Should -HaveCount 2
        }
        'Get-OneloopConnection: Example 3: Hand the connection to parallel runspaces'  = { Get-StandInRequest $standIn | Should -HaveCount 3 }
        'Export-OneloopBilling: Example 1: Write the billing of a file of customers' = { Import-Csv "$($run.Folder)/billing.csv" | Should -HaveCount 33 }
        'Export-OneloopBilling: Example 2: Write a file and go on' = { Get-Content "$($run.Folder)/billing.json" -Raw | ConvertFrom-Json | Should -HaveCount 33 }
        'Export-OneloopBilling: Example 3: Add to a file each time' = { Get-Content "$($run.Folder)/history.ndjson" | Should -HaveCount 2 }
        'Get-OneloopCustomerBilling: Example 2: A file of customers in, a file of their billing out' = {
            (Import-Csv "$($run.Folder)/billing.csv").ExternalMeterId | Should -Be ($customers.ExternalMeterId | Where-Object { $_ -notin 'customer_1007----chat', 'hooli', 'customer_0007----chat' })
            $failed = Import-Csv "$($run.Folder)/failures.csv"
            $failed.ExternalMeterId | Sort-Object | Should -Be 'customer_0007----chat', 'customer_1007----chat', 'hooli'
            $failed.WorkspaceId | Should -Not -Contain ''
            $failed.Error -like 'No billing is set up for *' | Should -HaveCount 2
        }
        'Get-OneloopCustomerBilling: Example 4: Ask again for just those that failed'  = {
            (Get-StandInRequest $standIn | Where-Object externalMeterId -EQ customer_1012----chat).Count | Should -Be 2
            (Get-StandInRequest $standIn | Where-Object externalMeterId -EQ hooli).Count | Should -Be 1
        }
        'Get-OneloopCustomerBilling: Example 6: Join the billing with a list of your own' = {
            $rows = Import-Csv "$($run.Folder)/report.csv"
            $rows | Should -HaveCount 33
            $rows[1].Customer, $rows[1].ExternalMeterId, $rows[1].RemainingCredits | Should -Be 'Birch & Sons Ltd', 'customer_1002----chat', '16590'
        }
        'Get-OneloopCustomerBilling: Example 7: Ask from parallel runspaces'           = { Get-StandInRequest $standIn | Should -HaveCount 36 }
        'Get-OneloopCustomerBilling: Example 10: See how far a run is, and what came of it' = { Import-Csv "$($run.Folder)/billing.csv" | Should -HaveCount 33 }
        'New-OneloopApiKey: Example 2: See what would be created for each customer of a file' = $unsent
        'Remove-OneloopApiKey: Example 2: See which keys would be deleted' = $unsent
        'Reset-OneloopApiKey: Example 2: See which keys would be rotated' = $unsent
        'New-OneloopScope: Example 3: See what would be created' = $unsent
        'New-OneloopWorkspace: Example 3: See what would be created' = $unsent
        'Reset-OneloopApiKey: Example 1: Rotate a key and keep the new one in a vault' = {
            $run.Runspace.SessionStateProxy.GetVariable('vault')['ak_nw_1001'] | Should -BeOfType securestring
        }
        'Test-OneloopLinkToken: Example 2: Test a token that somebody typed' = {
            (Get-StandInRequest $standIn).Path | Should -Be '/api/v1/link-token/typed-token'
            $run.Text | Should -BeNullOrEmpty
        }
        'Get-OneloopUsage: Example 3: Write the usage of all customers of a file into another file' = {
            $rows = Import-Csv "$($run.Folder)/usage.csv"
            ($rows.BillingId | Select-Object -Unique).Count | Should -BeGreaterThan 20
            $rows[0].BillingId, $rows[0].Day, $rows[0].Usage | Should -Be 'cbm_6deceb', '2026-11-14', '6132'
        }
        'New-OneloopCustomerBilling: Example 4: See what would be set up' = { Get-StandInRequest $standIn | Should -BeNullOrEmpty }
        'Add-OneloopCustomerCredit: Example 2: See whose credits would be refilled' = {
            (Get-StandInRequest $standIn).Method | Select-Object -Unique | Should -Be 'GET'
        }
        'Add-OneloopUsage: Example 1: Record usage' = {
            $request = Get-StandInRequest $standIn
            $request.Path, $request.Answer | Should -Be '/api/v1/api-key/record-usage', '200'
            $request.Body | Should -BeLike '*"usage":"25","usageName":"chat"}'
        }
        'Add-OneloopUsage: Example 3: See what would be recorded' = { Get-StandInRequest $standIn | Should -BeNullOrEmpty }
        'Invoke-OneloopRequest: Example 4: See what would be sent' = { Get-StandInRequest $standIn | Should -BeNullOrEmpty }
        'about_Oneloop: 1'        = { Import-Csv "$($run.Folder)/billing.csv" | Should -HaveCount 33 }
        'about_Oneloop: 2'        = { $run.Text | Should -BeLike '*wonka*' }
        'about_Oneloop: 3'        = { (Get-StandInRequest $standIn).externalMeterId | Sort-Object | Should -Be 'soylent', 'wonka' }
        'about_Oneloop: 4'        = { $run.Runspace.SessionStateProxy.GetVariable('billing') | Should -HaveCount 33 }
        'about_Oneloop: 5'        = {
            $exact = [System.Numerics.BigInteger]::Zero
            foreach ($customer in $run.Runspace.SessionStateProxy.GetVariable('billing')) { $exact += [System.Numerics.BigInteger] $customer.UsedCredits }
            $run.Text | Should -Be "$exact"
        }
        'about_Oneloop: 6'        = { $run.Text | Should -BeLike '*ExternalMeterId*' }
        'about_Oneloop: 7'        = {
            $run.Text | Should -BeLike '*ExternalMeterId*'
            $rows = Import-Csv "$($run.Folder)/billing.csv"
            $rows | Should -HaveCount 33
            $rows[0].UpdatedAt | Should -Be ($run.Runspace.SessionStateProxy.GetVariable('billing'))[0].UpdatedAt.ToUniversalTime().ToString('o')
        }
        'about_Oneloop: 8'        = {
            $run.Runspace.SessionStateProxy.GetVariable('billing') | Should -HaveCount 33
            $run.Warnings | Should -Be '3 customers failed.'
        }
        'about_Oneloop: 9'        = {
            (Get-StandInRequest $standIn | Where-Object Operation -EQ getBillingUsage).Count | Should -Be 8
            [regex]::Matches($run.Text, '(?m)^cbm_6deceb ').Count | Should -Be 7
        }
        'about_Oneloop: 10'       = { $unsent.Invoke(); Get-StandInRequest $standIn | Should -HaveCount 2 }
        'about_Oneloop_Errors: 1' = { $run.Text | Should -Match '2 Oneloop\.BillingNotFound\s+1 Oneloop\.Forbidden' }
    }

    function Get-SentToken {
        (Get-StandInRequest $standIn).Headers.Authorization | Select-Object -Unique
    }

    # Whether connections have been ended: one that has not still answers.
    function Test-Ended {
        process {
            $asked = [powershell]::Create($run.Runspace)
            try {
                $null = $asked.AddScript('param($connection) try { $null = Get-OneloopCustomerBilling ws_lumen wonka -Connection $connection; $false } catch { $true }').AddArgument($_)
                $asked.Invoke()
            } finally {
                $asked.Dispose()
            }
        }
    }

    # Output as it stands on a page: without what only a screen shows.
    function Get-Plain([string] $Text) {
        ($Text -replace '\e\[[\d;]*m' -replace '(?m)[ \r]+$').Trim("`n")
    }

    # Runs code as it stands. What it would ask a person, a vault or a network far away for is put in its place before it runs.
    function Invoke-Example([string] $Code, $Before) {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))
        Copy-Item "$root/docs/examples/customers.csv" $folder
        $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
        $runspace.ThreadOptions = 'ReuseThread'
        $runspace.Open()
        $powershell = [powershell]::Create($runspace)
        $setUp = @"
[cultureinfo]::CurrentCulture = 'en-US'
Set-Location -LiteralPath '$folder'
Import-Module '$module'
`$PSStyle.OutputRendering = 'PlainText'
`$PSDefaultParameterValues['Connect-Oneloop:BaseUri'] = '$($standIn.BaseUri)'
function Get-Secret([string] `$Name) {
    `$token = `$Name -eq 'Oneloop' ? 'oneloop-test-token-0000-4711' : `$Name -eq 'CustomerKey' ? 'nw_standin_chat_production' : "token-of-`$Name"
    [System.Net.NetworkCredential]::new('', `$token).SecurePassword
}
`$vault = @{}
function Set-Secret([string] `$Name, `$Secret) { `$vault[`$Name] = `$Secret }
function Read-Host([switch] `$AsSecureString, [string] `$Prompt) {
    if (-not `$AsSecureString) { throw "`$Prompt would be shown as it is typed." }
    [System.Net.NetworkCredential]::new('', 'typed-token').SecurePassword
}
Connect-Oneloop -Token token-of-before -RetryIntervalSec 0 -MaximumRetryCount 0
"@
        try {
            if ($Before -is [scriptblock]) { & $Before } else { $setUp += "`n$Before" }
            $null = $powershell.AddScript($setUp).Invoke()
            if ($powershell.Streams.Error.Count) { throw $powershell.Streams.Error[0] }
            Invoke-RestMethod "$($standIn.BaseUri)_standin/requests" -Method Delete | Out-Null
            $powershell.Commands.Clear()
            $text = $powershell.AddScript($Code).AddCommand('Out-String').AddParameter('Width', 120).Invoke() -join ''
            $errors = @($powershell.Streams.Error)
            $warnings = @($powershell.Streams.Warning | ForEach-Object Message)
            $powershell.Commands.Clear()
            [pscustomobject]@{
                Folder     = $folder
                Runspace   = $runspace
                Text       = Get-Plain $text
                ErrorIds   = @($errors | ForEach-Object { $_.FullyQualifiedErrorId.Split(',')[0] } | Sort-Object)
                Errors     = $errors
                Warnings   = $warnings
                Connection = $powershell.AddScript('Get-OneloopConnection').Invoke() | Select-Object -First 1
            }
        } finally {
            $powershell.Dispose()
        }
    }
}

AfterAll {
    $env:ONELOOP_KEY, $env:PSModulePath = $keyBefore, $pathBefore
    Close-StandIn $standIn
}

Describe 'The examples of the help' {
    BeforeEach {
        Clear-StandIn $standIn
        $env:ONELOOP_KEY = $null
    }

    AfterEach {
        if ($run) { $run.Runspace.Dispose() }
    }

    It '<Key>' -ForEach $examples {
        # Neither promised output nor an assertion: nobody would know whether it works.
        ($null -ne $Promised -or $outcome.ContainsKey($Key)) | Should -BeTrue -Because 'an example says what it outputs, or is asserted here'

        $script:run = Invoke-Example $Code $before[$Key]

        $run.ErrorIds | Should -Be ($errorIds[$Key] | Sort-Object) -Because ($run.Errors -join "`n")
        if ($null -ne $Promised) { $run.Text | Should -BeExactly (Get-Plain $Promised) }
        if ($outcome.ContainsKey($Key)) { & $outcome[$Key] } else { $run.Warnings | Should -BeNullOrEmpty }
        # What promises no output has none, but for those whose output another assertion has looked at.
        if ($null -eq $Promised -and $Key -notlike 'about_*') { $run.Text | Should -BeNullOrEmpty }
    }

    It 'are all there of which something is asserted' {
        foreach ($table in $before, $errorIds, $outcome) {
            $table.Keys | Where-Object { $_ -notin $examples.Key } | Should -BeNullOrEmpty
        }
    }
}

Describe 'A sum of credits' {
    It 'is exact in a decimal, as about_Oneloop has it, and not by Measure-Object' {
        $sum = $examples | Where-Object Key -EQ 'about_Oneloop: 5'
        foreach ($meter in 'large', 'small') {
            $used = $meter -eq 'large' ? '9007199254740992' : '1'
            Add-StandInScript $standIn $meter @{ body = Get-BillingBody -With @{ totalCredits = '9999999999999999999'; usedCredits = $used } }
        }
        $script:run = Invoke-Example $sum.Code '$billing = Get-OneloopCustomerBilling ws_bulk large, small'
        try {
            $run.Text | Should -Be '9007199254740993'
            $billing = $run.Runspace.SessionStateProxy.GetVariable('billing')
            ($billing | Measure-Object UsedCredits -Sum).Sum.ToString('F0') | Should -Not -Be '9007199254740993'
        } finally {
            $run.Runspace.Dispose()
        }
    }
}
