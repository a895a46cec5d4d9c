# An nginx with limits in front of a service on this machine.

$template = "$PSScriptRoot/../Oneloop.Client.Tests/Nginx/nginx.conf"

<#
.SYNOPSIS
    Gets a loopback port that nothing listens on.
#>
function Get-FreePort {
    $listener = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, 0)
    $listener.Start()
    try { $listener.LocalEndpoint.Port } finally { $listener.Stop() }
}

<#
.SYNOPSIS
    Starts an nginx in a process of its own.
.PARAMETER Service
    The address of the service behind it.
.PARAMETER Limit
    What it refuses: Rate, Burst, RetryAfter and Connections, as in NginxLimits.cs. What is not named is not limited.
#>
function Open-Nginx([uri] $Service, [hashtable] $Limit) {
    $program = Get-Command nginx, /usr/sbin/nginx -CommandType Application -ErrorAction Ignore | Select-Object -First 1
    if (-not $program) { throw 'nginx is not installed.' }
    $nginx = [pscustomobject]@{
        Program     = $program.Source
        Folder      = [System.IO.Directory]::CreateTempSubdirectory('oneloop-nginx-').FullName
        Port        = Get-FreePort
        ServicePort = $Service.Port
        BaseUri     = $null
        Process     = $null
        Generation  = 0
    }
    $nginx.BaseUri = [uri] "http://127.0.0.1:$($nginx.Port)/"
    Write-NginxConfiguration $nginx $Limit
    $start = [System.Diagnostics.ProcessStartInfo]::new($nginx.Program)
    foreach ($argument in Get-NginxArgument $nginx) { $start.ArgumentList.Add($argument) }
    $nginx.Process = [System.Diagnostics.Process]::Start($start)
    Wait-Nginx $nginx
    $nginx
}

<#
.SYNOPSIS
    Changes the limits of a running nginx. Connections that are busy keep the limits before for one more request.
#>
function Edit-NginxLimit([pscustomobject] $Nginx, [hashtable] $Limit) {
    Write-NginxConfiguration $Nginx $Limit
    $arguments = Get-NginxArgument $Nginx
    & $Nginx.Program @arguments -s reload
    Wait-Nginx $Nginx
}

<#
.SYNOPSIS
    Ends an nginx and removes its files.
#>
function Close-Nginx([pscustomobject] $Nginx) {
    # With its worker, which would outlive it.
    $Nginx.Process.Kill($true)
    $Nginx.Process.WaitForExit()
    $Nginx.Process.Dispose()
    Remove-Item -Recurse $Nginx.Folder
}

<#
.SYNOPSIS
    Gets what an nginx responded: the times of the answered and of the refused requests, in seconds since 1970. Warns if that was not
    all, since what failed then did not fail by a limit.
.PARAMETER ThroughOutage
    The service was away meanwhile, so that other responses are no surprise.
#>
function Get-NginxLog([pscustomobject] $Nginx, [switch] $ThroughOutage) {
    if ($Nginx.Process.HasExited) { Write-Warning "nginx has ended in mid-run: $(Get-Content -Raw "$($Nginx.Folder)/error.log")" }
    $other = 0
    $answered = [System.Collections.Generic.List[double]]::new()
    $refused = [System.Collections.Generic.List[double]]::new()
    foreach ($line in [System.IO.File]::ReadLines("$($Nginx.Folder)/access.log")) {
        $time, $status = $line -split ' '
        if ($status -eq '200') { $answered.Add([double] $time) }
        if ($status -in '429', '503') { $refused.Add([double] $time) }
        if ($status -in '500', '502', '504') { $other++ }
    }
    if ($other -and -not $ThroughOutage) { Write-Warning "$other requests did not reach the service: $(Get-Content -Raw "$($Nginx.Folder)/error.log")" }
    # In the order of the log, which is that of time.
    $all = @($answered) + @($refused) | Measure-Object -Minimum -Maximum
    [pscustomobject]@{
        Answered     = $answered
        Refused      = $refused
        First        = $all.Minimum
        Last         = $all.Maximum
        RefusedShare = $refused.Count / [math]::Max(1, $answered.Count + $refused.Count)
        PerSecond    = $answered.Count / [math]::Max(0.001, $all.Maximum - $all.Minimum)
    }
}

function Get-NginxArgument([pscustomobject] $Nginx) {
    '-p', $Nginx.Folder, '-c', "$($Nginx.Folder)/nginx.conf", '-e', "$($Nginx.Folder)/error.log"
}

function Write-NginxConfiguration([pscustomobject] $Nginx, [hashtable] $Limit) {
    $Nginx.Generation++
    $values = @{
        Port = $Nginx.Port; ServicePort = $Nginx.ServicePort; Generation = $Nginx.Generation
        Rate = 1000000; Burst = 1000000; RetryAfter = ''; Connections = 60000; ConnectionStatus = 503; Protocol = ''
    }
    foreach ($name in $Limit.Keys) { $values[$name] = $Limit[$name] }
    $text = [System.IO.File]::ReadAllText($template)
    foreach ($name in $values.Keys) { $text = $text.Replace("@$name@", $values[$name]) }
    [System.IO.File]::WriteAllText("$($Nginx.Folder)/nginx.conf", $text)
}

# Waits until the configuration written last is in force.
function Wait-Nginx([pscustomobject] $Nginx) {
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while ($clock.Elapsed.TotalSeconds -lt 10 -and -not $Nginx.Process.HasExited) {
        # On a new connection: one that is open may still belong to the worker before a reload.
        $generation = try { Invoke-RestMethod "$($Nginx.BaseUri)_nginx/generation" -DisableKeepAlive } catch { $null }
        if ("$generation" -eq "$($Nginx.Generation)") { return }
        Start-Sleep -Milliseconds 20
    }
    throw "nginx is not ready: $(Get-Content -Raw "$($Nginx.Folder)/error.log")"
}

Export-ModuleMember Get-FreePort, Open-Nginx, Edit-NginxLimit, Close-Nginx, Get-NginxLog
