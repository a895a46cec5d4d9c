# From figures to what is read: tables and a chart.

Import-Module "$PSScriptRoot/BenchmarkSupport.psm1"

$invariant = [cultureinfo]::InvariantCulture

<#
.SYNOPSIS
    Formats a number the same way in every culture.
#>
function Format-Number([double] $Number, [string] $Format = 'N0') {
    $Number.ToString($Format, $invariant)
}

# The median, and behind it the least and the most.
function Format-Figure($Figure, [string] $Format = 'N0') {
    if ($null -eq $Figure) { return '' }
    $median = Format-Number $Figure.Median $Format
    if ($Figure.Minimum -eq $Figure.Maximum) { return $median }
    "$median ($(Format-Number $Figure.Minimum $Format)`u{2013}$(Format-Number $Figure.Maximum $Format))"
}

<#
.SYNOPSIS
    Makes a Markdown table of objects with the same properties; columns of figures are set to the right.
#>
function Format-Markdown([object[]] $Row) {
    $names = $Row[0].PSObject.Properties.Name
    "| $($names -join ' | ') |"
    "| $(($names | ForEach-Object { $_ -eq $names[0] ? '---' : '---:' }) -join ' | ') |"
    foreach ($one in $Row) { "| $(($names | ForEach-Object { $one.$_ }) -join ' | ') |" }
}

<#
.SYNOPSIS
    Gets what the figures were taken with.
#>
function Get-EnvironmentText([string] $ModuleVersion) {
    $processor = if ($IsLinux) {
        (Select-String -Path /proc/cpuinfo -Pattern '^model name\s*:\s*(.+)' | Select-Object -First 1).Matches.Groups[1].Value
    } elseif ($IsMacOS) {
        sysctl -n machdep.cpu.brand_string
    } else {
        (Get-ItemProperty 'HKLM:\HARDWARE\DESCRIPTION\System\CentralProcessor\0').ProcessorNameString
    }
    $date = [datetime]::Now.ToString('yyyy-MM-dd', $invariant)
    $runtime = [System.Runtime.InteropServices.RuntimeInformation]::FrameworkDescription
    "Measured $date with module $ModuleVersion, PowerShell $($PSVersionTable.PSVersion), $runtime, $($PSVersionTable.OS.Trim()), " +
    "$("$processor".Trim()), $([System.Environment]::ProcessorCount) cores."
}

# Each run against its own, since a slow spell of the machine hits both.
function Get-Ratio($Of, $To) {
    (Get-Figure @(for ($run = 0; $run -lt $Of.Numbers.Count; $run++) { $Of.Numbers[$run] / $To.Numbers[$run] })).Median
}

<#
.SYNOPSIS
    Gets what the project aims at, what was measured, and what the reference would reach.
#>
function Get-TargetRow($Figures, [int] $Customers, [int[]] $MemoryCustomers) {
    $fewer, $more = $MemoryCustomers
    $bulk = "0 ms, limit 8, $(Format-Number $Customers) customers"
    $targets = @(
        @{ Ratio = 'Speed: module / reference, 20 ms, limit 32'; Of = '20 Module 32'; To = '20 Reference 32'; Least = 0.97; Format = 'N2' }
        @{ Ratio = "Speed: module / reference, $bulk"; Of = '0 Module 8'; To = '0 Reference 8'; Least = 0.75; Format = 'N2' }
        @{ Ratio = "Speed: module / Invoke-RestMethod in a loop, $bulk"; Of = '0 Module 8'; To = '0 Loop 1'; Least = 14; Format = 'N1'; Bare = '0 Reference 8' }
        @{ Ratio = "Speed: module / Invoke-RestMethod in -Parallel, $bulk"; Of = '0 Module 8'; To = '0 Parallel 8'; Least = 60; Format = 'N1'; Bare = '0 Reference 8' }
        @{ Ratio = 'Time: one warm call, module / Invoke-RestMethod'; Of = 'single module'; To = 'single restMethod'; Most = 0.5; Format = 'N2' }
        @{ Ratio = 'Time: import, module / empty module'; Of = 'import module'; To = 'import empty'; Most = 1.3; Format = 'N2' }
        @{ Ratio = "Peak memory: $(Format-Number $more) / $(Format-Number $fewer) customers"; Of = "memory $more"; To = "memory $fewer"; Most = 1.1; Format = 'N2' }
    )
    foreach ($target in $targets) {
        $ratio = Get-Ratio $Figures[$target.Of] $Figures[$target.To]
        $isLeast = $target.ContainsKey('Least')
        $bound = $isLeast ? $target.Least : $target.Most
        [pscustomobject][ordered]@{
            Ratio       = $target.Ratio
            Target      = "$($isLeast ? 'at least' : 'at most') $(Format-Number $bound $target.Format)"
            Measured    = Format-Number $ratio $target.Format
            Met         = ($isLeast ? $ratio -ge $bound : $ratio -le $bound) ? 'yes' : 'no'
            Reference   = $target.Bare ? (Format-Number (Get-Ratio $Figures[$target.Bare] $Figures[$target.To]) $target.Format) : ''
        }
    }
}

<#
.SYNOPSIS
    Gets the requests a second of all contestants, a row for each latency and limit.
#>
function Get-ThroughputRow($Figures, [int[]] $Limits) {
    foreach ($latency in 0, 20) {
        foreach ($limit in $Limits) {
            $module = $Figures["$latency Module $limit"]
            $reference = $Figures["$latency Reference $limit"]
            [pscustomobject][ordered]@{
                'Latency, limit'               = "$latency ms, $limit"
                'Module'                       = Format-Figure $module
                'Reference'                    = Format-Figure $reference
                'Module / reference'           = Format-Number ($module.Median / $reference.Median) 'N2'
                'Invoke-RestMethod, loop'      = Format-Figure $Figures["$latency Loop $limit"]
                'Invoke-RestMethod, -Parallel' = Format-Figure $Figures["$latency Parallel $limit"]
            }
        }
    }
}

<#
.SYNOPSIS
    Gets what else it costs: time of one call, import, allocations and memory.
#>
function Get-CostRow($Figures, [int[]] $MemoryCustomers) {
    $costs = @(
        @{ What = 'One warm call, microseconds'; Module = 'single module'; RestMethod = 'single restMethod'; Format = 'N0' }
        @{ What = 'First call of a process, with `Connect-Oneloop`, ms'; Module = 'first module'; RestMethod = 'first restMethod'; Format = 'N0' }
        @{ What = 'Customers a second after six seconds of warming up, 0 ms, limit 8'; Module = 'warm Module 8'; Reference = 'warm Reference 8'; RestMethod = 'warm Loop 1'; Format = 'N0' }
        @{ What = '`Import-Module`, ms'; Module = 'import module'; Empty = 'import empty'; Format = 'N1' }
        @{ What = 'Records a second through a cmdlet that sends nothing'; Empty = '0 Empty 8'; Format = 'N0' }
        @{ What = 'Bytes allocated for a customer, 0 ms, limit 8'; Module = '0 Module 8 bytes'; Reference = '0 Reference 8 bytes'; Empty = '0 Empty 8 bytes'; Format = 'N0' }
        foreach ($count in $MemoryCustomers) {
            @{ What = "Peak memory, $(Format-Number $count) customers streamed from file to file, MB"; Module = "memory $count"; Format = 'N1' }
        }
    )
    foreach ($cost in $costs) {
        [pscustomobject][ordered]@{
            'What'              = $cost.What
            'Module'            = Format-Figure $Figures["$($cost.Module)"] $cost.Format
            'Reference'         = Format-Figure $Figures["$($cost.Reference)"] $cost.Format
            'Invoke-RestMethod' = Format-Figure $Figures["$($cost.RestMethod)"] $cost.Format
            'Empty'             = Format-Figure $Figures["$($cost.Empty)"] $cost.Format
        }
    }
}

<#
.SYNOPSIS
    Puts text between two markers of a document.
#>
function Edit-FigureText(
    [string] $Document,
    [string] $Text,
    [string] $Begin = '<!-- figures: written by build.ps1 benchmark -->',
    [string] $End = '<!-- end of figures -->'
) {
    $from = $Document.IndexOf($Begin, [System.StringComparison]::Ordinal)
    $to = $from -lt 0 ? -1 : $Document.IndexOf($End, $from, [System.StringComparison]::Ordinal)
    if ($to -lt 0) { throw "The document lacks its markers: $Begin and $End" }
    $Document.Substring(0, $from) + "$Begin`n`n$Text`n`n" + $Document.Substring($to)
}

<#
.SYNOPSIS
    Makes the bar chart, as SVG that is legible on a light and on a dark page.
#>
function Get-ChartText($Figures) {
    $groups = @(
        @{ Title = '0 ms latency, limit 8'; Latency = 0; Limit = 8 }
        @{ Title = '20 ms latency, limit 8'; Latency = 20; Limit = 8 }
        @{ Title = '20 ms latency, limit 32'; Latency = 20; Limit = 32 }
    )
    $bars = @(
        @{ Label = 'Oneloop module'; Key = { "$latency Module $limit" }; Color = '#3b82f6' }
        @{ Label = 'bare HttpClient, C#'; Key = { "$latency Reference $limit" }; Color = '#8b8f96' }
        @{ Label = 'Invoke-RestMethod, loop'; Key = { "$latency Loop 1" }; Color = '#d97706' }
        @{ Label = 'Invoke-RestMethod, -Parallel'; Key = { "$latency Parallel $limit" }; Color = '#d97706' }
    )
    $width, $left, $widest, $step, $thick = 760, 210, 460, 24, 16

    $lines = [System.Collections.Generic.List[string]]::new()
    $y = 24
    $lines.Add("<text x=""0"" y=""$y"" class=""head"">Requests a second</text>")
    $lines.Add("<text x=""$width"" y=""$y"" class=""note"" text-anchor=""end"">each group has its own scale</text>")
    foreach ($group in $groups) {
        $latency, $limit = $group.Latency, $group.Limit
        $y += 36
        $lines.Add("<text x=""0"" y=""$y"" class=""title"">$($group.Title)</text>")
        $y += 10
        $values = foreach ($bar in $bars) { $Figures[(& $bar.Key)].Median }
        $most = ($values | Measure-Object -Maximum).Maximum
        for ($i = 0; $i -lt $bars.Count; $i++) {
            $length = Format-Number ([math]::Max(1, $widest * $values[$i] / $most)) '0.0'
            $end = Format-Number ($left + $widest * $values[$i] / $most + 8) '0.0'
            $lines.Add("<text x=""$($left - 8)"" y=""$($y + 13)"" text-anchor=""end"">$($bars[$i].Label)</text>")
            $lines.Add("<rect x=""$left"" y=""$y"" width=""$length"" height=""$thick"" rx=""2"" fill=""$($bars[$i].Color)""/>")
            $lines.Add("<text x=""$end"" y=""$($y + 13)"">$(Format-Number $values[$i])</text>")
            $y += $step
        }
    }
    $height = $y + 4

    @(
        "<svg xmlns=""http://www.w3.org/2000/svg"" viewBox=""0 0 $width $height"" width=""$width"" height=""$height"" role=""img"">"
        '<title>Requests a second</title>'
        '<style>text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #7d8590 } .head { font-size: 16px; font-weight: 600 } .title { font-weight: 600 } .note { font-size: 12px }</style>'
        $lines
        '</svg>'
        ''
    ) -join "`n"
}

Export-ModuleMember Format-Markdown, Format-Number, Get-*, Edit-FigureText
