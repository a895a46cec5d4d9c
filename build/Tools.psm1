# What the tasks need on this machine: found, installed for the current user, or asked for in one line.

<#
.SYNOPSIS
    Ends the task with one line, which is all that build.ps1 shows.
#>
function Deny-Task {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Reason
    )

    throw [System.OperationCanceledException]::new($Reason)
}

<#
.SYNOPSIS
    Makes sure of a .NET SDK that can build the module.
#>
function Assert-DotNet {
    [CmdletBinding()]
    param(
        [int] $Oldest = 10
    )

    $get = 'get it from https://dotnet.microsoft.com/download'
    if (-not (Get-Command dotnet -CommandType Application -ErrorAction Ignore)) {
        Deny-Task "The .NET SDK $Oldest or later is needed, and there is no dotnet on PATH: $get"
    }
    # One line for each SDK, as in: 10.0.301 [/usr/share/dotnet/sdk]. A runtime without an SDK lists none.
    $newest = dotnet --list-sdks | ForEach-Object { [int] ($_ -split '\.')[0] } | Sort-Object | Select-Object -Last 1
    if ($newest -lt $Oldest) {
        Deny-Task "The .NET SDK $Oldest or later is needed, and the dotnet on PATH has $($newest ? "only $newest" : 'none'): $get"
    }
}

<#
.SYNOPSIS
    Makes sure of a program on PATH.
#>
function Assert-Program {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [uri] $Source
    )

    if (-not (Get-Command $Name -CommandType Application -ErrorAction Ignore)) {
        Deny-Task "$Name is needed, and is not on PATH: get it from $Source"
    }
}

<#
.SYNOPSIS
    Imports a PowerShell module, the newest on PSModulePath; where none is new enough, installs it for the current user first.
#>
function Import-Tool {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)] [string] $Name,
        [Parameter(Mandatory)] [version] $Oldest
    )

    $module = Find-Tool $Name $Oldest
    if (-not $module) {
        try {
            # A Gallery out of reach is to be known within seconds; the installers' own limits are minutes.
            $null = Invoke-WebRequest 'https://www.powershellgallery.com/api/v2' -Method Head -TimeoutSec 10 -Verbose:$false
            if (Get-Command Install-PSResource -ErrorAction Ignore) {
                Install-PSResource $Name -Version "[$Oldest, )" -Scope CurrentUser -TrustRepository -Quiet -ErrorAction Stop
            } else {
                Install-Module $Name -MinimumVersion $Oldest -Scope CurrentUser -Force -SkipPublisherCheck -ErrorAction Stop
            }
            $module = Find-Tool $Name $Oldest
        } catch {
            $why = $_.Exception.Message
        }
    }
    if (-not $module) {
        Deny-Task ("$Name $Oldest or later is not on PSModulePath and could not be installed from the PowerShell Gallery$($why ? " ($why)" : ''): " +
            "where the Gallery can be reached, Install-PSResource $Name -Scope CurrentUser gets it")
    }
    Import-Module $module.Path -Global -Force -Verbose:$false
}

function Find-Tool([string] $Name, [version] $Oldest) {
    Get-Module -ListAvailable $Name -Verbose:$false | Where-Object Version -GE $Oldest | Sort-Object Version | Select-Object -Last 1
}

Export-ModuleMember Deny-Task, Assert-DotNet, Assert-Program, Import-Tool
