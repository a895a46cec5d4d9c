BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:command = 'Oneloop.Commands.ImportOneloopBillingCommand'
    $script:header = 'WorkspaceId,ExternalMeterId,Id,TotalCredits,UsedCredits,AllowOverages,SpendCap,CreatedAt,UpdatedAt'

    function Get-Line([string] $Meter) { "ws,$Meter,cbm,1000,250,True,,2026-01-31T09:30:00Z,2026-01-31T09:30:00Z" }
}

Describe 'Import-OneloopBilling' {
    BeforeEach {
        $script:folder = (New-Item -ItemType Directory "$TestDrive/$([guid]::NewGuid())").FullName
        $script:file = Join-Path $folder 'billing.csv'
        $header, (Get-Line 'a'), (Get-Line 'b') | Set-Content $file
    }

    It 'writes billings, with their table, and needs no connection' {
        Disconnect-Oneloop
        $billing = Import-OneloopBilling $file
        $billing | Should -HaveCount 2
        $first = $billing[0]
        $first.PSObject.TypeNames[0] | Should -Be 'Oneloop.CustomerBilling'
        $first.TotalCredits, $first.UsedCredits, $first.RemainingCredits | Should -BeOfType decimal
        $first.RemainingCredits, $first.OverageCredits, $first.UsedPercent, $first.AllowOverages, $first.SpendCap | Should -Be 750, 0, 25, $true, $null
        $first.CreatedAt | Should -Be ([datetimeoffset] '2026-01-31T09:30:00Z').LocalDateTime
        $first.CreatedAt.Kind | Should -Be 'Local'
        ($billing | Out-String) -replace '\e\[[\d;]*m' | Should -Match '(?m)^WorkspaceId ExternalMeterId +Used% +Used +Total +Remaining'
    }

    It 'takes paths, patterns and files, and reads the others when one fails' {
        Copy-Item $file "$folder/[2].csv"
        (Import-OneloopBilling -LiteralPath "$folder/[2].csv").ExternalMeterId | Should -Be 'a', 'b'
        Import-OneloopBilling "$folder/*.csv" | Should -HaveCount 4
        Get-ChildItem $folder | Import-OneloopBilling | Should -HaveCount 4
        [pscustomobject]@{ FullName = $file } | Import-OneloopBilling | Should -HaveCount 2
        $file, $file | Import-OneloopBilling | Should -HaveCount 4
        Import-OneloopBilling "$folder/no.csv", $file, "$folder/*.zip" -ErrorAction SilentlyContinue -ErrorVariable failures | Should -HaveCount 2
        $failures.FullyQualifiedErrorId | Should -Be "Oneloop.FileNotFound,$command", "Oneloop.FileNotFound,$command"
        $failures[0].CategoryInfo.Category, $failures[0].TargetObject | Should -Be 'ObjectNotFound', "$folder/no.csv"
        Push-Location $folder
        try { Import-OneloopBilling billing.csv | Should -HaveCount 2 } finally { Pop-Location }
    }

    It 'names file, line and column of what is damaged, and reads the rest' {
        $header, (Get-Line 'a'), (Get-Line 'bad').Replace('1000', '24,528'), (Get-Line 'bad').Replace('1000', '24.528'), '"', (Get-Line 'b') | Set-Content $file
        (Import-OneloopBilling $file -ErrorAction SilentlyContinue -ErrorVariable failures).ExternalMeterId | Should -Be 'a', 'b'
        $failures | ForEach-Object { "$_" } | Should -BeExactly @(
            "'$file', line 3: It has 10 cells instead of 9."
            "'$file', line 4: TotalCredits '24.528' is no whole number, in digits alone, of at most 28."
            "'$file', line 5: Cell 1 has no closing quote."
        )
        foreach ($failure in $failures) {
            $failure.FullyQualifiedErrorId, $failure.CategoryInfo.Category, $failure.TargetObject | Should -Be "Oneloop.InvalidFile,$command", 'InvalidData', $file
        }
    }

    It 'refuses the times of Export-Csv, which have no offset, and reads its numbers and texts' {
        $billing = Import-OneloopBilling $file
        $billing | Export-Csv $file
        Import-OneloopBilling $file -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures | Should -HaveCount 2
        "$($failures[0])" | Should -BeLike "'*billing.csv', line 2: CreatedAt '*' is no time in ISO 8601 with its offset from UTC, such as 2026-01-31T09:30:00Z."
        $utc = @{ Name = 'CreatedAt'; Expression = { $_.CreatedAt.ToString('o') } }, @{ Name = 'UpdatedAt'; Expression = { $_.UpdatedAt.ToString('o') } }
        $billing | Select-Object (@('WorkspaceId', 'ExternalMeterId', 'Id', 'TotalCredits', 'UsedCredits', 'AllowOverages', 'SpendCap') + $utc) | Export-Csv $file
        (Import-OneloopBilling $file).CreatedAt | Should -Be $billing.CreatedAt
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a file of customers'; File = 'customers.csv'; Content = 'WorkspaceId,ExternalMeterId'; Id = 'Oneloop.InvalidFile'; Message = "'*customers.csv' is no file of Export-OneloopBilling. It has no column Id, TotalCredits, UsedCredits, AllowOverages, SpendCap, CreatedAt, UpdatedAt." }
        @{ Name = 'an unknown extension'; File = 'x.xlsx'; Content = ''; Id = 'Oneloop.InvalidPath'; Message = "'*x.xlsx' has no extension of a format that can be read." }
        @{ Name = 'JSON of something else'; File = 'x.json'; Content = '5'; Id = 'Oneloop.InvalidFile'; Message = "'*x.json', line 1: It begins with no object of JSON." }
    ) {
        Set-Content "$folder/$File" $Content
        Import-OneloopBilling "$folder/$File" -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -Be "$Id,$command"
        "$($failures[0])" | Should -BeLike $Message
    }

    It 'refuses a path of another provider' {
        Import-OneloopBilling env:PATH -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
        $failures.FullyQualifiedErrorId | Should -Be "Oneloop.InvalidPath,$command"
    }

    It 'reads what ConvertTo-Json writes, of one billing and of several' {
        $billing = Import-OneloopBilling $file
        foreach ($count in 1, 2) {
            $billing | Select-Object -First $count | ConvertTo-Json | Set-Content "$folder/x.json"
            $read = @(Import-OneloopBilling "$folder/x.json")
            $read.ExternalMeterId | Should -Be $billing[0..($count - 1)].ExternalMeterId
            $read[0].UpdatedAt | Should -Be $billing[0].UpdatedAt
        }
    }

    It 'ends with Select-Object -First, and leaves the file free' {
        Import-OneloopBilling $file | Select-Object -First 1 | ForEach-Object ExternalMeterId | Should -Be 'a'
        [System.IO.File]::Open($file, 'Open', 'ReadWrite', 'None').Dispose()
    }
}
