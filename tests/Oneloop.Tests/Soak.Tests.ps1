# The short form of the soak; ./build.ps1 soak runs the long one.

BeforeAll {
    Import-Module "$PSScriptRoot/Support/TestSupport.psm1" -Force
}

Describe 'A soak of 600 customers, one answer in ten faulty' {
    It 'answers or reports each exactly once and leaves nothing behind, <_> under way' -ForEach 8, 64 {
        $fresh = Invoke-FreshPowerShell "& '$PSScriptRoot/Soak/Measure-Soak.ps1' -Customers 600 -ThrottleLimit $_ -Seed $_ | ConvertTo-Json"
        $soak = $fresh.Output | ConvertFrom-Json
        $soak.Faults | Should -BeNullOrEmpty
        $soak.Answered + $soak.Reported | Should -Be 600
        $soak.Reported | Should -BeGreaterThan 12 -Because 'half of the faults do not pass'
        $soak.Requests | Should -BeGreaterThan 600
    }
}
