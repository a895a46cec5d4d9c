@{
    RootModule           = 'Oneloop.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = 'fa8c0572-417b-40c9-a588-19495d5b8a91'
    Author               = 'Oneloop module maintainers'
    CompanyName          = 'Oneloop module maintainers'
    Copyright            = '(c) Oneloop module maintainers. MIT licence.'
    Description          = 'The Oneloop API from PowerShell: how many credits customers have and have used, for one customer or for a file of a hundred thousand; usage by day, refills, API keys, workspaces, scopes and link tokens.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    CmdletsToExport      = @(
        'Add-OneloopCustomerCredit'
        'Add-OneloopUsage'
        'Connect-Oneloop'
        'Disconnect-Oneloop'
        'Export-OneloopBilling'
        'Get-OneloopApiKey'
        'Get-OneloopConnection'
        'Get-OneloopCustomerBilling'
        'Get-OneloopScope'
        'Get-OneloopUsage'
        'Get-OneloopWorkspace'
        'Import-OneloopBilling'
        'Invoke-OneloopRequest'
        'Measure-OneloopUsage'
        'New-OneloopApiKey'
        'New-OneloopCustomerBilling'
        'New-OneloopLinkToken'
        'New-OneloopScope'
        'New-OneloopWorkspace'
        'Remove-OneloopApiKey'
        'Reset-OneloopApiKey'
        'Set-OneloopApiKey'
        'Set-OneloopWorkspace'
        'Test-OneloopApiKey'
        'Test-OneloopConnection'
        'Test-OneloopLinkToken'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        # ./build.ps1 package adds the links to project, licence and icon, and the release notes from CHANGELOG.md.
        PSData = @{
            Tags = @('Oneloop', 'API', 'Billing', 'Credits', 'Usage', 'Metering', 'APIKey', 'REST', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
        }
    }
}
