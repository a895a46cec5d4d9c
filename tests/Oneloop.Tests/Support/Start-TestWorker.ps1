<#
.SYNOPSIS
    Runs test files, one after the other, while other processes run others.
.DESCRIPTION
    The other end of Invoke-TestFileInParallel in ParallelTest.psm1, which writes run.json into the folder: Path, Mark and Pester. A
    process takes a file by making the file <index>.taken, which only one of them can, and leaves the result in <index>.json. Marked
    lines on standard output say when a file begins and when it has ended.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Folder
)

$ErrorActionPreference = 'Stop'
$job = Get-Content "$Folder/run.json" -Raw | ConvertFrom-Json
Import-Module $job.Pester
for ($index = 0; $index -lt $job.Path.Count; $index++) {
    try {
        [System.IO.File]::Open("$Folder/$index.taken", 'CreateNew').Dispose()
    } catch [System.IO.IOException] {
        continue
    }
    [System.Console]::Out.WriteLine("$($job.Mark) begin $index")
    & "$PSScriptRoot/Invoke-TestFile.ps1" $job.Path[$index] | ConvertTo-Json -Depth 3 | Set-Content "$Folder/$index.json"
    [System.Console]::Out.WriteLine("$($job.Mark) end $index")
}
