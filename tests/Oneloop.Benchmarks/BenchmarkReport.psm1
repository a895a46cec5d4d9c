# From figures to what is read: tables and a chart.

$invariant = [cultureinfo]::InvariantCulture

function Format-Number([double] $Number, [string] $Format = 'N0') {
    $Number.ToString($Format, $invariant)
}

# 1,234 (1,200–1,300)
function Format-Figure($Figure, [string] $Format = 'N0', [string] $Unit = '') {
    if ($null -eq $Figure) { return '' }
    "$(Format-Number $Figure.Median $Format)$Unit ($(Format-Number $Figure.Minimum $Format)–$(Format-Number $Figure.Maximum $Format))"
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
function Get-EnvironmentText([string] $ModuleVersion, [int] $Runs) {
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
    "$("$processor".Trim()), $([System.Environment]::ProcessorCount) cores. Median of $Runs runs (least–most)."
}

<#
.SYNOPSIS
    Gets what the project aims at, and what was measured.
#>
function Get-TargetRow($Figures, [int] $Customers, [int[]] $MemoryCustomers) {
    function Get-Target([string] $Name, [string] $Over, [string] $Under, [string] $Sign, [double] $Bound, [string] $Format) {
        $ratio = $Figures[$Over].Median / $Figures[$Under].Median
        $met = $Sign -eq '≥' ? $ratio -ge $Bound : $ratio -le $Bound
        [pscustomobject][ordered]@{
            Ratio    = $Name
            Target   = "$Sign $(Format-Number $Bound $Format)"
            Measured = Format-Number $ratio $Format
            Met      = $met ? 'yes' : 'no'
        }
    }

    $fewer, $more = $MemoryCustomers
    $bulk = "0 ms, limit 8, $(Format-Number $Customers) customers"
    Get-Target 'Speed: module / reference, 20 ms, limit 32' '20 Module 32' '20 Reference 32' '≥' 0.97 'N2'
    Get-Target "Speed: module / reference, $bulk" '0 Module 8' '0 Reference 8' '≥' 0.75 'N2'
    Get-Target "Speed: module / Invoke-RestMethod in a loop, $bulk" '0 Module 8' '0 Loop 1' '≥' 14 'N1'
    Get-Target "Speed: module / Invoke-RestMethod in -Parallel, $bulk" '0 Module 8' '0 Parallel 8' '≥' 60 'N1'
    Get-Target 'Time: one warm call, module / Invoke-RestMethod' 'single module' 'single restMethod' '≤' 0.5 'N2'
    Get-Target 'Time: import, module / empty module' 'import module' 'import empty' '≤' 1.3 'N2'
    Get-Target "Peak memory: $(Format-Number $more) / $(Format-Number $fewer) customers" "memory $more" "memory $fewer" '≤' 1.1 'N2'
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
                'Latency, limit'            = "$latency ms, $limit"
                'Module'                    = Format-Figure $module
                'Reference'                 = Format-Figure $reference
                'Module / reference'        = Format-Number ($module.Median / $reference.Median) 'N2'
                'Invoke-RestMethod, loop'   = Format-Figure $Figures["$latency Loop $limit"]
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
    function Get-Cost([string] $What, [string] $Unit, [string] $Module, [string] $Reference, [string] $RestMethod, [string] $Empty, [string] $Format = 'N0') {
        [pscustomobject][ordered]@{
            'What'              = $What
            'Unit'              = $Unit
            'Module'            = Format-Figure $Figures[$Module] $Format
            'Reference'         = Format-Figure $Figures[$Reference] $Format
            'Invoke-RestMethod' = Format-Figure $Figures[$RestMethod] $Format
            'Empty'             = Format-Figure $Figures[$Empty] $Format
        }
    }

    Get-Cost 'One warm call' 'µs' 'single module' '' 'single restMethod' ''
    Get-Cost 'First call of a process, with `Connect-Oneloop`' 'ms' 'first module' '' 'first restMethod' ''
    Get-Cost '`Import-Module`' 'ms' 'import module' '' '' 'import empty' 'N1'
    Get-Cost 'Records a second, nothing asked' '' '' '' '' '0 Empty 8'
    Get-Cost 'Allocated for a customer, 0 ms, limit 8' 'bytes' '0 Module 8 bytes' '0 Reference 8 bytes' '' '0 Empty 8 bytes'
    foreach ($count in $MemoryCustomers) {
        Get-Cost "Peak memory, $(Format-Number $count) customers" 'MB' "memory $count" '' '' '' 'N1'
    }
}

<#
.SYNOPSIS
    Puts text between the markers of a document.
#>
function Edit-FigureText([string] $Document, [string] $Text) {
    $begin = '<!-- figures: written by build.ps1 benchmark -->'
    $end = '<!-- end of figures -->'
    $from = $Document.IndexOf($begin, [System.StringComparison]::Ordinal)
    $to = $Document.IndexOf($end, [System.StringComparison]::Ordinal)
    if ($from -lt 0 -or $to -lt $from) { throw "The document lacks its markers: $begin and $end" }
    $Document.Substring(0, $from) + "$begin`n`n$Text`n`n" + $Document.Substring($to)
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

Export-ModuleMember -Function Format-Markdown, Get-*, Edit-FigureText
