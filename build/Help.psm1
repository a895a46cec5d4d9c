# Reads the pages of docs/en-US and holds them against the module and against the help that ships. Without platyPS, so that a change
# is found out on any machine.

$fence = '(?m)^```(?<kind>\w*)\n(?<text>(?:(?!```$).*\n)*?)```$'

function Get-PageSection([string] $Text, [string] $Level) {
    $section = [ordered]@{}
    # Headings within a fenced block are text.
    $masked = [regex]::Replace($Text, $fence, { param($m) $m.Value -replace '#', "`0" })
    $headings = [regex]::Matches($masked, "(?m)^$Level (?<title>.+)\n")
    for ($i = 0; $i -lt $headings.Count; $i++) {
        $start = $headings[$i].Index + $headings[$i].Length
        $end = $i + 1 -lt $headings.Count ? $headings[$i + 1].Index : $masked.Length
        $title = $headings[$i].Groups['title'].Value.Trim()
        if ($section.Contains($title)) { throw "The heading '$title' stands there twice." }
        $section[$title] = $Text.Substring($start, $end - $start).Trim()
    }
    $section
}

# The YAML that platyPS writes for a parameter: keys, lists of words, and one list of maps.
function Get-PageParameter([string] $Name, [string] $Text) {
    $block = [regex]::Match($Text, '(?ms)^```yaml\n(?<yaml>.*?)^```')
    if (-not $block.Success) { throw "-$Name has no YAML." }
    $parameter = [ordered]@{ Name = $Name; Description = $Text.Substring(0, $block.Index).Trim() }
    $key = $null
    foreach ($line in $block.Groups['yaml'].Value.TrimEnd().Split("`n")) {
        switch -Regex ($line) {
            '^(?<key>\w+): ?(?<value>.*)$' {
                $key = $Matches.key
                $value = $Matches.value.Trim()
                $parameter[$key] = $value -in '[]', '' ? @() : $value -replace '^([''"])(.*)\1$', '$2'
                break
            }
            '^- Name: (?<value>.*)$' { $parameter[$key] += @([ordered]@{ Name = $Matches.value }); break }
            '^  (?<name>\w+): (?<value>.*)$' { $parameter[$key][-1][$Matches.name] = $Matches.value; break }
            '^- (?<value>.*)$' { $parameter[$key] += @($Matches.value); break }
            default { throw "-$Name has a line of YAML that cannot be read: $line" }
        }
    }
    [pscustomobject] $parameter
}

<#
.SYNOPSIS
    Reads the text of an example: its code, the output it promises ($null where it promises none), and its words.
#>
function ConvertTo-HelpExample {
    [OutputType([pscustomobject])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Title,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $Text
    )

    $blocks = [regex]::Matches($Text, $fence)
    $code = $blocks | Where-Object { $_.Groups['kind'].Value -eq 'powershell' } | ForEach-Object { $_.Groups['text'].Value.TrimEnd() }
    $output = $blocks | Where-Object { $_.Groups['kind'].Value -eq 'Output' } | ForEach-Object { $_.Groups['text'].Value.TrimEnd() }
    [pscustomobject]@{
        Title  = $Title
        Code   = $code -join "`n`n"
        Output = $output ? $output -join "`n`n" : $null
        Words  = ([regex]::Replace($Text, $fence, '') -replace '\n{3,}', "`n`n").Trim()
    }
}

<#
.SYNOPSIS
    Reads a page of docs/en-US.
#>
function Import-HelpPage {
    [OutputType([pscustomobject])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path
    )

    $text = [System.IO.File]::ReadAllText((Convert-Path $Path)).ReplaceLineEndings("`n")
    if ($text -notmatch '(?s)\A---\n(?<front>.*?)\n---\n(?<body>.*)\z') { throw "$Path has no front matter." }
    $body = $Matches.body
    $front = @{}
    foreach ($line in $Matches.front.Split("`n")) {
        $key, $value = $line -split ': ', 2
        $front[$key] = $value
    }

    $section = Get-PageSection $body '##'
    foreach ($name in 'SYNOPSIS', 'SYNTAX', 'ALIASES', 'DESCRIPTION', 'EXAMPLES', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'NOTES', 'RELATED LINKS') {
        if (-not $section.Contains($name)) { throw "$Path has no section $name." }
    }
    $syntax = [ordered]@{}
    $sets = Get-PageSection $section.SYNTAX '###'
    foreach ($set in $sets.Keys) {
        $syntax[($set -replace ' \(Default\)$')] = (($sets[$set] -replace '```' -replace '\[<CommonParameters>\]').Trim() -replace '\s+', ' ')
    }
    $examples = Get-PageSection $section.EXAMPLES '###'
    $parameters = Get-PageSection $section.PARAMETERS '###'
    [pscustomobject]@{
        Name        = $front.title
        Text        = $text
        Front       = $front
        Synopsis    = $section.SYNOPSIS
        Syntax      = $syntax
        Description = $section.DESCRIPTION
        Examples    = @(foreach ($title in $examples.Keys) { ConvertTo-HelpExample $title $examples[$title] })
        Parameters  = @(foreach ($name in $parameters.Keys -like '-*') { Get-PageParameter $name.TrimStart('-') $parameters[$name] })
        Inputs      = Get-PageSection $section.INPUTS '###'
        Outputs     = Get-PageSection $section.OUTPUTS '###'
        Notes       = $section.NOTES
        Links       = @([regex]::Matches($section.'RELATED LINKS', '\[(?<name>[^\]]*)\]\((?<target>[^)]*)\)') |
                ForEach-Object { [pscustomobject]@{ Name = $_.Groups['name'].Value; Target = $_.Groups['target'].Value } })
    }
}

function Get-YamlTruth($Value) {
    $Value ? 'true' : 'false'
}

function Get-ParameterFact($Command, $Metadata) {
    $attributes = $Metadata.Attributes
    # PowerShell adds -WhatIf and -Confirm itself.
    $default = $Command.ImplementingType ?
    "$($Command.ImplementingType.GetProperty($Metadata.Name)?.GetValue([activator]::CreateInstance($Command.ImplementingType)) -join ', ')" : ''
    $accepted = $attributes | Where-Object { $_ -is [ValidateSet] } | ForEach-Object { $_.ValidValues }
    [ordered]@{
        Type              = $Metadata.ParameterType.ToString()
        DefaultValue      = $default
        SupportsWildcards = Get-YamlTruth ($attributes | Where-Object { $_ -is [SupportsWildcards] })
        Aliases           = $Metadata.Aliases -join ', '
        DontShow          = Get-YamlTruth ($attributes | Where-Object { $_ -is [Parameter] -and $_.DontShow })
        AcceptedValues    = $accepted -join ', '
        ParameterSets     = (
            $Metadata.ParameterSets.GetEnumerator() | Sort-Object Key | ForEach-Object {
                [string]::Format('{0}: position {1}, required {2}, from the pipeline {3}, by property name {4}, from remaining arguments {5}',
                    ($_.Key -eq '__AllParameterSets' ? '(All)' : $_.Key),
                    ($_.Value.Position -eq [int]::MinValue ? 'Named' : $_.Value.Position),
                    (Get-YamlTruth $_.Value.IsMandatory), (Get-YamlTruth $_.Value.ValueFromPipeline),
                    (Get-YamlTruth $_.Value.ValueFromPipelineByPropertyName), (Get-YamlTruth $_.Value.ValueFromRemainingArguments))
            }) -join '; '
    }
}

function Get-PageFact($Parameter) {
    [ordered]@{
        Type              = $Parameter.Type
        DefaultValue      = $Parameter.DefaultValue -join ', '
        SupportsWildcards = $Parameter.SupportsWildcards
        Aliases           = $Parameter.Aliases -join ', '
        DontShow          = $Parameter.DontShow
        AcceptedValues    = $Parameter.AcceptedValues -join ', '
        ParameterSets     = (
            $Parameter.ParameterSets | Sort-Object { $_.Name } | ForEach-Object {
                [string]::Format('{0}: position {1}, required {2}, from the pipeline {3}, by property name {4}, from remaining arguments {5}',
                    $_.Name, $_.Position, $_.IsRequired, $_.ValueFromPipeline, $_.ValueFromPipelineByPropertyName, $_.ValueFromRemainingArguments)
            }) -join '; '
    }
}

<#
.SYNOPSIS
    Tells where commands and pages differ, one line each; nothing where they agree.
.PARAMETER Command
    The commands, as Get-Command returns them.
.PARAMETER Path
    The folder of the pages.
#>
function Compare-HelpPage {
    [OutputType([string])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [System.Management.Automation.CommandInfo[]] $Command,
        [Parameter(Mandatory)] [string] $Path
    )

    $pages = @{}
    foreach ($file in Get-ChildItem $Path -Filter *.md) {
        $page = Import-HelpPage $file.FullName
        $pages[$file.BaseName] = $page
        if ($page.Name -ne $file.BaseName) { "$($file.Name): its title is $($page.Name)" }
        if ($file.BaseName -notin $Command.Name) { "$($file.BaseName): has a page, but is no cmdlet" }
    }

    $common = [System.Management.Automation.Cmdlet]::CommonParameters
    foreach ($cmdlet in $Command) {
        $name = $cmdlet.Name
        $page = $pages[$name]
        if (-not $page) { "${name}: has no page"; continue }
        if ($page.Text -match '\{\{') { "${name}: something is left to be filled in" }
        if ($page.Front.HelpUri -cne $cmdlet.HelpUri) { "${name}: HelpUri is $($cmdlet.HelpUri), on the page $($page.Front.HelpUri)" }

        $sets = [ordered]@{}
        foreach ($set in $cmdlet.ParameterSets) { $sets[$set.Name] = ("$name $set" -replace '\[<CommonParameters>\]').Trim() -replace '\s+', ' ' }
        foreach ($set in @($sets.Keys) + @($page.Syntax.Keys) | Select-Object -Unique) {
            if ($sets[$set] -cne $page.Syntax[$set]) { "${name}: the syntax $set is '$($sets[$set])', on the page '$($page.Syntax[$set])'" }
        }

        $parameters = @{}
        foreach ($metadata in $cmdlet.Parameters.Values | Where-Object Name -NotIn $common) { $parameters[$metadata.Name] = $metadata }
        foreach ($parameter in $page.Parameters | Where-Object { -not $parameters.ContainsKey($_.Name) }) { "$name -$($parameter.Name): is on the page only" }
        foreach ($metadata in $parameters.Values | Sort-Object Name) {
            $at = "$name -$($metadata.Name)"
            $parameter = $page.Parameters | Where-Object Name -CEQ $metadata.Name
            if (-not $parameter) { "${at}: is not on the page"; continue }
            $is, $says = (Get-ParameterFact $cmdlet $metadata), (Get-PageFact $parameter)
            foreach ($fact in $is.Keys) {
                if ("$($is[$fact])" -cne "$($says[$fact])") { "${at}: $fact is '$($is[$fact])', on the page '$($says[$fact])'" }
            }
            if (-not $parameter.Description) { "${at}: has no description" }
            foreach ($range in $metadata.Attributes | Where-Object { $_ -is [ValidateRange] -and $null -ne $_.MinRange }) {
                if ($parameter.Description -notmatch "\b$($range.MinRange) to $($range.MaxRange)\b") { "${at}: the page does not say that it takes $($range.MinRange) to $($range.MaxRange)" }
            }
        }

        $inputs = @($parameters.Values |
                Where-Object { $_.ParameterSets.Values | Where-Object { $_.ValueFromPipeline -or $_.ValueFromPipelineByPropertyName } } |
                ForEach-Object { ([Nullable]::GetUnderlyingType($_.ParameterType) ?? $_.ParameterType).FullName } | Sort-Object -Unique)
        $outputs = @($cmdlet.OutputType.Name | Sort-Object -Unique)
        if ("$inputs" -cne "$($page.Inputs.Keys | Sort-Object)") { "${name}: takes '$inputs', on the page '$($page.Inputs.Keys)'" }
        if ("$outputs" -cne "$($page.Outputs.Keys | Sort-Object)") { "${name}: writes '$outputs', on the page '$($page.Outputs.Keys)'" }
    }
}

<#
.SYNOPSIS
    Tells where pages and the MAML made from them differ, one line each; nothing where they agree.
.PARAMETER Path
    The folder of the pages.
.PARAMETER MamlPath
    The MAML.
#>
function Compare-HelpMaml {
    [OutputType([string])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $MamlPath
    )

    $document = [xml]::new()
    $document.Load((Convert-Path $MamlPath))
    $names = [System.Xml.XmlNamespaceManager]::new($document.NameTable)
    $names.AddNamespace('maml', 'http://schemas.microsoft.com/maml/2004/10')
    $names.AddNamespace('dev', 'http://schemas.microsoft.com/maml/dev/2004/10')
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')

    # All of an element's paragraphs, as one text; every other kind of element is compared by its text alone.
    function Get-Text($Node, [string] $Select) {
        $found = $Node.SelectNodes($Select, $names)
        (@(foreach ($element in $found) {
                    $paragraphs = $element.SelectNodes('.//maml:para', $names)
                    $paragraphs.Count ? (@($paragraphs | ForEach-Object InnerText | Where-Object { $_ }) -join "`n`n") : $element.InnerText
                }) -join "`n`n").ReplaceLineEndings("`n").Trim()
    }

    $pages = @(Get-ChildItem $Path -Filter *.md | ForEach-Object { Import-HelpPage $_.FullName })
    $commands = @{}
    foreach ($command in $document.SelectNodes('//command:command', $names)) { $commands[(Get-Text $command 'command:details/command:name')] = $command }
    $commands.Keys | Where-Object { $_ -notin $pages.Name } | ForEach-Object { "${_}: is in the MAML only" }
    foreach ($page in $pages) {
        $command = $commands[$page.Name]
        if (-not $command) { "$($page.Name): is not in the MAML"; continue }

        $says, $ships = [ordered]@{}, [ordered]@{}
        $says['synopsis'], $ships['synopsis'] = $page.Synopsis, (Get-Text $command 'command:details/maml:description')
        $says['description'], $ships['description'] = $page.Description, (Get-Text $command 'maml:description')
        $says['notes'], $ships['notes'] = $page.Notes, (Get-Text $command 'maml:alertSet')

        foreach ($parameter in $page.Parameters) {
            $says["-$($parameter.Name)"] = $parameter.Description
            foreach ($fact in 'Type', 'DefaultValue', 'Aliases') { $says["-$($parameter.Name), $fact"] = $parameter.$fact -join ', ' }
            $says["-$($parameter.Name), position"] = ($parameter.ParameterSets.Position | Select-Object -Unique) -join ', '
            $says["-$($parameter.Name), required"] = Get-YamlTruth ($parameter.ParameterSets.IsRequired -contains 'true')
            $pipeline = @(
                if ($parameter.ParameterSets.ValueFromPipeline -contains 'true') { 'ByValue' }
                if ($parameter.ParameterSets.ValueFromPipelineByPropertyName -contains 'true') { 'ByPropertyName' })
            $says["-$($parameter.Name), pipeline"] = $pipeline ? "true ($($pipeline -join ', '))" : 'false'
        }
        foreach ($parameter in $command.SelectNodes('command:parameters/command:parameter', $names)) {
            $name = "-$(Get-Text $parameter 'maml:name')"
            $ships[$name] = Get-Text $parameter 'maml:description'
            $ships["$name, Type"] = Get-Text $parameter 'dev:type/maml:name'
            $ships["$name, DefaultValue"] = Get-Text $parameter 'dev:defaultValue'
            $ships["$name, Aliases"] = $parameter.aliases -replace '^none$'
            $ships["$name, position"] = $parameter.position
            $ships["$name, required"] = $parameter.required
            $ships["$name, pipeline"] = $parameter.pipelineInput
        }

        foreach ($list in @{ Key = 'Inputs'; Select = 'command:inputTypes/command:inputType' }, @{ Key = 'Outputs'; Select = 'command:returnValues/command:returnValue' }) {
            foreach ($type in $page.($list.Key).Keys) { $says["$($list.Key) $type"] = $page.($list.Key)[$type] }
            foreach ($type in $command.SelectNodes($list.Select, $names)) {
                $ships["$($list.Key) $(Get-Text $type 'dev:type/maml:name')"] = Get-Text $type 'maml:description'
            }
        }

        foreach ($example in $page.Examples) {
            $says["$($example.Title), code"] = $example.Code
            $says["$($example.Title), the rest"] = @($example.Output, $example.Words | Where-Object { $_ }) -join "`n`n"
        }
        foreach ($example in $command.SelectNodes('command:examples/command:example', $names)) {
            $title = (Get-Text $example 'maml:title').Trim('-', ' ')
            $ships["$title, code"] = Get-Text $example 'dev:code'
            $ships["$title, the rest"] = Get-Text $example 'maml:introduction|dev:remarks'
        }

        $says['links'] = @("Online Version $($page.Front.HelpUri)"; $page.Links | ForEach-Object Name) -join "`n"
        $ships['links'] = @($command.SelectNodes('command:relatedLinks/maml:navigationLink', $names) |
                ForEach-Object { "$(Get-Text $_ 'maml:linkText') $(Get-Text $_ 'maml:uri')".Trim() }) -join "`n"

        foreach ($key in @($says.Keys) + @($ships.Keys) | Select-Object -Unique) {
            if ("$($says[$key])" -cne "$($ships[$key])") { "$($page.Name), ${key}: the page says '$($says[$key])', the MAML '$($ships[$key])'" }
        }
    }
}

<#
.SYNOPSIS
    Gets the pieces of code in an about topic: what stands eight columns in, with its number.
#>
function Get-AboutExample {
    [OutputType([pscustomobject])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Path
    )

    $number = 0
    $text = [System.IO.File]::ReadAllText((Convert-Path $Path)).ReplaceLineEndings("`n")
    foreach ($block in [regex]::Matches($text, '(?m)(?<=\n\n)(?: {8}.*\n|\n(?= {8}))+')) {
        $number++
        [pscustomobject]@{ Title = "$number"; Code = $block.Value.TrimEnd() -replace '(?m)^ {8}'; Output = $null; Words = '' }
    }
}

Export-ModuleMember Compare-*, ConvertTo-*, Import-*, Get-AboutExample
