<#
.SYNOPSIS
    Shows the main job: the billing of a file of customers. ./build.ps1 demo runs it against a stand-in for the API.
.PARAMETER BaseUri
    The API to ask.
.PARAMETER ModulePath
    The module to show: what the build left unless given.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [uri] $BaseUri,
    [string] $ModulePath = "$PSScriptRoot/../../artifacts/Oneloop"
)

# Prints a command as it would be typed, then runs it. Called with a dot, so that what the command sets stays.
function Show([scriptblock] $Command) {
    "PS> $("$Command".Trim())" | Out-Host
    . $Command 2>&1 | Out-Host
    '' | Out-Host
}

Import-Module $ModulePath
"Asking $BaseUri, a stand-in for the Oneloop API on this machine." | Out-Host
'' | Out-Host
$token = 'demo-token-of-the-stand-in'
$folder = New-Item -ItemType Directory (Join-Path ([System.IO.Path]::GetTempPath()) ([guid]::NewGuid()))
Copy-Item "$PSScriptRoot/customers.csv" $folder
Push-Location $folder
try {
    . Show { Connect-Oneloop -Token $token -BaseUri $BaseUri }
    . Show { Get-OneloopConnection }
    . Show { Import-Csv customers.csv | Get-OneloopCustomerBilling -ErrorAction SilentlyContinue -ErrorVariable failures -OutVariable billing }
    . Show { $billing | Sort-Object UsedPercent -Descending | Select-Object -First 12 | Format-Table -View Usage }
    . Show { $billing | Where-Object UsedPercent -ge 95 }
    . Show { $billing | Where-Object UsedPercent -ge 95 | Export-OneloopBilling low.csv }
    . Show { Import-OneloopBilling low.csv | Select-Object -First 1 | Format-List * }
    . Show { $failures | ForEach-Object { "$_" } }
    . Show { $failures[1].TargetObject | Get-OneloopCustomerBilling }
} finally {
    Pop-Location
    Remove-Item $folder -Recurse
}

@"
With a token of your own, the same on the Oneloop API:

    Import-Module $(Resolve-Path $ModulePath -Relative)
    Connect-Oneloop -Token (Read-Host -AsSecureString)
    Import-Csv customers.csv | Get-OneloopCustomerBilling | Where-Object UsedPercent -ge 80 | Export-OneloopBilling low.csv
"@ | Out-Host
