#Requires -Version 7.4

<#
.SYNOPSIS
    Brings the markdown of docs/en-US up to the built module, and writes the MAML from it.
.DESCRIPTION
    What can be read off the module (syntax, types, positions, aliases, defaults) is taken from there; what was written by hand
    (synopsis, descriptions, examples, notes, links) stays. A new cmdlet or parameter gets a page or section to be filled in.
    Needs platyPS, and gets it from the PowerShell Gallery for the current user if it is missing. Changes nothing where nothing
    has changed. Run it in a process of its own: it keeps the module's files open.
.PARAMETER ModulePath
    The folder of the built module.
.PARAMETER Path
    The folder of the markdown and the MAML.
.OUTPUTS
    The files that it changed.
#>
[CmdletBinding()]
param(
    [string] $ModulePath = (Join-Path $PSScriptRoot '../artifacts/Oneloop'),
    [string] $Path = (Join-Path $PSScriptRoot 'en-US')
)

$ErrorActionPreference = 'Stop'

# Where words are to be written by hand.
$place = '{{ Fill in }}'

# What a parameter is where it is not given, as the cmdlet's class says.
function Get-DefaultText($Cmdlet, [string] $Parameter) {
    # PowerShell adds -WhatIf and -Confirm itself.
    $value = $Cmdlet.ImplementingType.GetProperty($Parameter)?.GetValue([activator]::CreateInstance($Cmdlet.ImplementingType))
    # A string in PowerShell is written the same in every culture.
    "$($value -join ', ')"
}

# The facts from the module, the words from the page that was there before.
function Get-CurrentHelp($Cmdlet, [string] $PagePath) {
    $help = New-CommandHelp $Cmdlet
    $before = (Test-Path $PagePath) ? (Import-MarkdownCommandHelp $PagePath) : $null
    $help.Aliases = 'This cmdlet has no aliases.'
    # What platyPS found of these, it found in the help of the built module: older words than those of the page.
    foreach ($property in 'Synopsis', 'Description', 'Notes') { $help.$property = $before ? $before.$property : $place }
    foreach ($list in 'Examples', 'RelatedLinks') {
        $help.$list.Clear()
        foreach ($item in $before ? $before.$list : @()) { $help.$list.Add($item) }
    }
    foreach ($parameter in $help.Parameters) {
        $old = $before ? ($before.Parameters | Where-Object Name -EQ $parameter.Name) : $null
        $parameter.Description = $old ? $old.Description : $place
        $parameter.DefaultValue = Get-DefaultText $Cmdlet $parameter.Name
        $parameter.AcceptedValues.Clear()
        $Cmdlet.Parameters[$parameter.Name].Attributes | Where-Object { $_ -is [ValidateSet] } |
            ForEach-Object { $parameter.AcceptedValues.AddRange($_.ValidValues) }
    }
    foreach ($list in 'Inputs', 'Outputs') {
        foreach ($item in $help.$list) {
            $old = $before ? ($before.$list | Where-Object Typename -EQ $item.Typename) : $null
            $item.Description = $old ? $old.Description : $place
        }
    }
    $help
}

function Write-IfChanged([string] $File, [string] $Text) {
    if (-not (Test-Path $File) -or [System.IO.File]::ReadAllText($File) -cne $Text) {
        [System.IO.File]::WriteAllText($File, $Text)
        $File
    }
}

function Add-Paragraph($Node, [string] $Text) {
    $paragraph = $Node.AppendChild($Node.OwnerDocument.CreateElement('maml:para', $maml))
    $paragraph.InnerText = $Text
}

# A fenced block, or the lines up to the next one.
$pieces = '(?m)^```(?<kind>\w*)\n(?<text>(?:(?!```$).*\n)*?)```$|(?<words>(?:^(?!```).*\n?)+)'

# platyPS leaves code, output and words of an example in one text with its fences, and defaults out.
function Repair-Maml($Document, $Help) {
    $command = $Document.SelectSingleNode("//command:command[command:details/command:name = '$($Help.Title)']", $names)
    $examples = @($command.SelectNodes('command:examples/command:example', $names))
    for ($i = 0; $i -lt $examples.Count; $i++) {
        $introduction = $examples[$i].SelectSingleNode('maml:introduction', $names)
        $introduction.RemoveAll()
        $code = $examples[$i].SelectSingleNode('dev:code', $names)
        $remarks = $examples[$i].SelectSingleNode('dev:remarks', $names)
        foreach ($piece in [regex]::Matches($Help.Examples[$i].Remarks.ReplaceLineEndings("`n"), $pieces)) {
            $text = $piece.Groups['text'].Value.TrimEnd()
            $words = $piece.Groups['words'].Value.Trim()
            if ($piece.Groups['kind'].Value -eq 'powershell') {
                $code.InnerText += ($code.InnerText ? "`n`n" : '') + $text
            } elseif ($piece.Groups['text'].Success) {
                Add-Paragraph $remarks $text
            } elseif ($words) {
                Add-Paragraph ($code.InnerText ? $remarks : $introduction) $words
            }
        }
        # Get-Help puts nothing else between an example and the next one's title.
        Add-Paragraph $remarks ''
    }

    foreach ($parameter in $command.SelectNodes('.//command:parameter', $names)) {
        $name = $parameter.SelectSingleNode('maml:name', $names).InnerText
        $default = ($Help.Parameters | Where-Object Name -EQ $name).DefaultValue
        if ($default) {
            $parameter.AppendChild($Document.CreateElement('dev:defaultValue', $dev)).InnerText = $default
        }
    }

    # A page's link to a file beside it leads nowhere from within Get-Help, which takes the name instead.
    foreach ($uri in $command.SelectNodes('command:relatedLinks/*/maml:uri', $names)) {
        if (-not [uri]::IsWellFormedUriString($uri.InnerText, 'Absolute')) { $uri.InnerText = '' }
    }
}

# Takes out what Get-Help shows nothing of, since the help is the largest part of the module.
function Compress-Maml($Document) {
    foreach ($parameter in $Document.SelectNodes('//command:syntaxItem/command:parameter', $names)) {
        foreach ($part in $parameter.SelectNodes('maml:description | dev:type | dev:defaultValue', $names)) { $null = $parameter.RemoveChild($part) }
        foreach ($attribute in 'globbing', 'pipelineInput', 'aliases') { $parameter.RemoveAttribute($attribute) }
        # The brackets in a syntax are those of the parameter; the list of parameters takes them from its values.
        foreach ($value in $parameter.SelectNodes('.//command:parameterValue', $names)) { $value.RemoveAttribute('required') }
    }
    foreach ($node in $Document.SelectNodes('//*[@variableLength]', $names)) { $node.RemoveAttribute('variableLength') }
    foreach ($introduction in $Document.SelectNodes('//maml:introduction[not(*)]', $names)) { $null = $introduction.ParentNode.RemoveChild($introduction) }
}

# Without blanks between elements, with one letter for a namespace, and with each part of a page in a line, so that a change can be read.
function Get-MamlText($Document) {
    $text = $Document.OuterXml -replace '(?=<(?:/helpItems>|command:(?:command|syntaxItem|parameter|inputType|returnValue|example|relatedLinks)[ >]))', "`n"
    $text = $text -replace '(?<=^<\?xml[^>]*\?>)', "`n"
    foreach ($prefix in 'command', 'maml', 'dev') { $text = $text -replace "(?<=</?|xmlns:)${prefix}(?=[:=])", $prefix[0] }
    $text
}

Import-Module "$PSScriptRoot/../build/Tools.psm1"
Import-Tool Microsoft.PowerShell.PlatyPS 1.0.0
$module = Import-Module (Join-Path (Convert-Path $ModulePath) 'Oneloop.psd1') -Force -PassThru
$temporary = New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid()))
$null = New-Item -ItemType Directory -Force $Path
try {
    $changed = @()
    $help = foreach ($cmdlet in $module.ExportedCmdlets.Values | Sort-Object Name) {
        $page = Join-Path $Path "$($cmdlet.Name).md"
        $written = Get-CurrentHelp $cmdlet $page | Export-MarkdownCommandHelp -OutputFolder $temporary -Force
        # Without the day of the run, which git knows better, and without the blank line that platyPS adds each time.
        $text = [System.IO.File]::ReadAllText($written).ReplaceLineEndings("`n") -replace '(?m)^ms\.date:.*\n' -replace '\n{3,}', "`n`n"
        $changed += Write-IfChanged $page ($text.TrimEnd() + "`n")
        Import-MarkdownCommandHelp $page
    }
    $written = $help | Export-MamlCommandHelp -OutputFolder $temporary -Force

    $document = [xml]::new()
    $document.PreserveWhitespace = $false
    $document.Load("$written")
    $maml = 'http://schemas.microsoft.com/maml/2004/10'
    $dev = 'http://schemas.microsoft.com/maml/dev/2004/10'
    $names = [System.Xml.XmlNamespaceManager]::new($document.NameTable)
    $names.AddNamespace('maml', $maml)
    $names.AddNamespace('dev', $dev)
    $names.AddNamespace('command', 'http://schemas.microsoft.com/maml/dev/command/2004/10')
    foreach ($page in $help) { Repair-Maml $document $page }

    Compress-Maml $document
    $changed += Write-IfChanged (Join-Path $Path 'Oneloop.dll-Help.xml') ((Get-MamlText $document) + "`n")
    $changed
} finally {
    Remove-Item $temporary -Recurse
}
