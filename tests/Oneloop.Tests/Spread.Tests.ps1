# One run spread over several PowerShell processes: split, exported in parts, joined.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    $script:examples = (Resolve-Path "$PSScriptRoot/../../docs/examples").Path
    $script:searchPath = Get-ModuleSearchPath
    $script:standIn = Open-StandIn
    $script:connect = "Connect-Oneloop test-token -BaseUri $($standIn.BaseUri) -MaximumRetryCount 0"
    # Not in the order of any sort, and one of them twice.
    $script:meters = 1..25 | ForEach-Object { "m$($_ * 7 % 26)" }
    $script:pathBefore = $env:PSModulePath
    $env:PSModulePath = $searchPath
    # For what is only told apart by what it writes.
    $script:shared = Open-PowerShell -Environment @{ NO_COLOR = '1' }

    function Write-List([string] $Path, [string[]] $ExternalMeterId) {
        $ExternalMeterId | ForEach-Object { [pscustomobject]@{ WorkspaceId = 'ws_bulk'; ExternalMeterId = $_; Customer = "Name of $_, Ltd" } } | Export-Csv $Path
    }

    # What one run over the whole list writes.
    function Get-Expected([string[]] $ExternalMeterId) {
        $rows = Join-Path $TestDrive 'expected.csv'
        (Invoke-OpenPowerShell $shared "$connect; Get-OneloopCustomerBilling ws_bulk $(($ExternalMeterId | ForEach-Object { "'$_'" }) -join ',') | Export-OneloopBilling '$rows'").Error | Should -BeNullOrEmpty
        Get-Content $rows -Raw
    }

    # A session into another PowerShell process: what New-PSSession gives, without the network between.
    function Open-LocalSession {
        $runspace = [runspacefactory]::CreateOutOfProcessRunspace($null)
        $runspace.Open()
        $session = [System.Management.Automation.Runspaces.PSSession]::Create($runspace, 'Process', $null)
        Invoke-Command -Session $session -ArgumentList ([scriptblock]::Create($connect)) { . ([scriptblock]::Create($args[0])) }
        $session
    }

    $script:obstacle = Get-JobObstacle
    $script:sessions = @(if (-not $obstacle) { 1..3 | ForEach-Object { Open-LocalSession } })
}

AfterAll {
    $sessions | Remove-PSSession
    $env:PSModulePath = $pathBefore
    Close-PowerShell $shared
    Close-StandIn $standIn
}

Describe 'split-customers.ps1' {
    BeforeEach {
        $script:folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $script:list = Join-Path $folder 'customers.csv'
        Write-List $list ($meters + 'm7')
    }

    It 'makes <Count> parts that follow each other, none of them much larger than another' -ForEach @(
        @{ Count = 1; Sizes = @(25) }
        @{ Count = 3; Sizes = 8, 8, 9 }
        @{ Count = 25; Sizes = @(1) * 25 }
    ) {
        $parts = & "$examples/split-customers.ps1" -Path $list -Count $Count -Destination "$folder/parts"
        $parts.Name | Should -Be (1..$Count | ForEach-Object { "customers.part${_}of$Count.csv" })
        $rows = @($parts | ForEach-Object { , @(Import-Csv $_.FullName) })
        @($rows | ForEach-Object { $_.Count }) | Should -Be $Sizes
        @($rows | ForEach-Object { $_ }).ExternalMeterId | Should -Be $meters
        $rows[0][0].Customer | Should -Be 'Name of m7, Ltd'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'more parts than customers'; Count = 26; Path = 'customers.csv'; Says = '*customers.csv names 25 customers: too few for 26 parts.' }
        @{ Name = 'a list without a column'; Count = 2; Path = 'other.csv'; Says = '*other.csv has no column ExternalMeterId or external_meter_id; its columns: WorkspaceId, Meter.' }
        @{ Name = 'an empty list'; Count = 1; Path = 'empty.csv'; Says = '*empty.csv names 0 customers*' }
    ) {
        Set-Content "$folder/other.csv" "WorkspaceId,Meter`nws_bulk,m"
        Set-Content "$folder/empty.csv" 'WorkspaceId,ExternalMeterId'
        { & "$examples/split-customers.ps1" -Path "$folder/$Path" -Count $Count -Destination "$folder/parts" } | Should -Throw $Says
        Test-Path "$folder/parts" | Should -BeFalse
    }

    It 'takes the columns workspace_id and external_meter_id, and so does join-billing.ps1' {
        Set-Content "$folder/other.csv" 'workspace_id,external_meter_id', 'ws_bulk,m1', 'ws_bulk,m2', 'ws_bulk,m1'
        $parts = & "$examples/split-customers.ps1" -Path "$folder/other.csv" -Count 2 -Destination "$folder/parts"
        (Import-Csv $parts[0]).external_meter_id, (Import-Csv $parts[1]).external_meter_id | Should -Be 'm1', 'm2'

        $row = 'ws_bulk,{0},id,10,3,7,0,30,False,,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z'
        foreach ($part in 1, 2) {
            Set-Content "$folder/billing.$part.csv" 'WorkspaceId,ExternalMeterId,Id,TotalCredits,UsedCredits,RemainingCredits,OverageCredits,UsedPercent,AllowOverages,SpendCap,CreatedAt,UpdatedAt', ($row -f "m$part")
        }
        $join = @{ Path = "$folder/other.csv"; Destination = "$folder/joined.csv" }
        $joined = & "$examples/join-billing.ps1" @join -PartPath "$folder/billing.2.csv", "$folder/billing.1.csv"
        "$($joined.Written) $($joined.UsedCredits)" | Should -Be '2 6'
        (Import-Csv "$folder/joined.csv").ExternalMeterId | Should -Be 'm1', 'm2'
        { & "$examples/join-billing.ps1" @join -PartPath "$folder/billing.1.csv" } | Should -Throw "*1 of 2 customers are in no part: meter 'm2' in workspace 'ws_bulk'*"
    }

    It 'refuses a folder with parts of another split' {
        $null = & "$examples/split-customers.ps1" -Path $list -Count 2 -Destination "$folder/parts"
        { & "$examples/split-customers.ps1" -Path $list -Count 3 -Destination "$folder/parts" } | Should -Throw '*parts holds parts of customers already, such as customers.part*of2.csv.'
        Get-ChildItem "$folder/parts" | Should -HaveCount 2
    }
}

Describe 'A list that is split, exported in parts and joined' {
    BeforeAll {
        $script:folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'joined')).FullName
        $script:list = Join-Path $folder 'customers.csv'
        Write-List $list $meters
        Add-StandInScript $standIn 'm4' @{ body = Get-BillingBody -With @{ totalCredits = '9007199254740992'; usedCredits = '9007199254740993' } }
        Add-StandInScript $standIn 'm5' @{ body = '{"billing":null}' }
        Add-StandInScript $standIn 'm20' @{ body = '{"billing":null}' }
        $script:answered = $meters | Where-Object { $_ -notin 'm5', 'm20' }

        # Each part in a PowerShell process of its own, all of them at once.
        $parts = & "$examples/split-customers.ps1" -Path $list -Count 3 -Destination $folder
        $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-NonInteractive', '-Command'
        $processes = foreach ($part in $parts) {
            $start = [System.Diagnostics.ProcessStartInfo]::new($program)
            $command = "$connect; & '$examples/month-end-export.ps1' -Path '$part' -Destination '$($part -replace 'customers\.', 'billing.')' -AcceptErrorId Oneloop.BillingNotFound"
            foreach ($argument in @($arguments) + $command) { $start.ArgumentList.Add($argument) }
            $start.RedirectStandardOutput = $true
            [System.Diagnostics.Process]::Start($start)
        }
        $processes | ForEach-Object { $null = $_.StandardOutput.ReadToEnd(); $_.WaitForExit() }
        $script:exitCodes = $processes.ExitCode
        $script:requests = Get-StandInRequest $standIn

        function Join-Part([string] $Part = 'billing.part*of3.csv', [string] $More = "-FailedPath '$folder/billing.part*.failed.csv'") {
            $ran = Invoke-OpenPowerShell $shared @"
& '$examples/join-billing.ps1' -Path '$list' -PartPath '$folder/$Part' -Destination '$folder/joined.csv' $More | ForEach-Object { "`$(`$_.Customers) `$(`$_.Written) `$(`$_.Failed) `$(`$_.TotalCredits) `$(`$_.UsedCredits) `$(`$_.OverageCredits)" }
"@
            [pscustomobject]@{ ExitCode = $ran.ExitCode; Output = $ran.Output.Trim(); Error = $ran.Error -replace '\r?\n\s+\|\s+', ' ' -replace '\s+', ' ' }
        }
    }

    BeforeEach {
        Remove-Item "$folder/joined*"
    }

    It 'was asked for once each, by three processes' {
        $exitCodes | Should -Be 0, 0, 0
        $requests.externalMeterId | Sort-Object | Should -Be ($meters | Sort-Object)
        $requests.connectionId | Sort-Object -Unique | Measure-Object | ForEach-Object Count | Should -BeGreaterOrEqual 3
    }

    It 'is what one run would have written, with the failed ones in their own file' {
        $joined = Join-Part
        $joined.Error | Should -BeNullOrEmpty
        $joined.ExitCode | Should -Be 0
        Get-Content "$folder/joined.csv" -Raw | Should -BeExactly (Get-Expected $answered)
        $failed = Import-Csv "$folder/joined.failed.csv"
        $failed.ExternalMeterId | Should -Be ($meters | Where-Object { $_ -in 'm5', 'm20' })
        $failed.ErrorId | Should -Be 'Oneloop.BillingNotFound', 'Oneloop.BillingNotFound'
        $total, $used, $overage = 0d, 0d, 0d
        foreach ($row in Import-Csv "$folder/joined.csv") { $total += [decimal]::Parse($row.TotalCredits); $used += [decimal]::Parse($row.UsedCredits); $overage += [decimal]::Parse($row.OverageCredits) }
        $joined.Output | Should -BeExactly "25 23 2 $total $used $overage"
        $total | Should -Be (9007199254740992d + 22 * 100000)
    }

    It 'is the same whatever the order of the parts, and whatever else the wildcard finds' {
        (Join-Part -Part 'billing.part3of3.csv'', ''{0}/billing.part1of3.csv'', ''{0}/billing.part2of3*.csv'.Replace('{0}', $folder)).Error | Should -BeNullOrEmpty
        Get-Content "$folder/joined.csv" -Raw | Should -BeExactly (Get-Expected $answered)
    }

    It 'is refused, and nothing written, where <Name>' -ForEach @(
        @{ Name = 'a part is missing'; Part = 'billing.part[13]of3.csv'; More = "-FailedPath '{0}/billing.part*.failed.csv'"; Says = "\d of 25 customers are in no part: meter 'm11' in workspace 'ws_bulk', .* and others. Is a part missing\?" }
        @{ Name = 'the failed customers of the parts are not given'; Part = 'billing.part*of3.csv'; More = ''; Says = "2 of 25 customers are in no part: meter 'm20' in workspace 'ws_bulk', meter 'm5' in workspace 'ws_bulk'. Is a part missing\?" }
        @{ Name = 'a customer is in two parts'; Part = "billing.part*of3.csv', '{0}/twice.csv"; More = ''; Says = "meter 'm7' in workspace 'ws_bulk' is in billing.part1of3.csv and in twice.csv." }
        @{ Name = 'a part has a customer who is not in the list'; Part = "billing.part*of3.csv', '{0}/strange.csv"; More = ''; Says = "strange.csv has meter 'stranger' in workspace 'ws_bulk', whom .*customers.csv does not name." }
        @{ Name = 'there are no parts'; Part = 'nothing*.csv'; More = ''; Says = 'There are no parts at .*nothing\*.csv' }
    ) {
        Get-Content "$folder/billing.part1of3.csv" -TotalCount 2 | Set-Content "$folder/twice.csv"
        (Get-Content "$folder/twice.csv") -replace '"m7"', '"stranger"' | Set-Content "$folder/strange.csv"
        Set-Content "$folder/joined.csv" 'before'
        $joined = Join-Part -Part ($Part -replace '\{0\}', $folder) -More ($More -replace '\{0\}', $folder)
        $joined.ExitCode | Should -Be 1
        $joined.Error | Should -Match $Says
        Get-Content "$folder/joined.csv" | Should -Be 'before'
        (Get-ChildItem "$folder/joined*").Name | Should -Be 'joined.csv'
    }
}

Describe 'spread-export.ps1' {
    BeforeAll {
        function Get-LeftFolder {
            Get-ChildItem ([System.IO.Path]::GetTempPath()) -Directory -Filter 'oneloop-*-*-*-*-*'
        }
    }

    BeforeEach {
        if ($obstacle) { Set-ItResult -Skipped -Because $obstacle; return }
        Clear-StandIn $standIn
        $script:folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $script:list = Join-Path $folder 'customers.csv'
        $script:destination = Join-Path $folder 'billing.csv'
        $script:spread = @{ Path = $list; Destination = $destination }
        $script:leftBefore = @(Get-LeftFolder).Name
        Write-List $list $meters
    }

    It 'has each session export a part, and leaves one file' {
        $result = & "$examples/spread-export.ps1" @spread -Session $sessions
        "$($result.Customers) $($result.Written) $($result.Failed)" | Should -Be '25 25 0'
        Get-Content $destination -Raw | Should -BeExactly (Get-Expected $meters)
        (Get-StandInRequest $standIn | Where-Object answer -EQ '200' | Select-Object -First 25).externalMeterId | Sort-Object | Should -Be ($meters | Sort-Object)
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be 'billing.csv', 'customers.csv'
        Get-LeftFolder | Where-Object Name -NotIn $leftBefore | Should -BeNullOrEmpty
    }

    It 'collects customers whose failure is accepted' {
        foreach ($meter in 'm1', 'm7') { Add-StandInScript $standIn $meter @{ body = '{"billing":null}' } }
        $result = & "$examples/spread-export.ps1" @spread -Session $sessions -AcceptErrorId Oneloop.BillingNotFound
        "$($result.Written) $($result.Failed)" | Should -Be '23 2'
        (Import-Csv "$folder/billing.failed.csv").ExternalMeterId | Should -Be ($meters | Where-Object { $_ -in 'm1', 'm7' })
    }

    It 'goes on, started again, with what failed: those customers only' {
        Add-StandInScript $standIn 'm1' @{ status = 500 }, @{}
        { & "$examples/spread-export.ps1" @spread -Session $sessions } |
            Should -Throw "Not all parts are done; start again to run just the others.*customers.part*of3.csv on localhost: 1 of * customers failed*meter 'm1'*"
        Test-Path $destination | Should -BeFalse
        (Get-StandInRequest $standIn).externalMeterId | Sort-Object | Should -Be ($meters | Sort-Object)

        $null = & "$examples/spread-export.ps1" @spread -Session $sessions
        (Get-StandInRequest $standIn).externalMeterId | Select-Object -Skip 25 | Should -Be 'm1'
        Get-Content $destination -Raw | Should -BeExactly (Get-Expected $meters)
        (Get-ChildItem $folder).Name | Sort-Object | Should -Be 'billing.csv', 'customers.csv'
    }

    It 'survives the loss of a machine: the other parts are kept, and started again, the sessions that are left do the rest' {
        $machines = $sessions[0], (Open-LocalSession), $sessions[2]
        # The second part stops at its first customer, for as long as it takes to lose it. Its process is not killed: PowerShell
        # would wait a minute for a sign of it.
        $held = (Import-Csv $list)[8].ExternalMeterId
        Add-StandInScript $standIn $held @{ delayMs = 600000 }, @{}
        $loser = [powershell]::Create().AddScript({
                param($BaseUri, $Meter, $Session)
                $limit = [datetime]::UtcNow.AddMinutes(1)
                while ((Invoke-RestMethod "${BaseUri}_standin/requests" | ForEach-Object { $_ }).externalMeterId -notcontains $Meter -and [datetime]::UtcNow -lt $limit) { Start-Sleep -Milliseconds 50 }
                $Session.Runspace.Close()
            }).AddArgument("$($standIn.BaseUri)").AddArgument($held).AddArgument($machines[1])
        $losing = $loser.BeginInvoke()
        try {
            { & "$examples/spread-export.ps1" @spread -Session $machines -ThrottleLimit 1 } | Should -Throw '*customers.part2of3.csv on localhost: *'
        } finally {
            $null = $loser.EndInvoke($losing)
            $loser.Dispose()
        }
        Test-Path $destination | Should -BeFalse

        $before = @(Get-StandInRequest $standIn).Count
        $result = & "$examples/spread-export.ps1" @spread -Session ($machines | Where-Object State -EQ 'Opened')
        $result.Written | Should -Be 25
        (Get-StandInRequest $standIn | Select-Object -Skip $before).externalMeterId | Sort-Object | Should -Be ((Import-Csv $list)[8..15].ExternalMeterId | Sort-Object)
        Get-Content $destination -Raw | Should -BeExactly (Get-Expected $meters)
    }

    It 'refuses a destination that is there' {
        Set-Content $destination 'before'
        { & "$examples/spread-export.ps1" @spread -Session $sessions } | Should -Throw '*billing.csv is there already.'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }
}

Describe 'docs/spread.md' {
    BeforeAll {
        $page = Get-Content "$PSScriptRoot/../../docs/spread.md" -Raw
        $script:blocks = [regex]::Matches($page, '(?s)```powershell\r?\n(.*?)```').ForEach({ $_.Groups[1].Value })
    }

    BeforeEach {
        Clear-StandIn $standIn
        $script:folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        Copy-Item "$examples/*.ps1" $folder
        Write-List "$folder/customers.csv" $meters
    }

    # The machines of the page are processes here, and its vault, its share and its Automation account are those of the test.
    It 'has a block for sessions that runs as it stands' {
        if ($obstacle) { Set-ItResult -Skipped -Because $obstacle; return }
        Mock New-PSSession { $sessions | Select-Object -First $HostName.Count }
        Invoke-Command -Session $sessions -ArgumentList $standIn.BaseUri { $PSDefaultParameterValues['Connect-Oneloop:BaseUri'] = $args[0] }
        function Get-Secret([string] $Name) { [System.Net.NetworkCredential]::new('', "secret-$Name").SecurePassword }

        Push-Location $folder
        try {
            $ErrorActionPreference = 'Stop'
            $null = & ([scriptblock]::Create($blocks[0]))
        } finally {
            Pop-Location
        }
        (Get-StandInRequest $standIn).token | Sort-Object -Unique | Should -Be 'secret-Oneloop'
        (Get-StandInRequest $standIn).externalMeterId | Sort-Object | Should -Be ($meters | Sort-Object)
        Get-Content "$folder/billing.csv" -Raw | Should -BeExactly (Get-Expected $meters)
    }

    It 'has a block for workers that runs as it stands' {
        Add-StandInScript $standIn 'm5' @{ body = '{"billing":null}' }
        $run = Invoke-OpenPowerShell $shared @"
`$ErrorActionPreference = 'Stop'
Set-Location '$folder'
`$null = New-Item -ItemType Directory '$folder/share'
`$status = @{}
function Start-AzAutomationRunbook([string] `$ResourceGroupName, [string] `$AutomationAccountName, [string] `$Name, [string] `$RunOn, [hashtable] `$Parameters) {
    `$null = "`$ResourceGroupName `$AutomationAccountName `$RunOn"
    function Get-AutomationConnection([string] `$Name) { @{ Token = "token-of-`$Name"; BaseUri = '$($standIn.BaseUri)' } }
    `$null = & "./`$Name.ps1" @Parameters
    `$job = [pscustomobject]@{ JobId = [guid]::NewGuid() }
    `$status[`$job.JobId] = 'Completed'
    `$job
}
function Get-AzAutomationJob([string] `$ResourceGroupName, [string] `$AutomationAccountName, [guid] `$Id) {
    `$null = "`$ResourceGroupName `$AutomationAccountName"
    [pscustomobject]@{ Status = `$status[`$Id] }
}
$($blocks[1] -replace '/mnt/billing', "$folder/share")
"@
        $run.Error | Should -BeNullOrEmpty
        (Get-StandInRequest $standIn).token | Sort-Object -Unique | Should -Be 'token-of-Oneloop'
        Get-Content "$folder/billing.csv" -Raw | Should -BeExactly (Get-Expected ($meters -ne 'm5'))
        (Import-Csv "$folder/billing.failed.csv").ExternalMeterId | Should -Be 'm5'
    }
}
