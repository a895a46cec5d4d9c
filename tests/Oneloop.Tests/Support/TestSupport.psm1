# What tests, demo and benchmarks share: the stand-in for the Oneloop API as a child process, and PowerShell as another.

$root = (Resolve-Path "$PSScriptRoot/../../..").Path

<#
.SYNOPSIS
    Gets the folder of the module under test: the one that ONELOOP_TEST_MODULE names, or what the build left.
#>
function Get-ModulePath {
    [OutputType([string])]
    [CmdletBinding()]
    param()

    $env:ONELOOP_TEST_MODULE ? $env:ONELOOP_TEST_MODULE : (Join-Path $root 'artifacts/Oneloop')
}

<#
.SYNOPSIS
    Gets a PSModulePath by which the module under test is found by its name, before any other of that name.
#>
function Get-ModuleSearchPath {
    [OutputType([string])]
    [CmdletBinding()]
    param()

    $folder = Get-Item (Get-ModulePath)
    # An installed module lies in a folder of its version.
    while ($folder.Name -ne 'Oneloop') { $folder = $folder.Parent ?? $(throw "There is no folder Oneloop in $(Get-ModulePath).") }
    $folder.Parent.FullName, $env:PSModulePath -join [System.IO.Path]::PathSeparator
}

<#
.SYNOPSIS
    Starts a stand-in and waits until it listens.
.PARAMETER Token
    The only tokens it accepts. All but those that begin with 'revoked' unless given.
.PARAMETER CertificatePath
    A file to write its certificate to. With it, the stand-in speaks HTTPS as well: SecureBaseUri.
.PARAMETER CertificateKind
    What its certificate is like. SelfSigned unless given.
.PARAMETER ProxyUser
    A user:password that its proxy asks for. With it, there is a proxy: ProxyUri. Needs CertificatePath.
.PARAMETER Configuration
    The build to start. The newest unless given.
.PARAMETER CountOnly
    Has it count what it receives, and keep nothing of it: for long runs.
#>
function Open-StandIn {
    [OutputType([pscustomobject])]
    [CmdletBinding()]
    param(
        [string[]] $Token,
        [string] $CertificatePath,
        [ValidateSet('SelfSigned', 'Expired', 'NotYetValid', 'OtherName', 'OwnAuthority')] [string] $CertificateKind = 'SelfSigned',
        [string] $ProxyUser,
        [string] $Configuration = '*',
        [switch] $CountOnly
    )

    $program = Get-ChildItem "$root/tests/Oneloop.StandIn/bin/$Configuration/net*/Oneloop.StandIn.dll" -ErrorAction Ignore |
        Sort-Object LastWriteTime | Select-Object -Last 1
    if (-not $program) { throw 'The stand-in has not been built: run dotnet build.' }

    $start = [System.Diagnostics.ProcessStartInfo]::new('dotnet')
    $start.ArgumentList.Add($program.FullName)
    # It stops when its standard input ends, which it does with this process, however this process ends.
    $start.ArgumentList.Add('--stop-with-input')
    $start.ArgumentList.Add('true')
    if ($Token) {
        $start.ArgumentList.Add('--tokens')
        $start.ArgumentList.Add($Token -join ',')
    }
    if ($CertificatePath) {
        foreach ($argument in '--https', 'true', '--certificate', $CertificatePath, '--certificate-kind', $CertificateKind) { $start.ArgumentList.Add($argument) }
    }
    if ($ProxyUser) {
        foreach ($argument in '--proxy', 'true', '--proxy-credential', $ProxyUser) { $start.ArgumentList.Add($argument) }
    }
    if ($CountOnly) {
        foreach ($argument in '--record', 'false') { $start.ArgumentList.Add($argument) }
    }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [System.Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLine()
    if ($line -notmatch 'listening on (http://\S+)') { throw "The stand-in did not start: $line" }

    [pscustomobject]@{
        BaseUri       = [uri] $Matches[1]
        SecureBaseUri = $CertificatePath ? [uri] ($process.StandardOutput.ReadLine() -replace '.* ') : $null
        ProxyUri      = $ProxyUser ? [uri] ($process.StandardOutput.ReadLine() -replace '.* ') : $null
        Process       = $process
    }
}

<#
.SYNOPSIS
    Stops a stand-in and waits until it has ended.
#>
function Close-StandIn {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $StandIn
    )

    $StandIn.Process.StandardInput.Close()
    if (-not $StandIn.Process.WaitForExit(10000)) { $StandIn.Process.Kill($true) }
    $StandIn.Process.Dispose()
}

<#
.SYNOPSIS
    Scripts what a customer is answered: the answers in their order, the last again and again.
#>
function Add-StandInScript {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $StandIn,
        [Parameter(Mandatory)] [string] $ExternalMeterId,
        [Parameter(Mandatory)] [hashtable[]] $Answer,
        [switch] $ThenOrdinary
    )

    $script = @{ externalMeterId = $ExternalMeterId; answers = $Answer; thenOrdinary = [bool] $ThenOrdinary } | ConvertTo-Json -Depth 5
    $null = Invoke-RestMethod "$($StandIn.BaseUri)_standin/scripts" -Method Put -Body $script -ContentType 'application/json; charset=utf-8'
}

<#
.SYNOPSIS
    Sets what a stand-in does to all customers: outage, chaos or latency.
.PARAMETER Setting
    What to set. $null takes an outage or the chaos away.
#>
function Edit-StandIn {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $StandIn,
        [Parameter(Mandatory)] [ValidateSet('outage', 'chaos', 'latency')] [string] $Name,
        [Parameter(Mandatory)] [AllowNull()] [hashtable] $Setting
    )

    $uri = "$($StandIn.BaseUri)_standin/$Name"
    if ($null -eq $Setting) {
        $null = Invoke-RestMethod $uri -Method Delete
    } else {
        $null = Invoke-RestMethod $uri -Method Put -Body ($Setting | ConvertTo-Json -Depth 5) -ContentType 'application/json'
    }
}

<#
.SYNOPSIS
    Gets what a stand-in received, in the order in which it came.
#>
function Get-StandInRequest {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $StandIn
    )

    Invoke-RestMethod "$($StandIn.BaseUri)_standin/requests" | ForEach-Object { $_ }
}

<#
.SYNOPSIS
    Makes a stand-in forget what it received and what was scripted.
#>
function Clear-StandIn {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $StandIn
    )

    $null = Invoke-RestMethod "$($StandIn.BaseUri)_standin/requests" -Method Delete
    $null = Invoke-RestMethod "$($StandIn.BaseUri)_standin/scripts" -Method Delete
}

<#
.SYNOPSIS
    Gets the program that runs this PowerShell, and the arguments it needs before any other.
#>
function Get-PowerShellProgram {
    [OutputType([string[]])]
    [CmdletBinding()]
    param()

    # As a .NET tool, PowerShell has no program of its own.
    $program = Join-Path $PSHOME ($IsWindows ? 'pwsh.exe' : 'pwsh')
    (Test-Path $program) ? $program : @('dotnet', (Join-Path $PSHOME 'pwsh.dll'))
}

<#
.SYNOPSIS
    Says why this PowerShell cannot start jobs and sessions in processes of their own. Says nothing where it can.
#>
function Get-JobObstacle {
    [OutputType([string])]
    [CmdletBinding()]
    param()

    if (@(Get-PowerShellProgram).Count -gt 1) { 'this PowerShell is a .NET tool, and cannot start jobs' }
}

<#
.SYNOPSIS
    Runs a command in a new PowerShell process.
.PARAMETER Command
    What to run, with the repository as its current folder and the module under test in ONELOOP_TEST_MODULE.
.PARAMETER Environment
    Environment variables to set for it; with $null as value, to take away.
.OUTPUTS
    ExitCode, Output and Error: the text of both.
#>
function Invoke-FreshPowerShell {
    [OutputType([pscustomobject])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Command,
        [hashtable] $Environment = @{}
    )

    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-NonInteractive', '-Command', $Command
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    foreach ($argument in $arguments) { $start.ArgumentList.Add($argument) }
    $start.WorkingDirectory = $root
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.Environment['ONELOOP_TEST_MODULE'] = Get-ModulePath
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $process = [System.Diagnostics.Process]::Start($start)
    $errorText = $process.StandardError.ReadToEndAsync()
    $outputText = $process.StandardOutput.ReadToEnd()
    $process.WaitForExit()
    [pscustomobject]@{
        ExitCode = $process.ExitCode
        Output   = $outputText
        Error    = $errorText.Result
    }
}

<#
.SYNOPSIS
    Copies the sources, with what is not committed yet, as somebody else would have them in a fresh clone.
#>
function Copy-Source {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Destination
    )

    # Unquoted, as they are; without those that are deleted and not yet committed.
    foreach ($file in git -C $root -c core.quotePath=false ls-files --cached --others --exclude-standard | Where-Object { Test-Path "$root/$_" }) {
        $null = New-Item -ItemType Directory (Split-Path "$Destination/$file") -Force
        Copy-Item -LiteralPath "$root/$file" "$Destination/$file"
    }
}

<#
.SYNOPSIS
    Gets the body of a good answer, with fields changed or left out.
.PARAMETER With
    Fields to set, as they are to stand in the JSON.
.PARAMETER Without
    Fields to leave out.
#>
function Get-BillingBody {
    [OutputType([string])]
    [CmdletBinding()]
    param(
        [hashtable] $With = @{},
        [string[]] $Without = @()
    )

    $billing = [ordered]@{
        id            = 'cbm_1'
        totalCredits  = '1000'
        usedCredits   = '100'
        allowOverages = $false
        spendCap      = $null
        createdAt     = '2026-01-31T09:30:00Z'
        updatedAt     = '2026-02-01T09:30:00Z'
    }
    foreach ($name in $With.Keys) { $billing[$name] = $With[$name] }
    foreach ($name in $Without) { $billing.Remove($name) }
    @{ billing = $billing } | ConvertTo-Json -Compress
}
