# The operations of the API's contract, each with a command that carries it out: what tests of all operations run.

# By operationId. The ids are those of the stand-in's data; {key} and {linkToken} are a customer's API key and a link token.
$commands = @{
    getCustomerBilling    = 'Get-OneloopCustomerBilling ws_northwind customer_1001----chat'
    createCustomerBilling = 'New-OneloopCustomerBilling ws_lumen new_customer -TotalCredits 1000 -AllowOverages -SpendCap 50'
    refillBillingLimit    = 'Add-OneloopCustomerCredit ws_northwind customer_1001----chat -Credits 500'
    getBillingUsage       = 'Get-OneloopUsage cbm_6deceb'
    createApiKey          = 'New-OneloopApiKey ws_northwind customer_9 -Name Fresh -Scope chat:r, models:cud -Enabled $false -Prefix nw -ExpiresAt 4102444800 -ExternalMeterId customer_9----chat -Metadata @{ plan = ''gold''; seats = 5 }'
    verifyApiKey          = 'Test-OneloopApiKey {key} -Scope chat:r -Route /chat -Usage 1 -UsageName chat -RateLimitId minute -RateLimit 60'
    recordApiKeyUsage     = 'Add-OneloopUsage {key} -Usage 1 -UsageName chat'
    getWorkspace          = 'Get-OneloopWorkspace'
    createWorkspace       = 'New-OneloopWorkspace Fresh'
    getWorkspaceById      = 'Get-OneloopWorkspace ws_northwind'
    # Reads the workspace first: all four defaults are sent.
    updateWorkspace       = 'Set-OneloopWorkspace ws_northwind -DefaultKeyPrefix nw2 -DefaultAllowedIPs 198.51.100.0/24'
    getApiKeys            = 'Get-OneloopApiKey ws_northwind -IncludeDeleted'
    getApiKeyById         = 'Get-OneloopApiKey ws_northwind ak_nw_1001'
    editApiKey            = 'Set-OneloopApiKey ws_northwind ak_nw_1001 -Name Renamed -Enabled $true -Scope chat:cr'
    deleteApiKey          = 'Remove-OneloopApiKey ws_northwind ak_nw_1001 -PassThru -Confirm:$false'
    rotateApiKey          = 'Reset-OneloopApiKey ws_northwind ak_nw_1001 -Confirm:$false'
    getWorkspaceScopes    = 'Get-OneloopScope ws_northwind'
    createWorkspaceScopes = 'New-OneloopScope ws_northwind fresh -Name Fresh -Description ''What is fresh'''
    generateLinkToken     = 'New-OneloopLinkToken ws_northwind customer_1001 -ExternalBillingId customer_1001----chat'
    validateLinkToken     = 'Test-OneloopLinkToken {linkToken}'
}

<#
.SYNOPSIS
    Gets the path of the contract.
#>
function Get-ContractPath {
    [OutputType([string])]
    [CmdletBinding()]
    param()

    Convert-Path "$PSScriptRoot/../../Oneloop.StandIn/Contract/oneloop.openapi.json"
}

<#
.SYNOPSIS
    Gets the operations of the contract: Operation (the operationId), Method, Path, and the Command and Cmdlet that carry it out, which
    are empty where there is none.
.PARAMETER Key
    The customer's API key in the commands: one that the stand-in's data has, unless given.
.PARAMETER LinkToken
    The link token in the commands: one that the stand-in's data has, unless given.
#>
function Get-ContractOperation {
    [OutputType([hashtable])]
    [CmdletBinding()]
    param(
        [string] $Key = 'nw_standin_chat_production',
        [string] $LinkToken = 'link_standin_northwind'
    )

    $contract = Get-Content (Get-ContractPath) -Raw | ConvertFrom-Json -AsHashtable
    foreach ($path in $contract.paths.GetEnumerator()) {
        foreach ($method in $path.Value.GetEnumerator()) {
            $operation = $method.Value.operationId
            $command = "$($commands[$operation])".Replace('{key}', "'$Key'").Replace('{linkToken}', "'$LinkToken'")
            @{ Operation = $operation; Method = $method.Key.ToUpperInvariant(); Path = $path.Key; Command = $command; Cmdlet = $command -replace ' .*' }
        }
    }
}

<#
.SYNOPSIS
    Gets the operationIds that there are commands for.
#>
function Get-CommandOperation {
    [OutputType([string])]
    [CmdletBinding()]
    param()

    $commands.Keys
}

Export-ModuleMember Get-ContractPath, Get-ContractOperation, Get-CommandOperation
