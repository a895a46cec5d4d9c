BeforeDiscovery {
    # In the name of the test, so that a failure can be had again.
    $script:seed = Get-Random -Maximum 10000
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:command = 'Oneloop.Commands.ExportOneloopBillingCommand'
    $script:standIn = Open-StandIn

    # Properties of a billing, as a script may make them up.
    function Get-Row([string] $Meter = 'm', [hashtable] $With = @{}) {
        $row = [ordered]@{
            WorkspaceId = 'ws'; ExternalMeterId = $Meter; Id = 'cbm'; TotalCredits = 1000; UsedCredits = 250d
            AllowOverages = $true; SpendCap = $null; CreatedAt = '2026-01-31T09:30:00Z'; UpdatedAt = [datetimeoffset] '2026-01-31T15:00:00+05:30'
        }
        foreach ($name in $With.Keys) { $row[$name] = $With[$name] }
        [pscustomobject] $row
    }

    # All of a billing, to the last digit and tick, whatever the culture and the zone.
    function Get-Text($Billing) {
        foreach ($one in $Billing) {
            @(
                $one.WorkspaceId, $one.ExternalMeterId, $one.Id
                foreach ($name in 'TotalCredits', 'UsedCredits', 'RemainingCredits', 'OverageCredits', 'SpendCap') { if ($null -ne $one.$name) { [decimal]::GetBits($one.$name) } else { '-' } }
                if ($null -ne $one.UsedPercent) { [System.BitConverter]::DoubleToInt64Bits($one.UsedPercent) } else { '-' }
                $one.AllowOverages, $one.CreatedAt.Kind, $one.CreatedAt.ToUniversalTime().Ticks, $one.UpdatedAt.Kind, $one.UpdatedAt.ToUniversalTime().Ticks
            ) -join '|'
        }
    }

    function Get-Left { Get-ChildItem $folder -Filter oneloop-export-* }
}

AfterAll {
    Disconnect-Oneloop
    Close-StandIn $standIn
}

Describe 'Export-OneloopBilling' {
    BeforeEach {
        $script:folder = (New-Item -ItemType Directory "$TestDrive/$([guid]::NewGuid())").FullName
        $script:file = Join-Path $folder 'billing.csv'
    }

    It 'writes <Extension> as documented' -ForEach @(
        @{ Extension = 'csv'; Expected = "WorkspaceId,ExternalMeterId,Id,TotalCredits,UsedCredits,RemainingCredits,OverageCredits,UsedPercent,AllowOverages,SpendCap,CreatedAt,UpdatedAt`r`n`"ws`",`"`'=1`",`"cbm`",1000,250,750,0,25,True,,2026-01-31T09:30:00.0000000Z,2026-01-31T09:30:00.0000000Z`r`n" }
        @{ Extension = 'json'; Expected = "[`n{`"WorkspaceId`":`"ws`",`"ExternalMeterId`":`"=1`",`"Id`":`"cbm`",`"TotalCredits`":1000,`"UsedCredits`":250,`"RemainingCredits`":750,`"OverageCredits`":0,`"UsedPercent`":25,`"AllowOverages`":true,`"SpendCap`":null,`"CreatedAt`":`"2026-01-31T09:30:00.0000000Z`",`"UpdatedAt`":`"2026-01-31T09:30:00.0000000Z`"}`n]`n" }
        @{ Extension = 'NDJSON'; Expected = "{`"WorkspaceId`":`"ws`",`"ExternalMeterId`":`"=1`",`"Id`":`"cbm`",`"TotalCredits`":1000,`"UsedCredits`":250,`"RemainingCredits`":750,`"OverageCredits`":0,`"UsedPercent`":25,`"AllowOverages`":true,`"SpendCap`":null,`"CreatedAt`":`"2026-01-31T09:30:00.0000000Z`",`"UpdatedAt`":`"2026-01-31T09:30:00.0000000Z`"}`n" }
    ) {
        Get-Row '=1' | Export-OneloopBilling "$folder/x.$Extension" | Should -BeNullOrEmpty
        [System.IO.File]::ReadAllText("$folder/x.$Extension") | Should -BeExactly $Expected
        Get-ChildItem $folder | Should -HaveCount 1
    }

    It 'comes back with every digit and instant in every culture and time zone' {
        $source = Join-Path $folder 'source.ndjson'
        @(
            Get-Row 'plain' @{ TotalCredits = 24528; UsedCredits = 1 }
            Get-Row "=hostile`r`n,`"" @{ TotalCredits = [bigint]::Parse('9' * 28); UsedCredits = 9007199254740993; SpendCap = 1234567 }
            # The hour that St. John's has twice.
            Get-Row 'twice' @{ CreatedAt = '2026-11-01T03:45:00.1234567Z'; UpdatedAt = '2026-11-01T04:45:00.1234567Z'; AllowOverages = $false }
            Get-Row 'nothing' @{ TotalCredits = 0; UsedCredits = 3; CreatedAt = '2026-03-08T05:59:59.9999999Z' }
        ) | Export-OneloopBilling $source
        $expected = Get-Text (Import-OneloopBilling $source)
        $zoneBefore, $cultureBefore = $env:TZ, [cultureinfo]::CurrentCulture
        try {
            # Each writes and reads; the files are the same bytes, so each has read what each other wrote.
            foreach ($zone in 'UTC', 'Asia/Kolkata', 'America/St_Johns') {
                $env:TZ = $zone
                [System.TimeZoneInfo]::ClearCachedData()
                foreach ($culture in 'de-DE', 'fr-FR', 'en-US', 'ar-SA') {
                    [cultureinfo]::CurrentCulture = $culture
                    foreach ($extension in 'csv', 'json', 'ndjson') {
                        $written = Join-Path $folder "$($zone -replace '/')-$culture.$extension"
                        Import-OneloopBilling $source | Export-OneloopBilling $written
                        Get-Text (Import-OneloopBilling $written) | Should -BeExactly $expected -Because "$culture in $zone"
                    }
                }
            }
        } finally {
            $env:TZ, [cultureinfo]::CurrentCulture = $zoneBefore, $cultureBefore
            [System.TimeZoneInfo]::ClearCachedData()
        }
        foreach ($extension in 'csv', 'json', 'ndjson') {
            $hashes = Get-ChildItem $folder -Filter "*-*.$extension" | Get-FileHash
            $hashes | Should -HaveCount 12
            $hashes.Hash | Select-Object -Unique | Should -HaveCount 1
        }
        $IsWindows -or ($written -and (Select-String -LiteralPath $written -SimpleMatch '2026-11-01T03:45:00.1234567Z')) | Should -BeTrue
    }

    It 'takes what comes out of jobs, JSON and CSV, and passes it on as it came' {
        $billing = Get-Row | Export-OneloopBilling $file -PassThru
        $billing.PSObject.TypeNames[0] | Should -BeLike '*PSCustomObject'
        $typed = Import-OneloopBilling $file
        $expected = Get-Text $typed
        $copy = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($typed))
        $copies = $copy, ($typed | ConvertTo-Json | ConvertFrom-Json), (Import-Csv $file)
        $copies | Export-OneloopBilling "$folder/copies.json" -PassThru | Should -HaveCount 3
        Get-Text (Import-OneloopBilling "$folder/copies.json") | Should -BeExactly (@($expected) * 3)
        Export-OneloopBilling "$folder/array.csv" -InputObject $copies
        Import-OneloopBilling "$folder/array.csv" | Should -HaveCount 3
    }

    It 'reports an input that is no billing, and writes the others: <Problem>' -ForEach @(
        @{ Row = { Get-Row 'bad' @{ UsedCredits = '1,5' } }; Problem = "The billing of meter 'bad' in workspace 'ws' cannot be written: UsedCredits '1,5' is no whole number, in digits alone, of at most 28." }
        @{ Row = { Get-Row 'bad' @{ CreatedAt = [datetime] '2026-01-31' } }; Problem = "The billing of meter 'bad' in workspace 'ws' cannot be written: CreatedAt '01/31/2026 00:00:00' is no time in ISO 8601 with its offset from UTC, such as 2026-01-31T09:30:00Z." }
        @{ Row = { Get-Row "bad`u{D800}" }; Problem = "The billing of meter 'bad`u{D800}' in workspace 'ws' cannot be written: ExternalMeterId has half a surrogate pair in it: 'bad`u{D800}'." }
        @{ Row = { Get-Row | Select-Object * -ExcludeProperty Id }; Problem = "The billing of meter 'm' in workspace 'ws' cannot be written: Id is missing." }
        @{ Row = { 'text' }; Problem = 'The input, a String, cannot be written: WorkspaceId is missing.' }
    ) {
        $bad = & $Row
        (Get-Row 'a'), $bad, (Get-Row 'b') | Export-OneloopBilling $file -ErrorAction SilentlyContinue -ErrorVariable failures
        (Import-OneloopBilling $file).ExternalMeterId | Should -Be 'a', 'b'
        $failures | Should -HaveCount 1
        "$($failures[0])" | Should -BeExactly $Problem
        $failures[0].FullyQualifiedErrorId, $failures[0].CategoryInfo.Category | Should -Be "Oneloop.InvalidInput,$command", 'InvalidData'
        $failures[0].TargetObject | Should -Be $bad
    }

    It 'passes errors on, and refuses usage with one error' {
        $usage = [pscustomobject]@{ PSTypeName = 'Deserialized.Oneloop.DailyUsage'; Usage = 5 }
        & { Write-Error one -ErrorId first -TargetObject 7 -ErrorAction Continue; Get-Row; $usage; $usage } 2>&1 | Export-OneloopBilling $file -ErrorAction SilentlyContinue -ErrorVariable failures
        Import-OneloopBilling $file | Should -HaveCount 1
        $failures | Should -HaveCount 2
        $failures[0].FullyQualifiedErrorId, $failures[0].TargetObject | Should -Be "first,$command", 7
        $failures[1].FullyQualifiedErrorId | Should -Be "Oneloop.InvalidInput,$command"
        "$($failures[1])" | Should -Be 'Rows of usage are left out: a .csv file does not take them.'
    }

    It 'guards formulas, and not with -NoFormulaGuard' {
        $ids = '=1', '+1', '-1', '@a', "`t=1", "`r=1", "'=1", "'a", 'a-1'
        $ids | ForEach-Object { Get-Row $_ } | Export-OneloopBilling $file
        (Import-Csv $file).ExternalMeterId | Should -BeExactly ($ids -replace "^'?[-=+@\t\r]", '''$0')
        (Import-OneloopBilling $file).ExternalMeterId | Should -BeExactly $ids
        $ids | ForEach-Object { Get-Row $_ } | Export-OneloopBilling $file -NoFormulaGuard
        (Import-Csv $file).ExternalMeterId | Should -BeExactly $ids
        (Import-OneloopBilling $file -NoFormulaGuard).ExternalMeterId | Should -BeExactly $ids
    }

    It 'leaves the old file when <Name>' -ForEach @(
        @{ Name = 'the token is revoked'; Run = { Import-Csv "$PSScriptRoot/../../docs/examples/customers.csv" | Get-OneloopCustomerBilling -Connection $revoked | Export-OneloopBilling $file }; Id = 'Oneloop.Unauthorized,*' }
        @{ Name = 'the pipeline throws after a billing'; Run = { & { Get-Row; throw 'upstream' } | Export-OneloopBilling $file }; Id = 'upstream' }
        @{ Name = 'no customer has a billing'; Run = { Get-OneloopCustomerBilling ws_lumen hooli -Connection $accepted -ErrorAction Ignore | Export-OneloopBilling $file -ErrorAction Stop }; Id = 'Oneloop.NothingToExport,*' }
        @{ Name = 'what follows ends the pipeline'; Run = { Get-Row | Export-OneloopBilling $file -PassThru | ForEach-Object { throw 'downstream' } }; Id = 'downstream' }
    ) {
        Set-Content $file old
        $revoked = Connect-Oneloop -Token revoked-token -BaseUri $standIn.BaseUri -PassThru
        $accepted = Connect-Oneloop -Token token -BaseUri $standIn.BaseUri -PassThru
        $revoked, $accepted | Should -Not -BeNullOrEmpty
        { & $Run } | Should -Throw -ErrorId $Id
        Get-Content $file | Should -Be old
        Get-Left | Should -BeNullOrEmpty
    }

    It 'leaves the old file when it is stopped' {
        Set-Content $file old
        $shell = [powershell]::Create()
        try {
            $begun = [System.Threading.ManualResetEventSlim]::new()
            $variables = @{ module = Get-ModulePath; row = Get-Row; file = $file; begun = $begun }
            foreach ($name in $variables.Keys) { $shell.Runspace.SessionStateProxy.SetVariable($name, $variables[$name]) }
            $null = $shell.AddScript('Import-Module $module; & { while ($true) { $row; $begun.Set() } } | Export-OneloopBilling $file')
            $run = $shell.BeginInvoke()
            $begun.Wait(30000) | Should -BeTrue
            Get-Left | Should -HaveCount 1
            $shell.Stop()
            $run.IsCompleted | Should -BeTrue
        } finally {
            $shell.Dispose()
        }
        Get-Content $file | Should -Be old
        Get-Left | Should -BeNullOrEmpty
    }

    It 'writes what Select-Object -First lets through' {
        1..5 | ForEach-Object { Get-Row "m$_" } | Select-Object -First 2 | Export-OneloopBilling $file
        (Import-OneloopBilling $file).ExternalMeterId | Should -Be 'm1', 'm2'
    }

    It 'writes no empty file over one with content, but with -Force, and where there is none' {
        @() | Export-OneloopBilling $file
        (Get-Content $file) | Should -BeLike 'WorkspaceId,*'
        Set-Content $file old
        @() | Export-OneloopBilling $file -ErrorAction SilentlyContinue -ErrorVariable failures
        Get-Content $file | Should -Be old
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId, $failures[0].CategoryInfo.Category, $failures[0].TargetObject | Should -Be "Oneloop.NothingToExport,$command", 'ObjectNotFound', $file
        "$($failures[0])" | Should -BeExactly "No billing was received, so '$file' stays as it was."
        @() | Export-OneloopBilling $file -Force
        Get-Content $file | Should -BeLike 'WorkspaceId,*'
        Get-Left | Should -BeNullOrEmpty
    }

    It 'appends to <Extension>, also to what has no billing, no last line end, or is empty' -ForEach @(
        @{ Extension = 'csv' }
        @{ Extension = 'json' }
        @{ Extension = 'ndjson' }
    ) {
        $path = Join-Path $folder "x.$Extension"
        Get-Row '=a' | Export-OneloopBilling $path -Append
        Set-Content $path (Get-Content $path -Raw).TrimEnd() -NoNewline
        Get-Row 'b' | Export-OneloopBilling $path -Append -NoClobber
        $before = (Get-FileHash $path).Hash
        @() | Export-OneloopBilling $path -Append
        (Get-FileHash $path).Hash | Should -Be $before
        (Import-OneloopBilling $path).ExternalMeterId | Should -BeExactly '=a', 'b'
        @() | Export-OneloopBilling $path -Force
        Get-Row 'c' | Export-OneloopBilling $path -Append
        (Import-OneloopBilling $path).ExternalMeterId | Should -Be 'c'
        $null = New-Item $path -Force
        Get-Row 'd' | Export-OneloopBilling $path -Append
        (Import-OneloopBilling $path).ExternalMeterId | Should -Be 'd'
        if ($Extension -eq 'json') { Get-Content $path -Raw | ConvertFrom-Json | Should -HaveCount 1 }
    }

    It 'writes billings, usage and failures into a report of .html, which is neither read nor appended to' {
        Clear-StandIn $standIn
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        $path = Join-Path $folder 'report.html'
        $usage = Get-OneloopCustomerBilling ws_northwind customer_1001----chat | Get-OneloopUsage
        & {
            Get-Row '<b>one</b>'
            Get-OneloopCustomerBilling ws_northwind customer_1001----chat, nobody -ErrorAction Continue 2>&1
            $usage
        } | Export-OneloopBilling $path -ErrorVariable failed
        $failed | Should -BeNullOrEmpty
        $html = Get-Content -Raw $path
        $html | Should -BeLike '*<dt>Customers</dt><dd>2</dd>*<dt>Failed</dt><dd>1</dd>*'
        $html | Should -BeLike '*<bdi>&lt;b&gt;one&lt;/b&gt;</bdi>*'
        $html | Should -BeLike "*<th scope=`"row`" class=`"code`">Oneloop.BillingNotFound</th>*<bdi>meter &#39;nobody&#39; in workspace &#39;ws_northwind&#39;</bdi>*"
        $html | Should -BeLike "*from <bdi>$($standIn.BaseUri)</bdi>, by module version $((Get-Module Oneloop).Version).*"
        $html | Should -BeLike "*<bdi>$($usage[0].Day)</bdi>*"
        { Get-Row | Export-OneloopBilling $path -Append } | Should -Throw 'Nothing can be appended to a file with the extension .html.' -ErrorId "Oneloop.InvalidPath,$command"
        Import-OneloopBilling $path -ErrorAction SilentlyContinue -ErrorVariable failed
        "$($failed[0])" | Should -BeLike '*has no extension of a format that can be read.'
    }

    It 'names in a report what failed requests were about, also those of a job, and no row of a file' {
        Clear-StandIn $standIn
        Connect-Oneloop -Token 'test-token' -BaseUri $standIn.BaseUri -RetryIntervalSec 0
        $path = Join-Path $folder 'failures.html'
        $failures = & {
            Get-OneloopCustomerBilling ws_northwind nobody -ErrorAction Continue 2>&1
            # As a job hands it over.
            $copy = [System.Management.Automation.PSSerializer]::Serialize((Get-OneloopCustomerBilling ws_northwind 'no one' -ErrorAction Continue 2>&1).TargetObject)
            [System.Management.Automation.ErrorRecord]::new([exception] 'm', 'Oneloop.Timeout', 'NotSpecified', [System.Management.Automation.PSSerializer]::Deserialize($copy))
            Get-OneloopUsage cbm_none -ErrorAction Continue 2>&1
            [pscustomobject] @{ Password = 'of a row' } | Get-OneloopCustomerBilling -ErrorAction Continue 2>&1
        }
        $failures[-1].TargetObject.Password | Should -Be 'of a row'
        $failures | Export-OneloopBilling $path
        $html = Get-Content -Raw $path
        $html | Should -BeLike '*<dt>Customers</dt><dd>0</dd>*<dt>Failed</dt><dd>4</dd>*'
        $html | Should -Not -BeLike '*of a row*'
        [regex]::Matches($html, '<bdi>(meter [^<]*|billing [^<]*|cbm_none[^<]*)</bdi>').ForEach{ $_.Groups[1].Value } |
            Should -Be 'meter &#39;nobody&#39; in workspace &#39;ws_northwind&#39;', 'meter &#39;no one&#39; in workspace &#39;ws_northwind&#39;', 'billing &#39;cbm_none&#39;'
        [regex]::Matches($html, '<tr data-failed>.*?<bdi>(.*?)</bdi>').ForEach{ $_.Groups[1].Value } | Should -Be 'nobody', 'no one'
    }

    It 'appends to no file of another form: <Extension>, <Content>' -ForEach @(
        @{ Extension = 'csv'; Content = 'WorkspaceId,ExternalMeterId' }
        @{ Extension = 'csv'; Content = '"WorkspaceId","ExternalMeterId","Id","TotalCredits","UsedCredits","RemainingCredits","OverageCredits","UsedPercent","AllowOverages","SpendCap","CreatedAt","UpdatedAt"' }
        @{ Extension = 'json'; Content = '{"a":1}' }
        @{ Extension = 'json'; Content = '[1]' }
        @{ Extension = 'ndjson'; Content = '[]' }
    ) {
        $path = Join-Path $folder "x.$Extension"
        Set-Content $path $Content
        { Get-Row | Export-OneloopBilling $path -Append } | Should -Throw -ErrorId "Oneloop.InvalidFile,$command" -ExpectedMessage "'$path' cannot be appended to: it is no .$Extension file of Export-OneloopBilling."
        Get-Content $path | Should -Be $Content
        Get-Left | Should -BeNullOrEmpty
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'an unknown extension'; Run = { $asked | Export-OneloopBilling "$folder/x.xlsx" }; Id = 'Oneloop.InvalidPath'; Category = 'InvalidArgument'; Message = "'*x.xlsx' has no extension of a known format." }
        @{ Name = 'a path of another provider'; Run = { $asked | Export-OneloopBilling env:x.csv }; Id = 'Oneloop.InvalidPath'; Category = 'InvalidArgument'; Message = "'env:x.csv' is a path of Environment, not of the file system." }
        @{ Name = 'an unknown drive'; Run = { $asked | Export-OneloopBilling nodrive:x.csv }; Id = 'Oneloop.FileNotFound'; Category = 'ObjectNotFound'; Message = '*nodrive*' }
        @{ Name = 'a folder that is not there'; Run = { $asked | Export-OneloopBilling "$folder/no/x.csv" }; Id = 'Oneloop.FileNotFound'; Category = 'ObjectNotFound'; Message = "The folder of '*x.csv' does not exist." }
        @{ Name = 'a folder'; Run = { $null = New-Item -ItemType Directory "$folder/d.csv"; $asked | Export-OneloopBilling "$folder/d.csv" }; Id = 'Oneloop.InvalidPath'; Category = 'InvalidArgument'; Message = "'*d.csv' is a folder." }
        @{ Name = 'a pattern that finds two files'; Run = { $null = New-Item "$folder/1.csv", "$folder/2.csv"; $asked | Export-OneloopBilling "$folder/[12].csv" }; Id = 'Oneloop.InvalidPath'; Category = 'InvalidArgument'; Message = "'*' finds 2 files." }
        @{ Name = 'a file that is there, with -NoClobber'; Run = { $null = New-Item $file; $asked | Export-OneloopBilling $file -NoClobber }; Id = 'Oneloop.FileExists'; Category = 'ResourceExists'; Message = "'*billing.csv' exists." }
        @{ Name = 'a file that is read-only'; Run = { (New-Item $file).IsReadOnly = $true; $asked | Export-OneloopBilling $file }; Id = 'Oneloop.FileReadOnly'; Category = 'PermissionDenied'; Message = "'*billing.csv' is read-only." }
    ) {
        $asked = Get-Row
        $failed = try { & $Run } catch { $_ }
        $asked | Should -Not -BeNullOrEmpty
        $failed.FullyQualifiedErrorId, $failed.CategoryInfo.Category | Should -Be "$Id,$command", $Category
        "$failed" | Should -BeLike ($Message -replace '\[', '`[')
        Get-Left | Should -BeNullOrEmpty
    }

    It 'asks for nothing if the file cannot be written' {
        $null = New-Item $file
        Connect-Oneloop -Token x -BaseUri $standIn.BaseUri
        Clear-StandIn $standIn
        { Get-OneloopCustomerBilling ws_lumen wonka | Export-OneloopBilling $file -NoClobber } | Should -Throw -ErrorId 'Oneloop.FileExists,*'
        Get-StandInRequest $standIn | Should -BeNullOrEmpty
    }

    It 'writes nothing with -WhatIf, and passes on what it would write' {
        Get-Row | Export-OneloopBilling $file -WhatIf -PassThru | Should -HaveCount 1
        Get-ChildItem $folder | Should -BeNullOrEmpty
    }

    It 'takes a path as it is with -LiteralPath, and a pattern of one file with -Path' {
        Get-Row 'a' | Export-OneloopBilling -LiteralPath "$folder/[1].csv"
        Get-ChildItem $folder -Name | Should -Be '[1].csv'
        Get-Row 'b' | Export-OneloopBilling "$folder/?1?.csv"
        (Import-OneloopBilling -LiteralPath "$folder/[1].csv").ExternalMeterId | Should -Be 'b'
        Push-Location $folder
        try { Get-Row 'c' | Export-OneloopBilling ./new.json } finally { Pop-Location }
        "$folder/new.json" | Should -Exist
    }

    It 'keeps the mode of the file, also of one that is read-only, with -Force' -Skip:$IsWindows {
        $null = New-Item $file
        foreach ($mode in 'UserRead, UserWrite', 'UserRead, UserWrite, GroupRead, GroupWrite, OtherWrite', 'UserRead') {
            [System.IO.File]::SetUnixFileMode($file, $mode)
            Get-Row "$mode" | Export-OneloopBilling $file -Force
            (Import-OneloopBilling $file).ExternalMeterId | Should -Be $mode
            [System.IO.File]::GetUnixFileMode($file) | Should -Be ([System.IO.UnixFileMode] $mode)
        }
    }

    It 'writes where a link leads' -Skip:$IsWindows {
        $null = New-Item -ItemType Directory "$folder/real"
        $null = New-Item -ItemType SymbolicLink "$folder/link.csv" -Target "$folder/real/file.csv"
        foreach ($meter in 'new', 'again') {
            Get-Row $meter | Export-OneloopBilling "$folder/link.csv"
            (Get-Item "$folder/link.csv").LinkTarget | Should -Be "$folder/real/file.csv"
            (Import-OneloopBilling "$folder/real/file.csv").ExternalMeterId | Should -Be $meter
        }
        Get-ChildItem "$folder/real" | Should -HaveCount 1
    }

    It 'leaves a whole file, the old or the new one, when it is killed at 20 random moments (seed <seed>)' {
        $random = [System.Random]::new($seed)
        # Writes versions of the file one after the other, each of rows that tell which one it is.
        $export = @"
Import-Module '$(Get-ModulePath)'
`$row = Get-Content '$folder/row.json' | ConvertFrom-Json
for (`$version = 1; ; `$version++) {
    `$row.Id = "`$version"
    & { for (`$i = 0; `$i -lt 1000; `$i++) { `$row } } | Export-OneloopBilling '$file'
    if (`$version -eq 1) { [System.Console]::Out.WriteLine('begun') }
}
"@
        Get-Row | ConvertTo-Json -Compress | Set-Content "$folder/row.json"
        $next = Open-PowerShell
        $versions = foreach ($kill in 1..20) {
            # The next one starts while this one is at work, and waits.
            $process, $next = $next, $(if ($kill -lt 20) { Open-PowerShell })
            $process.StandardInput.WriteLine((@{ Mark = '-'; Command = $export; Environment = @{} } | ConvertTo-Json -Compress))
            $process.StandardOutput.ReadLine() | Should -Be 'begun'
            [System.Threading.Thread]::Sleep($random.Next(60))
            $process.Kill()
            $process.WaitForExit()
            $process.Dispose()
            $billing = Import-OneloopBilling $file -ErrorAction Stop
            $billing | Should -HaveCount 1000
            $ids = $billing.Id | Select-Object -Unique
            $ids | Should -HaveCount 1
            $ids
        }
        # Not each was killed in its first version, nor between two.
        [int[]] $versions | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeGreaterThan 1
        Get-Left | Should -Not -BeNullOrEmpty
    }
}
