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
.PARAMETER Port
    Where it listens. Any free port unless given.
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
        [int] $Port,
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
    if ($Port) {
        foreach ($argument in '--port', "$Port") { $start.ArgumentList.Add($argument) }
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
.PARAMETER ExternalMeterId
    The customer's meter id. With Operation, any id that a request must have; empty: every request for the operation.
.PARAMETER Operation
    The operationId of what is answered so. That of getting a customer's billing unless given.
#>
function Add-StandInScript {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $StandIn,
        [Parameter(Mandatory)] [AllowEmptyString()] [string] $ExternalMeterId,
        [Parameter(Mandatory)] [hashtable[]] $Answer,
        [switch] $ThenOrdinary,
        [string] $Operation = 'getCustomerBilling'
    )

    $script = @{
        operation    = $Operation
        match        = $ExternalMeterId ? $ExternalMeterId : $null
        answers      = $Answer
        thenOrdinary = [bool] $ThenOrdinary
    } | ConvertTo-Json -Depth 5
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
    Runs a script and gets all that anyone could see of it, as one text: its streams, its objects as list, JSON, CSV and CLIXML, and its
    errors with all their properties.
#>
function Get-VisibleText {
    [OutputType([string])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [scriptblock] $Script
    )

    $global:Error.Clear()
    $records = @(try { & $Script *>&1 } catch { $_ })
    $copies = $records.ForEach({ [System.Management.Automation.PSSerializer]::Serialize($_, 3) })
    $errors = $global:Error.ForEach({
            $_ | Format-List * -Force | Out-String -Width 500
            "$($_.Exception)", $_.InvocationInfo.Line, $_.InvocationInfo.PositionMessage, $_.ErrorDetails, "$($_.TargetObject)"
            $_.InvocationInfo.BoundParameters.Values | Out-String
        })
    $values = $records.Where({ $_ -isnot [System.Management.Automation.ErrorRecord] })
    @(
        $records | Out-String -Width 500
        $values | Format-List * | Out-String -Width 500
        $values | ConvertTo-Json -Depth 4 -WarningAction Ignore
        $values | ConvertTo-Csv
        $copies
        $errors
    ) -join "`n"
}

<#
.SYNOPSIS
    Waits until something is so, for a minute at the most: then it fails.
#>
function Wait-Until {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [scriptblock] $Condition
    )

    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Condition)) {
        if ($clock.Elapsed.TotalSeconds -gt 60) { throw "Waited a minute, and still not:$Condition" }
        [System.Threading.Thread]::Sleep(10)
    }
}

<#
.SYNOPSIS
    Makes a stand-in forget what it received, what was scripted, and what has changed in its data.
#>
function Clear-StandIn {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] $StandIn
    )

    $null = Invoke-RestMethod "$($StandIn.BaseUri)_standin/requests" -Method Delete
    $null = Invoke-RestMethod "$($StandIn.BaseUri)_standin/scripts" -Method Delete
    $null = Invoke-RestMethod "$($StandIn.BaseUri)_standin/data" -Method Delete
}

<#
.SYNOPSIS
    Gets the program that runs this PowerShell, and the arguments it needs before any other.
#>
function Get-PowerShellProgram {
    [OutputType([string[]])]
    [CmdletBinding()]
    param()

    # What this process runs: pwsh, or dotnet if PowerShell is a .NET tool.
    $program = [System.Environment]::ProcessPath
    (Split-Path $program -LeafBase) -eq 'pwsh' ? $program : @($program, (Join-Path $PSHOME 'pwsh.dll'))
}

<#
.SYNOPSIS
    Says why this PowerShell cannot start jobs and sessions in processes of their own. Says nothing where it can.
#>
function Get-JobObstacle {
    [OutputType([string])]
    [CmdletBinding()]
    param()

    # Start-Job starts this program. The .NET tool has it on some systems, none on others, or one that does not start there.
    $program = Join-Path $PSHOME ($IsWindows ? 'pwsh.exe' : 'pwsh')
    $script:jobObstacle ??= try { (& $program -NoProfile -Version) -like 'PowerShell *' ? '' : "$program does not start" } catch { "$_" }
    if ($script:jobObstacle) { "this PowerShell cannot start jobs: $script:jobObstacle" }
}

# How to start a PowerShell process with the repository as its current folder, and both outputs to be read.
function Get-PowerShellStart([hashtable] $Environment, [string[]] $Argument) {
    $program, $arguments = @(Get-PowerShellProgram) + '-NoProfile', '-NonInteractive' + $Argument
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    foreach ($one in $arguments) { $start.ArgumentList.Add($one) }
    $start.WorkingDirectory = $root
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $start.Environment['ONELOOP_TEST_MODULE'] = Get-ModulePath
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = $Environment[$name] }
    $start
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

    $process = [System.Diagnostics.Process]::Start((Get-PowerShellStart -Environment $Environment -Argument '-Command', $Command))
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
    Starts a PowerShell process that runs one command after the other, each in a runspace of its own: a new process for each takes
    ten times as long.
.PARAMETER Environment
    Environment variables to set for it; with $null as value, to take away.
#>
function Open-PowerShell {
    [OutputType([System.Diagnostics.Process])]
    [CmdletBinding()]
    param(
        [hashtable] $Environment = @{}
    )

    $start = Get-PowerShellStart -Environment $Environment -Argument '-File', "$PSScriptRoot/Start-CommandLoop.ps1"
    $start.RedirectStandardInput = $true
    [System.Diagnostics.Process]::Start($start)
}

<#
.SYNOPSIS
    Runs a command in a process that Open-PowerShell started, which it must not end by exit.
.PARAMETER Command
    What to run, with the repository as its current folder and the module under test in ONELOOP_TEST_MODULE.
.PARAMETER Environment
    Environment variables to set for this command; with $null as value, to take away.
.OUTPUTS
    What Invoke-FreshPowerShell gives. ExitCode is 1 if the command ended with a terminating error, and 0 if not.
#>
function Invoke-OpenPowerShell {
    [OutputType([pscustomobject])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [System.Diagnostics.Process] $Process,
        [Parameter(Mandatory)] [string] $Command,
        [hashtable] $Environment = @{}
    )

    $mark = "## $([guid]::NewGuid())"
    $Process.StandardInput.WriteLine((@{ Mark = $mark; Command = $Command; Environment = $Environment } | ConvertTo-Json -Compress -EscapeHandling EscapeNonAscii))
    $readers = @{ Output = $Process.StandardOutput; Error = $Process.StandardError }
    $text = @{ Output = [System.Text.StringBuilder]::new(); Error = [System.Text.StringBuilder]::new() }
    $exitCode = $null
    # Both at once: the process waits while nobody reads what it writes to either.
    $reads = @{}
    foreach ($name in $readers.Keys) { $reads[$name] = $readers[$name].ReadLineAsync() }
    while ($reads.Count) {
        $names = @($reads.Keys)
        $name = $names[[System.Threading.Tasks.Task]::WaitAny([System.Threading.Tasks.Task[]] @($names.ForEach({ $reads[$_] })))]
        $line = $reads[$name].Result
        if ($null -eq $line) { throw "The PowerShell process ended within a command: $($text.Output) $($text.Error)" }
        # What the command left without a line break stands before it.
        $at = $line.IndexOf($mark, [System.StringComparison]::Ordinal)
        if ($at -lt 0) {
            $null = $text[$name].AppendLine($line)
            $reads[$name] = $readers[$name].ReadLineAsync()
        } else {
            $null = $text[$name].Append($line.Substring(0, $at))
            if ($name -eq 'Output') { $exitCode = [int] $line.Substring($at + $mark.Length) }
            $reads.Remove($name)
        }
    }
    [pscustomobject]@{ ExitCode = $exitCode; Output = "$($text.Output)"; Error = "$($text.Error)" }
}

<#
.SYNOPSIS
    Ends a process that Open-PowerShell started.
#>
function Close-PowerShell {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [System.Diagnostics.Process] $Process
    )

    $Process.StandardInput.Close()
    if (-not $Process.WaitForExit(10000)) { $Process.Kill($true) }
    $Process.Dispose()
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
    Gets a line for each file of a folder: its path within it, and its hash.
#>
function Get-FileHashByPath {
    [OutputType([string])]
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Folder
    )

    Get-ChildItem $Folder -Recurse -File | ForEach-Object {
        '{0} {1}' -f [System.IO.Path]::GetRelativePath((Convert-Path $Folder), $_.FullName).Replace('\', '/'), (Get-FileHash $_.FullName).Hash
    } | Sort-Object -CaseSensitive
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
