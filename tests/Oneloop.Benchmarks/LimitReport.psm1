# From the figures of Measure-Limits.ps1 to docs/limits.md and its charts.

Import-Module "$PSScriptRoot/BenchmarkReport.psm1"

<#
.SYNOPSIS
    Makes a Markdown table of the rows of a scenario: a line for each case, with median and worst.
#>
function Format-LimitTable([object[]] $Row) {
    (Format-Markdown @(
        # Not by Group-Object, which sorts.
        foreach ($case in $Row.Case | Select-Object -Unique) {
            $median, $worst = $Row | Where-Object Case -EQ $case
            $line = [ordered]@{ Case = $case -replace ' x ', ' customers, limit ' }
            foreach ($name in $median.PSObject.Properties.Name | Where-Object { $_ -notin 'Scenario', 'Case', 'Run' }) {
                $format = $name -like '*Share' ? 'N3' : $name -like 'Seconds*' ? 'N1' : 'N0'
                # PerSecond is "Per second".
                $words = [regex]::Replace($name, '(?<!^)[A-Z]', { " $($args[0].Value.ToLowerInvariant())" })
                $line[$words] = "$(Format-Number $median.$name $format) ($(Format-Number $worst.$name $format))"
            }
            [pscustomobject] $line
        }
    )) -join "`n"
}

<#
.SYNOPSIS
    Makes the chart of a run under a limit that changes.
.PARAMETER Limit
    The limits: Rate, and Time from which it held.
#>
function Get-ChangingChart([pscustomobject] $Log, [hashtable[]] $Limit) {
    $end = $Log.Last - $Log.First
    $steps = for ($i = 0; $i -lt $Limit.Count; $i++) {
        $until = $i + 1 -lt $Limit.Count ? $Limit[$i + 1].Time - $Log.First : $end
        , @([math]::Max(0.0, $Limit[$i].Time - $Log.First), $Limit[$i].Rate)
        , @($until, $Limit[$i].Rate)
    }
    Get-RateChart -Title "A limit of $($Limit.Rate -join ', then ') requests a second" -Seconds $end -Top 0 -Line @(
        @{ Label = 'the limit'; Color = '#7d8590'; Style = 'stroke-dasharray="5 4"'; Points = $steps }
        @{ Label = 'refused'; Color = '#d97706'; Points = @(Get-RatePoint $Log.Refused -First $Log.First -Seconds $end) }
        @{ Label = 'answered'; Color = '#3b82f6'; Points = @(Get-RatePoint $Log.Answered -First $Log.First -Seconds $end) }
    )
}

<#
.SYNOPSIS
    Makes the chart of a run whose service was away for a time.
#>
function Get-OutageChart([pscustomobject] $Log, [double] $From, [double] $To) {
    $end = $Log.Last - $Log.First
    Get-RateChart -Title "The service is killed and is back $([math]::Round($To - $From)) s later" -Seconds $end -Top 260 -Band @(($From - $Log.First), ($To - $Log.First)) -Line @(
        @{ Label = 'answered'; Color = '#3b82f6'; Points = @(Get-RatePoint $Log.Answered -First $Log.First -Seconds $end) }
    )
}

# How many a second, for each second.
function Get-RatePoint([System.Collections.Generic.List[double]] $Time, [double] $First, [double] $Seconds) {
    $last = [int] [math]::Floor($Seconds)
    $counts = [int[]]::new($last + 1)
    foreach ($one in $Time) { $counts[[math]::Clamp([int] [math]::Floor($one - $First), 0, $last)]++ }
    for ($i = 0; $i -le $last; $i++) {
        # The last second is not a whole one.
        $width = [math]::Min(1.0, $Seconds - $i)
        if ($i -eq 0 -or $width -ge 0.25) { , @(($i + [math]::Max($width, 0.01) / 2), ($counts[$i] / [math]::Max($width, 0.01))) }
    }
}

# A line chart over time, as a part of an SVG.
function Get-RateChart([string] $Title, [double] $Seconds, [int] $Top, [hashtable[]] $Line, [double[]] $Band) {
    $left, $right, $high, $low = 56, 748, ($Top + 44), ($Top + 204)
    $most = 1.05 * ($Line.Points | ForEach-Object { $_[1] } | Measure-Object -Maximum).Maximum
    $x = { Format-Number ($left + ($right - $left) * $args[0] / $Seconds) '0.0' }
    $y = { Format-Number ($low - ($low - $high) * $args[0] / $most) '0.0' }

    "<text x=""0"" y=""$($Top + 16)"" class=""title"">$Title</text>"
    $end = $right
    foreach ($one in $Line) {
        "<text x=""$end"" y=""$($Top + 16)"" class=""note"" text-anchor=""end"" style=""fill: $($one.Color)"">$($one.Label)</text>"
        $end -= 7 * $one.Label.Length + 16
    }
    if ($Band) {
        "<rect x=""$(& $x $Band[0])"" y=""$high"" width=""$(Format-Number (($right - $left) * ($Band[1] - $Band[0]) / $Seconds) '0.0')"" height=""$($low - $high)"" fill=""#d97706"" fill-opacity=""0.2""/>"
        "<text x=""$(& $x (($Band[0] + $Band[1]) / 2))"" y=""$($high + 16)"" class=""note"" text-anchor=""middle"">away</text>"
    }
    $step = Get-Step $most 4
    for ($mark = 0; $mark -le $most; $mark += $step) {
        "<path d=""M$left $(& $y $mark)H$right"" stroke=""#7d8590"" stroke-opacity=""0.3""/>"
        "<text x=""$($left - 8)"" y=""$(Format-Number ([double] (& $y $mark) + 4) '0.0')"" class=""note"" text-anchor=""end"">$(Format-Number $mark)</text>"
    }
    $step = Get-Step $Seconds 8
    for ($mark = 0; $mark -le $Seconds; $mark += $step) {
        "<text x=""$(& $x $mark)"" y=""$($low + 18)"" class=""note"" text-anchor=""middle"">$(Format-Number $mark '0.#')</text>"
    }
    "<text x=""$left"" y=""$($high - 10)"" class=""note"">requests a second</text>"
    "<text x=""$right"" y=""$($low + 36)"" class=""note"" text-anchor=""end"">seconds</text>"
    foreach ($one in $Line) {
        $points = ($one.Points | ForEach-Object { "$(& $x $_[0]),$(& $y $_[1])" }) -join ' '
        "<polyline points=""$points"" fill=""none"" stroke=""$($one.Color)"" stroke-width=""2"" $($one.Style)/>"
    }
}

# A round number that divides a range into about so many parts.
function Get-Step([double] $Range, [int] $Parts) {
    $rough = $Range / $Parts
    $power = [math]::Pow(10, [math]::Floor([math]::Log10($rough)))
    foreach ($factor in 1, 2, 5, 10) { if ($factor * $power -ge $rough) { return $factor * $power } }
}

<#
.SYNOPSIS
    Writes the section of a scenario into a document, and its chart, if it has one, beside it.
#>
function Update-LimitDocument {
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)] [string] $Path,
        [Parameter(Mandatory)] [string] $Template,
        [Parameter(Mandatory)] [string] $Section,
        [Parameter(Mandatory)] [string] $Text,
        [string[]] $Chart
    )

    if (-not $PSCmdlet.ShouldProcess($Path, "write $Section")) { return }
    $chartPath = [System.IO.Path]::ChangeExtension($Path, 'svg')
    $null = New-Item -ItemType Directory -Force (Split-Path $Path)
    $document = Get-Content -Raw ((Test-Path $Path) ? $Path : $Template)
    $document = Edit-FigureText $document $Text -Begin "<!-- figures of $Section -->" -End "<!-- end of $Section -->"
    if ($Chart) {
        $image = "![Requests a second over time, under a limit that changes and through an outage]($(Split-Path -Leaf $chartPath))"
        $document = Edit-FigureText $document $image -Begin '<!-- charts -->' -End '<!-- end of charts -->'
        $picture = (Test-Path $chartPath) ? (Get-Content -Raw $chartPath) : (Get-EmptyPicture)
        $picture = Edit-FigureText $picture ($Chart -join "`n") -Begin "<!-- $Section -->" -End "<!-- end of $Section -->"
        [System.IO.File]::WriteAllText($chartPath, $picture)
    }
    [System.IO.File]::WriteAllText($Path, $document)
}

# The picture without its charts.
function Get-EmptyPicture {
    @(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 510" width="760" height="510" role="img">'
        '<title>Requests a second over time</title>'
        '<style>text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #7d8590 } .title { font-weight: 600 } .note { font-size: 12px }</style>'
        foreach ($section in 'Changing', 'Outage') { "<!-- $section -->"; "<!-- end of $section -->" }
        '</svg>'
        ''
    ) -join "`n"
}

Export-ModuleMember Format-LimitTable, Get-ChangingChart, Get-OutageChart, Update-LimitDocument
