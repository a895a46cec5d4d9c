# The runbooks in docs/examples, each as an automation runs it: in a PowerShell that finds the module by its name. How a success and a
# failure of each look from outside, exit code and streams, is seen in a process of its own; what else a runbook does, in runspaces of
# a process that they share.

BeforeDiscovery {
    $script:runbooks = Get-ChildItem "$PSScriptRoot/../../docs/examples/*.ps1" -Exclude demo.ps1 | ForEach-Object { @{ Name = $_.Name; Path = $_.FullName } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:examples = (Resolve-Path "$PSScriptRoot/../../docs/examples").Path
    $script:searchPath = Get-ModuleSearchPath
    $script:standIn = Open-StandIn
    $script:connect = "Connect-Oneloop test-token -BaseUri $($standIn.BaseUri) -MaximumRetryCount 0 -OutageTimeoutSec 1"
    $script:surroundings = @{ PSModulePath = $searchPath; ONELOOP_KEY = $null; NO_COLOR = '1' }
    $script:shared = Open-PowerShell -Environment $surroundings

    # Runs a command in the shared process, or in a fresh one.
    function Invoke-Shared([string] $Command, [hashtable] $Environment = @{}, [switch] $Fresh) {
        $both = $surroundings.Clone()
        foreach ($name in $Environment.Keys) { $both[$name] = $Environment[$name] }
        $Fresh ? (Invoke-FreshPowerShell $Command -Environment $both) : (Invoke-OpenPowerShell $shared $Command -Environment $both)
    }

    # Runs a command; its objects come back from JSON, credits as text so that no digit is lost.
    function Invoke-Runbook([string] $Command, [string] $Connect = $connect, [switch] $Fresh) {
        $ran = Invoke-Shared -Fresh:$Fresh @"
`$ErrorActionPreference = 'Stop'
$Connect
& { $Command } 3>&1 | ForEach-Object { if (`$_ -is [System.Management.Automation.WarningRecord]) { "WARNING `$_" } else { `$_ | ConvertTo-Json -Compress } }
"@
        $lines = @($ran.Output -split '\r?\n' -ne '')
        [pscustomobject]@{
            ExitCode = $ran.ExitCode
            # PowerShell breaks an error's lines at the width of a console.
            Error    = $ran.Error -replace '\r?\n\s+\|\s+', ' ' -replace '\s+', ' '
            Warnings = @($lines -match '^WARNING ' -replace '^WARNING ')
            Objects  = @($lines -match '^\{' | ForEach-Object { $_ | ConvertFrom-Json })
        }
    }

    function Write-CustomerFile([string] $Path, [string[]] $ExternalMeterId, [string] $WorkspaceId = 'ws_bulk') {
        $ExternalMeterId | ForEach-Object { [pscustomobject]@{ WorkspaceId = $WorkspaceId; ExternalMeterId = $_ } } | Export-Csv $Path
    }

    function Add-Billing([string] $ExternalMeterId, [string] $Used, [string] $Total = '1000') {
        Add-StandInScript $standIn $ExternalMeterId @{ body = Get-BillingBody -With @{ totalCredits = $Total; usedCredits = $Used } }
    }

    # What a job would keep of a script's streams: one text of them all, as remoting writes it. A process of jobs runs the scripts, the
    # same for all: it is started with the first.
    function Get-JobStream([string] $Command) {
        if (-not $script:jobs) {
            $script:jobs = [runspacefactory]::CreateOutOfProcessRunspace($null)
            $jobs.Open()
        }
        $powershell = [powershell]::Create($jobs)
        try {
            $null = $powershell.AddScript("`$env:PSModulePath = '$searchPath'; $connect; $Command")
            $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
            $run = $powershell.BeginInvoke([System.Management.Automation.PSDataCollection[psobject]] @(), $output)
            # The error that ends a script is in its state; a job has it among its errors, too.
            $ending = try { $null = $powershell.EndInvoke($run) } catch { $_.Exception.InnerException.ErrorRecord ?? $_ }
            $progress = @($powershell.Streams.Progress)
            [pscustomobject]@{
                State    = $powershell.InvocationStateInfo.State
                Progress = @($progress | Where-Object Activity -NE 'Preparing modules for first use.')
                Output   = @($output)
                Text     = @($output) + $ending + ('Error', 'Warning', 'Verbose', 'Debug', 'Information' | ForEach-Object { $powershell.Streams.$_ }) + $progress |
                    Where-Object { $null -ne $_ } | ForEach-Object { [System.Management.Automation.PSSerializer]::Serialize($_) } | Out-String
            }
        } finally {
            $powershell.Dispose()
        }
    }
}

AfterAll {
    if ($jobs) { $jobs.Dispose() }
    Close-PowerShell $shared
    Close-StandIn $standIn
}

Describe '<Name>' -ForEach $runbooks {
    It 'has help with an example, and a text for each parameter' {
        $help = Get-Help $Path
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.description | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterThan 0
        $help.returnValues | Should -Not -BeNullOrEmpty
        # PowerShell adds -WhatIf and -Confirm, and no text.
        foreach ($parameter in @($help.parameters.parameter | Where-Object name -NotIn WhatIf, Confirm)) {
            $parameter.description | Should -Not -BeNullOrEmpty -Because $parameter.name
        }
    }

    It 'says what it needs, and asks nobody' {
        $ast = [System.Management.Automation.Language.Parser]::ParseFile($Path, [ref] $null, [ref] $null)
        $ast.ScriptRequirements.RequiredPSVersion | Should -Be '7.4'
        $calls = $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true) | ForEach-Object { $_.GetCommandName() }
        if ($calls -match 'Oneloop') { $ast.ScriptRequirements.RequiredModules.Name | Should -Be 'Oneloop' }
        $calls | Should -Not -Contain 'Read-Host'
        $calls | Should -Not -Contain 'Write-Host'
    }
}

Describe 'A process that has no screen' {
    It 'gets the output and no progress, however long a run takes' {
        Edit-StandIn $standIn latency @{ ms = 100 }
        try {
            $fresh = Invoke-FreshPowerShell -Environment @{ PSModulePath = $searchPath } @"
$connect
1..30 | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = "m`$_" } } | Get-OneloopCustomerBilling -ThrottleLimit 2 | ForEach-Object ExternalMeterId
"@
        } finally {
            Edit-StandIn $standIn latency @{ ms = 0 }
        }
        $fresh.Error | Should -BeNullOrEmpty
        $fresh.Output -split '\r?\n' -ne '' | Should -Be (1..30 | ForEach-Object { "m$_" })
    }
}

Describe 'low-credit-alert.ps1' {
    BeforeAll {
        $script:alert = Join-Path $examples 'low-credit-alert.ps1'
        $script:list = Join-Path $TestDrive 'alert.csv'
        $script:hook = "$($standIn.BaseUri)hook?externalMeterId=webhook"
    }

    BeforeEach {
        Clear-StandIn $standIn
        Write-CustomerFile $list 'fine', 'at', 'below', 'over', 'nothing', 'nothing-used'
        Add-Billing 'fine' 100
        Add-Billing 'at' 900
        Add-Billing 'below' 8999999 -Total 9999999
        Add-Billing 'over' 1500
        Add-Billing 'nothing' 5 -Total 0
        Add-Billing 'nothing-used' 0 -Total 0
        Add-StandInScript $standIn 'webhook' @{ body = 'ok' }
    }

    It 'tells who is low, the lowest first, and nobody else' {
        $run = Invoke-Runbook -Fresh "& '$alert' -Path '$list'"
        $run.Error | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        $run.Objects.ExternalMeterId | Should -Be 'over', 'at', 'nothing'
        $run.Objects[0].OverageCredits | Should -Be 500
        $run.Objects[1].UsedPercent | Should -Be 90
        $run.Warnings | Should -Be '3 of 6 customers have used 90 percent of their credits or more.'
    }

    It 'is the module under test that it finds' {
        (Invoke-Runbook "& '$alert' -Path '$list'; Get-Module Oneloop | Select-Object ModuleBase").Objects[-1].ModuleBase |
            Should -Be (Get-Item (Get-ModulePath)).FullName
    }

    It 'posts one message' {
        $run = Invoke-Runbook "& '$alert' -Path '$list' -WebhookUri '$hook'"
        $run.ExitCode | Should -Be 0
        $posted = @(Get-StandInRequest $standIn | Where-Object path -EQ '/hook')
        $posted | Should -HaveCount 1
        $posted.method | Should -Be 'POST'
        $posted.Headers.'Content-Type' | Should -Be 'application/json; charset=utf-8'
        $posted.token | Should -BeNullOrEmpty -Because 'the token is for the API'
        $lines = ($posted.body | ConvertFrom-Json).text -split "`n"
        $lines | Should -HaveCount 4
        $lines[0] | Should -Be '3 of 6 customers have used 90 percent of their credits or more.'
        $lines[1] | Should -Match '^ws_bulk / over: 150\D0 %, 0 credits left$'
        $lines[3] | Should -Be 'ws_bulk / nothing: 0 credits left'
    }

    It 'writes a report of all, and posts where it is' {
        Write-CustomerFile $list 'over', 'fine', 'broken'
        Add-StandInScript $standIn 'broken' @{ status = 403 }
        $run = Invoke-Runbook "& '$alert' -Path '$list' -WebhookUri '$hook' -ReportPath '$TestDrive/low.html' -ReportUri 'https://intranet/low report.html'"
        $run.ExitCode | Should -Be 1
        $html = Get-Content -Raw $TestDrive/low.html
        $html | Should -BeLike '*<dt>Customers</dt><dd>2</dd>*<dt>Failed</dt><dd>1</dd>*'
        $posted = Get-StandInRequest $standIn | Where-Object path -EQ '/hook'
        (($posted.body | ConvertFrom-Json).text -split "`n")[-1] | Should -BeExactly 'Report: https://intranet/low%20report.html'
    }

    It 'tells and posts who is low although the report cannot be written' {
        $run = Invoke-Runbook "& '$alert' -Path '$list' -WebhookUri '$hook' -ReportPath '$TestDrive/no/low.html'"
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match "The report was not written: The folder of '.*low.html' does not exist"
        $run.Objects.ExternalMeterId | Should -Be 'over', 'at', 'nothing'
        Get-StandInRequest $standIn | Where-Object path -EQ '/hook' | Should -HaveCount 1
    }

    It 'posts nothing where nobody is low, and does not fail' {
        Write-CustomerFile $list 'fine'
        $run = Invoke-Runbook "& '$alert' -Path '$list' -WebhookUri '$hook' -FailWhenLow"
        $run.ExitCode | Should -Be 0
        $run.Objects | Should -BeNullOrEmpty
        Get-StandInRequest $standIn | Where-Object path -EQ '/hook' | Should -BeNullOrEmpty
    }

    It 'fails with -FailWhenLow, having told all' {
        $run = Invoke-Runbook -Fresh "& '$alert' -Path '$list' -UsedPercent 100 -FailWhenLow -WebhookUri '$hook'"
        $run.ExitCode | Should -Be 1
        $run.Objects.ExternalMeterId | Should -Be 'over', 'nothing'
        $run.Error | Should -Match '2 of 6 customers have used 100 percent'
        Get-StandInRequest $standIn | Where-Object path -EQ '/hook' | Should -HaveCount 1
    }

    It 'fails when a customer could not be read, having told and posted the others' {
        Write-CustomerFile $list 'over', 'broken', 'fine', 'lost'
        foreach ($meter in 'broken', 'lost') { Add-StandInScript $standIn $meter @{ status = 503 } }
        $run = Invoke-Runbook "& '$alert' -Path '$list' -WebhookUri '$hook'"
        $run.ExitCode | Should -Be 1
        $run.Objects.ExternalMeterId | Should -Be 'over'
        $run.Error | Should -Match "2 of 4 customers could not be read; the first: Failed for meter 'broken'"
        $run.Warnings[1, 2] | Should -BeLike "Failed for meter '*' in workspace 'ws_bulk': *"
        Get-StandInRequest $standIn | Where-Object path -EQ '/hook' | Should -HaveCount 1
    }

    It 'fails when the webhook does not take the message, and does not show its address' {
        Add-StandInScript $standIn 'webhook' @{ status = 500 }
        $run = Invoke-Runbook "& '$alert' -Path '$list' -WebhookUri '$hook&secret=pa55'"
        $run.ExitCode | Should -Be 1
        $run.Objects | Should -HaveCount 3
        $run.Error | Should -Match 'The webhook at 127.0.0.1 did not take the message: .*500'
        $run.Error | Should -Not -Match 'pa55'
        Get-StandInRequest $standIn | Where-Object path -EQ '/hook' | Should -HaveCount 3 -Because 'it is tried three times'
    }

    It 'fails where <Name>' -ForEach @(
        @{ Name = 'there is no list'; Content = $null; Says = 'Could not find file' }
        @{ Name = 'the list is empty'; Content = 'WorkspaceId,ExternalMeterId'; Says = 'alert.csv names no customers' }
        @{ Name = 'the list has other columns'; Content = "Space,Meter`nws_bulk,m`nws_bulk,n"; Says = '2 of 2 customers could not be read; the first: A row .* has no column WorkspaceId .* columns are: Space, Meter' }
    ) {
        Remove-Item $list
        if ($Content) { Set-Content $list $Content }
        $run = Invoke-Runbook "& '$alert' -Path '$list'"
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match $Says
    }

    It 'connects by the connection of Azure Automation that -ConnectionName names' {
        $function = "function Get-AutomationConnection([string] `$Name) { @{ Token = `"token-of-`$Name`"; BaseUri = '$($standIn.BaseUri)'; MaximumRetryCount = '' } }"
        $run = Invoke-Runbook -Connect $function "& '$alert' -Path '$list' -ConnectionName Billing"
        $run.Error | Should -BeNullOrEmpty
        $run.Objects | Should -HaveCount 3
        (Get-StandInRequest $standIn).token | Sort-Object -Unique | Should -Be 'token-of-Billing'
    }

    It 'fits into a job stream with a thousand customers low, and writes no progress' {
        if ($obstacle = Get-JobObstacle) { Set-ItResult -Skipped -Because $obstacle; return }
        $meters = 1..1000 | ForEach-Object { "low$_" }
        foreach ($meter in $meters[0..9]) { Add-Billing $meter 99999 }
        Write-CustomerFile $list $meters
        # Long enough for progress to show, were it not switched off.
        Add-StandInScript $standIn 'low500' @{ delayMs = 1300 } -ThenOrdinary
        $streams = Get-JobStream "& '$alert' -Path '$list' -UsedPercent 0"
        $streams.State | Should -Be 'Completed'
        $streams.Output | Should -HaveCount 500
        $streams.Output[0..9].UsedPercent | Should -Be (@(9999.9) * 10)
        $streams.Text | Should -Match '1000 of 1000 customers have used 0 percent'
        $streams.Text.Length | Should -BeLessThan 1MB
        $streams.Progress | Should -BeNullOrEmpty
    }
}

Describe 'month-end-export.ps1' {
    BeforeAll {
        $script:export = Join-Path $examples 'month-end-export.ps1'
        $script:list = Join-Path $TestDrive 'month.csv'
        $script:meters = 1..30 | ForEach-Object { "m$_" }
    }

    BeforeEach {
        Clear-StandIn $standIn
        Edit-StandIn $standIn outage $null
        $script:folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $script:destination = Join-Path $folder 'billing.csv'
        Write-CustomerFile $list $meters
        # As large as no double holds, so that a sum in double is another one.
        Add-Billing 'm3' '9007199254740993' -Total '9007199254740993'
        Add-Billing 'm4' '9007199254740993' -Total '9007199254740992'

        # What Export-OneloopBilling writes of those customers, asked for one by one.
        function Get-Expected([string[]] $ExternalMeterId) {
            (Invoke-Shared @"
$connect
Get-OneloopCustomerBilling ws_bulk $(($ExternalMeterId | ForEach-Object { "'$_'" }) -join ',') | Export-OneloopBilling '$folder/expected.csv'
"@).Error | Should -BeNullOrEmpty
            Get-Content "$folder/expected.csv" -Raw
            Remove-Item "$folder/expected.csv"
        }
    }

    It 'writes what Export-OneloopBilling does, leaves nothing else, and sums exactly' {
        $run = Invoke-Runbook -Fresh "& '$export' -Path '$list' -Destination '$destination' | Select-Object Customers, Written, Resumed, Failed, @{ n = 'Total'; e = { `"`$(`$_.TotalCredits)`" } }, @{ n = 'Used'; e = { `"`$(`$_.UsedCredits)`" } }, @{ n = 'Overage'; e = { `"`$(`$_.OverageCredits)`" } }"
        $run.Error | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        (Get-ChildItem $folder).Name | Should -Be 'billing.csv'
        Get-Content $destination -Raw | Should -BeExactly (Get-Expected $meters)
        $sums = [ordered]@{ Total = 0d; Used = 0d; Overage = 0d }
        foreach ($row in Import-Csv $destination) {
            $sums.Total += [decimal]::Parse($row.TotalCredits)
            $sums.Used += [decimal]::Parse($row.UsedCredits)
            $sums.Overage += [decimal]::Parse($row.OverageCredits)
        }
        $sums.Total | Should -Be (9007199254740993d + 9007199254740992d + 28 * 100000) -Because 'that is what the stand-in has'
        $summary = $run.Objects
        $summary | Should -HaveCount 1
        "$($summary.Customers) $($summary.Written) $($summary.Resumed) $($summary.Failed)" | Should -Be '30 30 0 0'
        "$($summary.Total) $($summary.Used) $($summary.Overage)" | Should -BeExactly "$($sums.Total) $($sums.Used) $($sums.Overage)"
    }

    It 'that was killed goes on where it broke off: each customer is asked for once, and the file is whole and in order' {
        # The run stops at m21, for as long as it takes to be killed.
        Add-StandInScript $standIn 'm21' @{ delayMs = 600000 } -ThenOrdinary
        $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-NonInteractive', '-Command', "$connect; & '$export' -Path '$list' -Destination '$destination' -ThrottleLimit 1"
        $start = [System.Diagnostics.ProcessStartInfo]::new($program)
        foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
        $start.Environment['PSModulePath'] = $searchPath
        $start.RedirectStandardOutput = $true
        $process = [System.Diagnostics.Process]::Start($start)
        try {
            Wait-Until { $process.HasExited -or (Get-StandInRequest $standIn).externalMeterId -contains 'm21' }
            $process.HasExited | Should -BeFalse
        } finally {
            $process.Kill($true)
            $process.WaitForExit()
            $process.Dispose()
        }
        Test-Path $destination | Should -BeFalse
        # The kill may come in the middle of a line.
        Add-Content "$destination.journal" '["ws_bulk","m21","100000","5","\"ws_bulk\",\"m2' -NoNewline
        Clear-StandIn $standIn
        Add-Billing 'm3' '9007199254740993' -Total '9007199254740993'
        Add-Billing 'm4' '9007199254740993' -Total '9007199254740992'

        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination'"
        $run.Error | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        (Get-StandInRequest $standIn).externalMeterId | Sort-Object | Should -Be ($meters[20..29] | Sort-Object)
        "$($run.Objects[0].Written) $($run.Objects[0].Resumed)" | Should -Be '30 20'
        (Get-ChildItem $folder).Name | Should -Be 'billing.csv'
        Get-Content $destination -Raw | Should -BeExactly (Get-Expected $meters)
    }

    It 'goes on after <Fault>, which it reports' -ForEach @(
        @{ Fault = 'an outage'; Answer = @{ status = 503 }; Exit = '(?<Failed>\d+) of 30 customers failed, and .*billing.csv was not written: see .*billing.failed.csv. Start again' }
        @{ Fault = 'a token that was revoked midway'; Answer = @{ status = 401 }; Exit = 'HTTP 401' }
    ) {
        # One at a time, so that the fault meets the thirteenth customer: among several, any of them may be the thirteenth to ask.
        Edit-StandIn $standIn outage @{ afterRequests = 12; answer = $Answer }
        $run = Invoke-Runbook -Fresh:($Answer.status -eq 503) "& '$export' -Path '$list' -Destination '$destination' -ThrottleLimit 1"
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match $Exit
        Test-Path $destination | Should -BeFalse
        if ($Answer.status -eq 503) {
            # Each is in the file with its reason, those that were not even tried too.
            $failed = Import-Csv "$folder/billing.failed.csv"
            $failed.ExternalMeterId | Should -Be $meters[12..29]
            $failed.ErrorId | Sort-Object -Unique | Should -Be 'Oneloop.ServerError', 'Oneloop.ServiceUnavailable'
            $failed.Message | Should -BeLike "Failed for meter 'm*"
            $run.Objects[0].Failed | Should -Be 18
        }

        Edit-StandIn $standIn outage $null
        $before = @(Get-StandInRequest $standIn | Where-Object answer -EQ '200').externalMeterId
        $before.Count | Should -BeGreaterThan 0
        Clear-StandIn $standIn
        Add-Billing 'm3' '9007199254740993' -Total '9007199254740993'
        Add-Billing 'm4' '9007199254740993' -Total '9007199254740992'
        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination'"
        $run.ExitCode | Should -Be 0
        $run.Objects[0].Resumed | Should -Be 12
        (Get-StandInRequest $standIn).externalMeterId | Sort-Object | Should -Be ($meters[12..29] | Sort-Object)
        (Get-ChildItem $folder).Name | Should -Be 'billing.csv' -Because 'nobody has failed any more'
        Get-Content $destination -Raw | Should -BeExactly (Get-Expected $meters)
    }

    It 'writes a customer once who is in the list twice, and says so; keeps ids of any form' {
        Write-CustomerFile $list 'b', 'a', 'b', 'A', "line`nbreak", '2026-11-01T00:00:00Z', 'say "hi"', 'a'
        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination'"
        $run.ExitCode | Should -Be 0
        $run.Warnings | Should -BeLike '*month.csv names 2 customers again: each is written once.'
        (Import-Csv $destination).ExternalMeterId | Should -BeExactly 'b', 'a', 'A', "line`nbreak", '2026-11-01T00:00:00Z', 'say "hi"'
        $requests = Get-StandInRequest $standIn
        $requests | Should -HaveCount 6
    }

    It 'does not write the file while customers fail, unless their error is accepted' {
        Add-StandInScript $standIn 'm2' @{ body = '{"billing":null}' }
        Add-StandInScript $standIn 'm9' @{ status = 403 }
        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination' -AcceptErrorId Oneloop.BillingNotFound"
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match "1 of 30 customers failed, .*The first: Failed for meter 'm9'"
        (Import-Csv "$folder/billing.failed.csv").ErrorId | Should -Be 'Oneloop.BillingNotFound', 'Oneloop.Forbidden'
        Test-Path $destination | Should -BeFalse

        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination' -ReportPath '$folder/no/x.html' -AcceptErrorId Oneloop.BillingNotFound, Oneloop.Forbidden"
        $run.ExitCode | Should -Be 1
        Test-Path $destination | Should -BeFalse
        Test-Path "$destination.journal" | Should -BeTrue -Because 'the run can be started again'

        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination' -ReportPath '$folder/billing.html' -AcceptErrorId Oneloop.BillingNotFound, Oneloop.Forbidden"
        $run.ExitCode | Should -Be 0
        "$($run.Objects[0].Written) $($run.Objects[0].Resumed) $($run.Objects[0].Failed)" | Should -Be '28 28 2'
        (Import-Csv $destination).ExternalMeterId | Should -Be ($meters | Where-Object { $_ -notin 'm2', 'm9' })
        (Import-Csv "$folder/billing.failed.csv").ExternalMeterId | Should -Be 'm2', 'm9'
        Get-Content -Raw "$folder/billing.html" | Should -BeLike '*<dt>Customers</dt><dd>28</dd>*<dt>Failed</dt><dd>2</dd>*'
        Test-Path "$destination.journal" | Should -BeFalse
    }

    It 'puts a row without an id into the file of the failed, and asks for the others' {
        Set-Content $list "WorkspaceId,ExternalMeterId`nws_bulk,m1`nws_bulk,`nws_bulk,m2"
        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination'"
        $run.ExitCode | Should -Be 1
        $run.Objects[0].Written | Should -Be 2
        $failed = Import-Csv "$folder/billing.failed.csv"
        $failed.ErrorId | Should -Be 'ParameterArgumentValidationError'
        $failed.Message | Should -BeLike '*ExternalMeterId*blank*'
    }

    It 'leaves a file that is there alone, and asks for nothing, unless told -Force' {
        Set-Content $destination 'before'
        # A journal that the file was written from must not be taken for a new one.
        Set-Content "$destination.journal" '["ws_bulk","m1","1","1","\"ws_bulk\",\"m1\""]'
        (Get-Item "$destination.journal").LastWriteTimeUtc = (Get-Item $destination).LastWriteTimeUtc.AddMinutes(-1)
        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination'"
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match 'billing.csv exists. To overwrite it, use -Force.'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
        Get-Content $destination | Should -Be 'before'

        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination' -Force"
        $run.ExitCode | Should -Be 0
        $run.Objects[0].Resumed | Should -Be 0
        Get-Content $destination -Raw | Should -BeExactly (Get-Expected $meters)
    }

    It 'refuses to run beside another run' {
        $file = [System.IO.File]::Open("$destination.journal", 'OpenOrCreate', 'ReadWrite', 'None')
        try {
            $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination'"
        } finally {
            $file.Dispose()
        }
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match 'billing.csv.journal cannot be opened; is another run at work on it\?'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'takes the columns workspace_id and external_meter_id' {
        Set-Content $list "customer,workspace_id,external_meter_id`nOne,ws_bulk,m1`nNone,ws_bulk,`nTwo,ws_bulk,m2"
        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination'"
        $run.Objects[0].Written | Should -Be 2
        (Import-Csv "$folder/billing.failed.csv").WorkspaceId | Should -Be 'ws_bulk'
        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination' -AcceptErrorId ParameterArgumentValidationError"
        $run.Error | Should -BeNullOrEmpty
        "$($run.Objects[0].Written) $($run.Objects[0].Resumed)" | Should -Be '2 2'
        Get-Content $destination -Raw | Should -BeExactly (Get-Expected 'm1', 'm2')
    }

    It 'names the column that the list lacks' {
        Set-Content $list "WorkspaceId,Meter`nws_bulk,m1"
        $run = Invoke-Runbook "& '$export' -Path '$list' -Destination '$destination'"
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match 'month.csv has no column ExternalMeterId or external_meter_id; its columns: WorkspaceId, Meter.'
    }

    It 'fits into a job stream, with a thousand customers and two hundred failures, and writes no progress' {
        if ($obstacle = Get-JobObstacle) { Set-ItResult -Skipped -Because $obstacle; return }
        Write-CustomerFile $list (1..1000 | ForEach-Object { "m$_" })
        Edit-StandIn $standIn outage @{ afterRequests = 800; answer = @{ status = 503 } }
        Add-StandInScript $standIn 'm500' @{ delayMs = 1300 } -ThenOrdinary
        $streams = Get-JobStream "& '$export' -Path '$list' -Destination '$destination'"
        $streams.State | Should -Be 'Failed'
        $streams.Output[0].Failed | Should -Be 200
        $streams.Text.Length | Should -BeLessThan 1MB
        $streams.Progress | Should -BeNullOrEmpty
    }
}

Describe 'several-tenants.ps1' {
    BeforeAll {
        $script:tenantsScript = Join-Path $examples 'several-tenants.ps1'
        Edit-StandIn $standIn outage $null
        $script:environment = @{ KEY_ONE = 'token-one'; KEY_TWO = 'token-two'; KEY_REVOKED = 'revoked-token'; ONELOOP_KEY = 'token-of-the-session' }
    }

    BeforeEach {
        Clear-StandIn $standIn
        $script:folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        foreach ($list in 'one', 'two', 'three') { Write-CustomerFile "$folder/$list.csv" (1..5 | ForEach-Object { "$list/$_" }) }

        function Write-TenantFile([string[]] $Line) {
            Set-Content "$folder/tenants.csv" (@('Tenant,Customers,TokenName') + $Line)
        }

        function Invoke-Tenant([string] $More = '-TokenFrom Environment', [string] $Before = '', [switch] $Fresh) {
            $tenants = Invoke-Shared -Environment $environment -Fresh:$Fresh @"
$Before
`$ErrorActionPreference = 'Stop'
& '$tenantsScript' -Path '$folder/tenants.csv' -Destination '$folder/out' -BaseUri $($standIn.BaseUri) $More | ForEach-Object { `$_ | ConvertTo-Json -Compress }
"@
            [pscustomobject]@{
                ExitCode = $tenants.ExitCode
                Error    = $tenants.Error -replace '\r?\n\s+\|\s+', ' ' -replace '\s+', ' '
                Objects  = @($tenants.Output -split '\r?\n' -match '^\{' | ForEach-Object { $_ | ConvertFrom-Json })
            }
        }

        # Which token asked for whose customers.
        function Get-Sender {
            Get-StandInRequest $standIn | ForEach-Object { '{0} {1}' -f ($_.externalMeterId -replace '/.*'), $_.token } | Sort-Object -Unique
        }
    }

    It 'asks for each tenant''s customers with that tenant''s token, and with no other' {
        Write-TenantFile 'First,one.csv,KEY_ONE', 'Second,two.csv,KEY_TWO'
        $run = Invoke-Tenant -Fresh
        $run.Error | Should -BeNullOrEmpty
        $run.ExitCode | Should -Be 0
        Get-Sender | Should -Be 'one token-one', 'two token-two'
        $run.Objects.Tenant | Should -Be 'First', 'Second'
        $run.Objects.Written | Should -Be 5, 5
        $run.Objects.Problem | Should -Be $null, $null
        (Import-Csv "$folder/out/First.csv").ExternalMeterId | Should -Be (1..5 | ForEach-Object { "one/$_" })
        (Import-Csv "$folder/out/Second.csv").ExternalMeterId | Should -Be (1..5 | ForEach-Object { "two/$_" })
        (Get-ChildItem "$folder/out").Name | Sort-Object | Should -Be 'First.csv', 'Second.csv'
        $run.Objects[0].TotalCredits | Should -Be 500000
    }

    It 'loses no other tenant to one <Name>' -ForEach @(
        @{ Name = 'whose token was revoked'; Line = 'Bad,two.csv,KEY_REVOKED'; Says = 'HTTP 401'; Sent = 'two revoked-token' }
        @{ Name = 'whose token is not there'; Line = 'Bad,two.csv,KEY_NONE'; Says = 'The environment variable KEY_NONE is not set.' }
        @{ Name = 'whose list is not there'; Line = 'Bad,none.csv,KEY_TWO'; Says = 'none.csv' }
        @{ Name = 'whose name cannot name a file'; Line = '../Bad,two.csv,KEY_TWO'; Says = "'../Bad' cannot name a file" }
    ) {
        Write-TenantFile 'First,one.csv,KEY_ONE', $Line, 'Third,three.csv,KEY_THREE'
        $null = New-Item -ItemType Directory "$folder/out"
        Set-Content "$folder/out/Bad.csv" 'of last month'
        $environment.KEY_THREE = 'token-three'
        $run = Invoke-Tenant
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match "1 of 3 tenants had a problem: .*Bad: .*$([regex]::Escape($Says))"
        $run.Objects.Written | Should -Be 5, 0, 5
        $run.Objects[1].Problem | Should -Match ([regex]::Escape($Says))
        Get-Sender | Should -Be (@('one token-one') + 'three token-three' + $Sent | Where-Object { $_ } | Sort-Object)
        (Import-Csv "$folder/out/Third.csv") | Should -HaveCount 5
        Get-Content "$folder/out/Bad.csv" | Should -Be 'of last month'
        $run.Error + ($run.Objects | ConvertTo-Json) | Should -Not -Match 'token-one|token-three|revoked-token'
    }

    It 'writes what it could read of a tenant, the rest into a file of their own, and fails' {
        Write-TenantFile 'First,one.csv,KEY_ONE', 'Second,two.csv,KEY_TWO'
        Add-StandInScript $standIn 'two/3' @{ body = '{"billing":null}' }
        $run = Invoke-Tenant -Fresh
        $run.ExitCode | Should -Be 1
        $run.Objects[1].Written | Should -Be 4
        $run.Objects[1].Failed | Should -Be 1
        (Import-Csv "$folder/out/Second.csv").ExternalMeterId | Should -Be 'two/1', 'two/2', 'two/4', 'two/5'
        $failed = Import-Csv "$folder/out/Second.failed.csv"
        $failed.ExternalMeterId | Should -Be 'two/3'
        $failed.ErrorId | Should -Be 'Oneloop.BillingNotFound'
        (Import-Csv "$folder/out/First.csv") | Should -HaveCount 5
    }

    It 'takes either names of columns, and counts the customers of a list with others' {
        Write-TenantFile 'First,one.csv,KEY_ONE', 'Second,two.csv,KEY_TWO'
        (Get-Content "$folder/one.csv") -replace '"WorkspaceId","ExternalMeterId"', 'workspace_id,external_meter_id' | Set-Content "$folder/one.csv"
        (Get-Content "$folder/two.csv") -replace 'ExternalMeterId', 'Meter' | Set-Content "$folder/two.csv"
        $run = Invoke-Tenant
        $run.Objects.Written | Should -Be 5, 0
        $run.Objects.Failed | Should -Be 0, 5
        $run.Objects[1].Problem | Should -BeLike '5 of 5 customers failed, *. The first: A row * has no column ExternalMeterId *'
        (Import-Csv "$folder/out/Second.failed.csv").ErrorId | Should -Be 'Oneloop.InvalidInput'
    }

    It 'refuses two tenants with one <Column>, and asks for nothing' -ForEach @(
        @{ Column = 'Tenant'; Lines = 'First,one.csv,KEY_ONE', 'First,two.csv,KEY_TWO' }
        @{ Column = 'TokenName'; Lines = 'First,one.csv,KEY_ONE', 'Second,two.csv,KEY_ONE' }
    ) {
        Write-TenantFile $Lines
        $run = Invoke-Tenant
        $run.ExitCode | Should -Be 1
        $run.Error | Should -Match "tenants.csv has the $Column '\w+' 2 times"
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'takes tokens from <From>' -ForEach @(
        @{ From = 'Secret'; Before = 'function Get-Secret([string] $Name) { [System.Net.NetworkCredential]::new("", "secret-$Name").SecurePassword }'; Token = 'secret-A', 'secret-B' }
        @{ From = 'AutomationConnection'; Before = 'function Get-AutomationConnection([string] $Name) { @{ Token = "connection-$Name"; TimeoutSec = "20" } }'; Token = 'connection-A', 'connection-B' }
    ) {
        Write-TenantFile 'First,one.csv,A', 'Second,two.csv,B'
        $run = Invoke-Tenant -More "-TokenFrom $From" -Before $Before
        $run.Error | Should -BeNullOrEmpty
        Get-Sender | Should -Be "one $($Token[0])", "two $($Token[1])"
    }

    It 'leaves no connection behind' {
        Write-TenantFile 'First,one.csv,KEY_ONE', 'Bad,two.csv,KEY_REVOKED'
        $left = Invoke-Shared -Environment $environment @"
try { `$null = & '$tenantsScript' -Path '$folder/tenants.csv' -Destination '$folder/out' -BaseUri $($standIn.BaseUri) -TokenFrom Environment } catch { }
"left: [`$(Get-OneloopConnection)]"
"@
        $left.Output.Trim() | Should -Be 'left: []'
    }

    It 'fits into a job stream, and writes no progress' {
        if ($obstacle = Get-JobObstacle) { Set-ItResult -Skipped -Because $obstacle; return }
        Write-TenantFile (1..20 | ForEach-Object { "Tenant$_,one.csv,KEY_JOB$_" })
        Add-StandInScript $standIn 'one/3' @{ delayMs = 1300 } -ThenOrdinary
        $streams = Get-JobStream "`$env:KEY_JOB1 = 'token-one'; & '$tenantsScript' -Path '$folder/tenants.csv' -Destination '$folder/out' -BaseUri $($standIn.BaseUri) -TokenFrom Environment"
        $streams.State | Should -Be 'Failed'
        $streams.Output | Should -HaveCount 20
        $streams.Text.Length | Should -BeLessThan 1MB
        $streams.Progress | Should -BeNullOrEmpty
    }
}
