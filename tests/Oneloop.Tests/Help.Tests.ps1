# The help is whole and current: the pages of docs/en-US say what the module is, the MAML what the pages say, Get-Help shows it all.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module (Get-ModulePath) -Force
    $script:cmdlets = (Get-Module Oneloop).ExportedCmdlets.Keys | Sort-Object | ForEach-Object { @{ Name = $_ } }
    $script:topics = Get-ChildItem "$PSScriptRoot/../../docs/en-US/*.help.txt" | ForEach-Object { @{ File = $_.Name; Topic = $_.Name -replace '\.help\.txt$' } }
    $script:hasPlatyPS = [bool] (Get-Module -ListAvailable Microsoft.PowerShell.PlatyPS)
    $script:withoutPlatyPS = $hasPlatyPS ? '' : ' (skipped: Microsoft.PowerShell.PlatyPS is not on PSModulePath)'
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
    Import-Module "$PSScriptRoot/../../build/Help.psm1" -Force
    $script:root = (Resolve-Path "$PSScriptRoot/../..").Path
    $script:docs = "$root/docs/en-US"
    $script:module = Get-ModulePath
    Import-Module $module -Force

    # A copy of the pages, with one thing changed in one of them.
    function Get-ChangedPage([string] $Page, [string] $From, [string] $To) {
        $folder = Join-Path $TestDrive ([guid]::NewGuid())
        Copy-Item $docs $folder -Recurse
        $text = [System.IO.File]::ReadAllText("$folder/$Page")
        $changed = $text.Replace($From, $To)
        if ($changed -ceq $text) { throw "$Page does not have '$From' in it." }
        [System.IO.File]::WriteAllText("$folder/$Page", $changed)
        $folder
    }

    function Get-OneloopCommand {
        Get-Command -Module Oneloop
    }
}

Describe 'The pages of the cmdlets' {
    It 'say what the module is, no more and no less' {
        Compare-HelpPage (Get-OneloopCommand) $docs | Should -BeNullOrEmpty
    }

    It 'have three examples or more, and lead to nothing that is not there: <Name>' -ForEach $cmdlets {
        $page = Import-HelpPage "$docs/$Name.md"
        $page.Examples.Count | Should -BeGreaterOrEqual 3
        foreach ($link in $page.Links) { "$docs/$($link.Target)" | Should -Exist }
    }

    It 'are found out where they differ: <What>' -ForEach @(
        @{ What = 'a parameter left out'; Page = 'Disconnect-Oneloop.md'; From = '### -Connection'; To = '### CommonParameters of old'; Says = 'Disconnect-Oneloop -Connection: is not on the page' }
        @{ What = 'a parameter too many'; Page = 'Disconnect-Oneloop.md'; From = '### CommonParameters'; To = "### -Planted`n`nText.`n`n``````yaml`nType: System.String`n```````n`n### CommonParameters"; Says = 'Disconnect-Oneloop -Planted: is on the page only' }
        @{ What = 'a default'; Page = 'Connect-Oneloop.md'; From = 'DefaultValue: 30'; To = 'DefaultValue: 31'; Says = "Connect-Oneloop -TimeoutSec: DefaultValue is '30', on the page '31'" }
        @{ What = 'a type'; Page = 'Get-OneloopCustomerBilling.md'; From = 'Type: System.String[]'; To = 'Type: System.String'; Says = "Get-OneloopCustomerBilling -ExternalMeterId: Type is 'System.String``[``]', on the page 'System.String'" }
        @{ What = 'an alias left out'; Page = 'Get-OneloopCustomerBilling.md'; From = "Aliases:`n- workspace_id"; To = 'Aliases: []'; Says = "Get-OneloopCustomerBilling -WorkspaceId: Aliases is 'workspace_id', on the page ''" }
        @{ What = 'an alias too many'; Page = 'Get-OneloopCustomerBilling.md'; From = '- workspace_id'; To = "- workspace_id`n- Id"; Says = "Get-OneloopCustomerBilling -WorkspaceId: Aliases is 'workspace_id', on the page 'workspace_id, Id'" }
        @{ What = 'a position'; Page = 'Get-OneloopCustomerBilling.md'; From = 'Position: 1'; To = 'Position: 2'; Says = 'Get-OneloopCustomerBilling -ExternalMeterId: ParameterSets is *position 1,*position 2,*' }
        @{ What = 'what is required'; Page = 'Connect-Oneloop.md'; From = "Position: 0`n  IsRequired: false"; To = "Position: 0`n  IsRequired: true"; Says = 'Connect-Oneloop -Token: ParameterSets is *required false,*required true,*' }
        @{ What = 'the pipeline'; Page = 'Disconnect-Oneloop.md'; From = 'ValueFromPipeline: true'; To = 'ValueFromPipeline: false'; Says = 'Disconnect-Oneloop -Connection: ParameterSets is *from the pipeline true,*from the pipeline false,*' }
        @{ What = 'a parameter set'; Page = 'Disconnect-Oneloop.md'; From = '- Name: (All)'; To = '- Name: Planted'; Says = "Disconnect-Oneloop -Connection: ParameterSets is '(All):*'Planted:*" }
        @{ What = 'accepted values'; Page = 'Disconnect-Oneloop.md'; From = 'AcceptedValues: []'; To = "AcceptedValues:`n- One"; Says = "Disconnect-Oneloop -Connection: AcceptedValues is '', on the page 'One'" }
        @{ What = 'a range'; Page = 'Get-OneloopCustomerBilling.md'; From = '1 to 256'; To = '1 to 255'; Says = 'Get-OneloopCustomerBilling -ThrottleLimit: the page does not say that it takes 1 to 256' }
        @{ What = 'the syntax'; Page = 'Disconnect-Oneloop.md'; From = '[-Connection <'; To = '-Connection <'; Says = 'Disconnect-Oneloop: the syntax __AllParameterSets is *' }
        @{ What = 'what comes in'; Page = 'Disconnect-Oneloop.md'; From = '### Oneloop.OneloopConnection'; To = '### System.String'; Says = "Disconnect-Oneloop: takes 'Oneloop.OneloopConnection', on the page 'System.String'" }
        @{ What = 'what comes out'; Page = 'Get-OneloopCustomerBilling.md'; From = '### Oneloop.CustomerBilling'; To = '### Oneloop.Billing'; Says = "Get-OneloopCustomerBilling: writes 'Oneloop.CustomerBilling', on the page 'Oneloop.Billing'" }
        @{ What = 'the link'; Page = 'Connect-Oneloop.md'; From = 'HelpUri: https://'; To = 'HelpUri: http://'; Says = 'Connect-Oneloop: HelpUri is https://*, on the page http://*' }
        @{ What = 'an empty description'; Page = 'Connect-Oneloop.md'; From = 'Writes the connection, for -Connection of the other commands.'; To = ''; Says = 'Connect-Oneloop -PassThru: has no description' }
        @{ What = 'a place to be filled in'; Page = 'Connect-Oneloop.md'; From = '## NOTES'; To = "## NOTES`n`n{{ Fill in the Notes }}"; Says = 'Connect-Oneloop: something is left to be filled in' }
    ) {
        # What is not on the page, stands in no set of it either: hence one finding at least, and each about this cmdlet.
        $found = @(Compare-HelpPage (Get-OneloopCommand) (Get-ChangedPage -Page $Page -From $From -To $To))
        @($found -like $Says) | Should -HaveCount 1 -Because ($found -join "`n")
        $found | Where-Object { $_ -notlike "$($Page -replace '\.md$')*" } | Should -BeNullOrEmpty
    }

    It 'are found out where a cmdlet has no page, or a page no cmdlet' {
        $folder = Join-Path $TestDrive 'moved'
        Copy-Item $docs $folder -Recurse
        Move-Item "$folder/Get-OneloopConnection.md" "$folder/Get-OneloopPlanted.md"
        Compare-HelpPage (Get-OneloopCommand) $folder | Should -Be @(
            'Get-OneloopPlanted.md: its title is Get-OneloopConnection'
            'Get-OneloopPlanted: has a page, but is no cmdlet'
            'Get-OneloopConnection: has no page')
    }

    It 'are found out where the module got a parameter' {
        $planted = (Add-Type -PassThru @"
using System.Management.Automation;

[Cmdlet(VerbsCommon.Get, "OneloopConnection", HelpUri = "$((Get-Command Get-OneloopConnection).HelpUri)")]
[OutputType("Oneloop.OneloopConnection")]
public class GetOneloopConnectionWithMore : PSCmdlet
{
    [Parameter]
    public int Planted { get; set; } = 5;
}
"@)
        $copy = Import-Module -Assembly $planted.Assembly -PassThru
        try {
            $others = Get-OneloopCommand | Where-Object Name -NE 'Get-OneloopConnection'
            Compare-HelpPage (@($others) + @($copy.ExportedCmdlets.Values)) $docs | Should -Be @(
                "Get-OneloopConnection: the syntax __AllParameterSets is 'Get-OneloopConnection [-Planted <int>]', on the page 'Get-OneloopConnection'"
                'Get-OneloopConnection -Planted: is not on the page')
        } finally {
            Remove-Module $copy
        }
    }
}

Describe 'The MAML' {
    It 'says what the pages say' {
        Compare-HelpMaml $docs "$module/en-US/Oneloop.dll-Help.xml" | Should -BeNullOrEmpty
    }

    It 'is found out where it differs: <What>' -ForEach @(
        @{ What = 'a synopsis'; From = 'Ends a connection and'; To = 'Ends it and'; Says = 'Disconnect-Oneloop, synopsis: *' }
        @{ What = 'a description'; From = 'says nothing.'; To = 'is silent.'; Says = 'Disconnect-Oneloop, description: *' }
        @{ What = 'words of an example'; From = 'The token is gone'; To = 'It is gone'; Says = 'Disconnect-Oneloop, Example 1:*the rest: *' }
        @{ What = 'output of an example'; From = '44,999     45,000'; To = '44,998     45,000'; Says = 'Disconnect-Oneloop, Example 2:*the rest: *' }
        @{ What = 'code of an example'; From = 'Export-Csv overage.csv'; To = 'Export-Csv over.csv'; Says = 'Disconnect-Oneloop, Example 1:*code: *' }
        @{ What = 'an alias'; From = 'Aliases: []'; To = "Aliases:`n- Planted"; Says = 'Disconnect-Oneloop, -Connection, Aliases: *' }
        @{ What = 'a default'; From = "DefaultValue: ''"; To = 'DefaultValue: 5'; Says = 'Disconnect-Oneloop, -Connection, DefaultValue: *' }
        @{ What = 'the pipeline'; From = 'ValueFromPipeline: true'; To = 'ValueFromPipeline: false'; Says = 'Disconnect-Oneloop, -Connection, pipeline: *' }
        @{ What = 'notes'; From = 'that is not ended'; To = 'that was left'; Says = 'Disconnect-Oneloop, notes: *' }
        @{ What = 'a link'; From = '- [about_Oneloop]'; To = '- [about_Planted]'; Says = 'Disconnect-Oneloop, links: *' }
    ) {
        $found = Compare-HelpMaml (Get-ChangedPage -Page Disconnect-Oneloop.md -From $From -To $To) "$docs/Oneloop.dll-Help.xml"
        $found | Should -HaveCount 1
        $found | Should -BeLike $Says
    }

    It 'and the about topics lie in the module as they lie in the repository' {
        $ours = Get-ChildItem $docs -File | Where-Object Extension -NE '.md'
        (Get-ChildItem "$module/en-US").Name | Should -Be $ours.Name
        # How the MAML is written differs, which Package.Tests.ps1 tests.
        foreach ($file in $ours | Where-Object Extension -NE '.xml') {
            Get-Content "$module/en-US/$($file.Name)" -Raw | Should -BeExactly (Get-Content $file.FullName -Raw)
        }
    }
}

Describe 'Get-Help' {
    It 'shows all of <Name>' -ForEach $cmdlets {
        $page = Import-HelpPage "$docs/$Name.md"
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -BeExactly $page.Synopsis
        $help.description.Text -join "`n`n" | Should -BeExactly $page.Description
        $help.parameters.parameter.name | Sort-Object | Should -Be $page.Parameters.Name
        # The cmdlets' own link comes first: it is the one that Get-Help -Online follows.
        @($help.relatedLinks.navigationLink.uri)[0] | Should -Be $page.Front.HelpUri
        $examples = @((Get-Help $Name -Examples).examples.example)
        $examples.code | Should -BeExactly $page.Examples.Code

        $shown = (Get-Help $Name -Full | Out-String -Width 4096) -replace '\s+', ' '
        foreach ($text in @($page.Parameters.Description; $page.Examples.Code; $page.Examples.Output; $page.Examples.Words; $page.Notes; $page.Outputs.Values)) {
            # Not by -BeLike: PowerShell 7.4 does not escape a backtick.
            if ($text) { $shown.Contains(($text -replace '\s+', ' ')) | Should -BeTrue -Because "it has '$text'" }
        }
    }

    It 'shows all of <Topic>, and finds it by name' -ForEach $topics {
        $text = [System.IO.File]::ReadAllText("$docs/$File").ReplaceLineEndings("`n").TrimEnd()
        ("$(Get-Help $Topic)").ReplaceLineEndings("`n").TrimEnd() | Should -BeExactly $text
        (Get-Help "$Topic*" | Where-Object Name -EQ $Topic).Synopsis | Should -Be ([regex]::Match($text, 'SHORT DESCRIPTION\n +(.*)\n').Groups[1].Value)
        $text -split "`n" | Where-Object Length -GT 102 | Should -BeNullOrEmpty
    }

    It 'shows it in a session of another language, too' {
        $fresh = Invoke-FreshPowerShell @"
[cultureinfo]::CurrentUICulture = 'de-DE'
Import-Module '$module'
(Get-Help Get-OneloopConnection).Synopsis
(Get-Help about_Oneloop) -match 'TOPIC' | Select-Object -First 1 | ForEach-Object { 'about' }
"@
        $fresh.Error | Should -BeNullOrEmpty
        $fresh.Output.Trim() -split '\r?\n' | Should -Be (Import-HelpPage "$docs/Get-OneloopConnection.md").Synopsis, 'about'
    }
}

Describe 'about_Oneloop_Errors' {
    BeforeAll {
        $script:source = Get-Content "$root/src/Oneloop/Errors/OneloopErrors.cs" -Raw
        $topic = (Get-Content "$docs/about_Oneloop_Errors.help.txt" -Raw).ReplaceLineEndings("`n")
        $script:listed = @{}
        foreach ($entry in [regex]::Matches($topic, '(?m)^    (?<id>Oneloop\.\w+) \((?<category>\w+)\)\n(?<text>(?: {8}.*\n)+)')) {
            $listed[$entry.Groups['id'].Value] = @{ Category = $entry.Groups['category'].Value; Text = $entry.Groups['text'].Value.Trim() -replace '\s+', ' ' }
        }
        # What the source raises: each kind of fault, and what has an id of its own.
        $script:raised = @{}
        foreach ($match in [regex]::Matches($source, 'FaultKind\.(?<kind>\w+) => \(ErrorCategory\.(?<category>\w+), "(?<action>[^"]*)"\)')) {
            $raised["Oneloop.$($match.Groups['kind'].Value)"] = @{ Category = $match.Groups['category'].Value; Action = $match.Groups['action'].Value }
        }
        foreach ($match in [regex]::Matches($source, '"(?<id>Oneloop\.\w+)",\s+ErrorCategory\.(?<category>\w+)')) {
            $raised[$match.Groups['id'].Value] = @{ Category = $match.Groups['category'].Value }
        }
        # And each setting that can be refused: its id is made of the parameter's name, and a test provokes it.
        $script:refused = Get-ChildItem "$PSScriptRoot/*.Tests.ps1" |
            ForEach-Object { [regex]::Matches((Get-Content $_ -Raw), '(?<=\bInvalid)[A-Z]\w+').Value } |
            Where-Object { $_ -in (Get-Command Connect-Oneloop).Parameters.Keys } |
            ForEach-Object { "Oneloop.Invalid$_" } | Sort-Object -Unique
    }

    It 'lists the ids that the source raises and the tests provoke, no more and no less' {
        $raised.Count | Should -BeGreaterThan 10
        $refused | Should -Not -BeNullOrEmpty
        $listed.Keys | Sort-Object | Should -Be (@($raised.Keys) + @($refused) | Sort-Object -Unique)
    }

    It 'says of each the category and what the record recommends' {
        foreach ($id in $raised.Keys) {
            $listed[$id].Category | Should -Be $raised[$id].Category -Because $id
            if ($raised[$id].Action) { $listed[$id].Text.TrimEnd('.') | Should -BeLike "*$([wildcardpattern]::Escape($raised[$id].Action.TrimEnd('.')))*" -Because $id }
        }
    }

    It 'says what the record recommends for each cause of a connection that failed' {
        $advice = Get-Content "$root/src/Oneloop/Errors/ConnectionAdvice.cs" -Raw
        $words = "$(Get-Content "$docs/about_Oneloop_Errors.help.txt")" -replace '\s+', ' '
        # Of a text with holes, what stands before the first.
        $texts = [regex]::Matches($advice, '(?m)(?:=>|[?:])\s+\$?"(?<text>[^"{]+)').ForEach({ $_.Groups['text'].Value })
        $texts.Count | Should -BeGreaterThan 10
        foreach ($text in $texts -notmatch 'name in -Proxy') { $words | Should -BeLike "*$([wildcardpattern]::Escape($text.Trim().TrimEnd('.')))*" }
    }

    It 'agrees with the README' {
        $readme = Get-Content "$root/README.md" -Raw
        $rows = [regex]::Matches($readme, '(?m)^\| `(?<id>Oneloop\.\w+)` \|.*\| (?<category>\w+) \|\r?$')
        $rows.Count | Should -BeGreaterThan 10
        foreach ($row in $rows) { $listed[$row.Groups['id'].Value].Category | Should -Be $row.Groups['category'].Value -Because $row.Value }
        $listed.Keys | Where-Object { $_ -notlike 'Oneloop.Invalid*' -or $_ -in 'Oneloop.InvalidInput', 'Oneloop.InvalidResponse', 'Oneloop.InvalidPath', 'Oneloop.InvalidFile' } | Sort-Object |
            Should -Be ($rows | ForEach-Object { $_.Groups['id'].Value } | Sort-Object)
        [regex]::Matches($readme, 'Oneloop\.Invalid[A-Z]\w+').Value | Sort-Object -Unique |
            Should -Be ($listed.Keys -like 'Oneloop.Invalid*' | Sort-Object)
    }
}

Describe "build.ps1 docs$withoutPlatyPS" -Skip:(-not $hasPlatyPS) {
    BeforeAll {
        $script:shared = Open-PowerShell

        function Invoke-DocTask([string] $Folder) {
            $fresh = Invoke-OpenPowerShell $shared "& '$root/docs/Update-ModuleHelp.ps1' -ModulePath '$module' -Path '$Folder'"
            $fresh.Error | Should -BeNullOrEmpty
            $fresh.Output -split '\r?\n' | Where-Object { $_ } | Split-Path -Leaf
        }
    }

    AfterAll {
        Close-PowerShell $shared
    }

    It 'changes nothing where nothing has changed' {
        $folder = Join-Path $TestDrive 'same'
        Copy-Item $docs $folder -Recurse
        Invoke-DocTask $folder | Should -BeNullOrEmpty
        foreach ($file in Get-ChildItem $docs) { (Get-FileHash "$folder/$($file.Name)").Hash | Should -Be (Get-FileHash $file.FullName).Hash }
    }

    It 'brings a page up to the module, keeps its words, and leaves places for those it lacks' {
        $page = [System.IO.File]::ReadAllText("$docs/Connect-Oneloop.md")
        $stale = $page -replace '(?s)### -PassThru\n.*?(?=### -)' -replace 'DefaultValue: 30', 'DefaultValue: 31' -replace 'Position: 0', 'Position: 4'
        $stale | Should -Not -BeExactly $page
        $folder = Join-Path $TestDrive 'stale'
        Copy-Item $docs $folder -Recurse
        [System.IO.File]::WriteAllText("$folder/Connect-Oneloop.md", $stale)

        Invoke-DocTask $folder | Should -Be 'Connect-Oneloop.md', 'Oneloop.dll-Help.xml'
        [System.IO.File]::ReadAllText("$folder/Connect-Oneloop.md").Replace('{{ Fill in }}', 'Writes the connection, for -Connection of the other commands.') |
            Should -BeExactly $page
    }

    It 'makes a page for a cmdlet that has none' {
        $folder = Join-Path $TestDrive 'new'
        Copy-Item $docs $folder -Recurse
        Remove-Item "$folder/Get-OneloopConnection.md"
        Invoke-DocTask $folder | Should -Contain 'Get-OneloopConnection.md'
        Compare-HelpPage (Get-OneloopCommand) $folder | Should -Be 'Get-OneloopConnection: something is left to be filled in'
    }

    It 'leaves pages that platyPS finds no fault with: <Name>' -ForEach $cmdlets {
        $fresh = Invoke-OpenPowerShell $shared "Test-MarkdownCommandHelp '$docs/$Name.md' -DetailView | Where-Object { -not `$_.IsValid } | ForEach-Object { `$_.Messages }; 'done'"
        $fresh.Error | Should -BeNullOrEmpty
        $fresh.Output.Trim() | Should -Be 'done'
    }
}
