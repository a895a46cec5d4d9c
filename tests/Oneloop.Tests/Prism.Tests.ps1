# Each operation against Stoplight Prism: somebody else's reading of the contract, which validates what the cmdlets send, and makes up
# responses that are valid.

BeforeDiscovery {
    Import-Module "$PSScriptRoot/Support/Operations.psm1" -Force
    $script:operations = @(Get-ContractOperation)
    $script:prism = "$PSScriptRoot/../Prism/node_modules/@stoplight/prism-cli/dist/index.js"
    $script:obstacle = if (-not (Get-Command node -CommandType Application -ErrorAction Ignore)) {
        'Node.js is not installed'
    } elseif (-not (Test-Path $prism)) {
        'Prism is not installed: npm ci --prefix tests/Prism'
    }
}

Describe 'Against Stoplight Prism' -ForEach @{ Prism = $prism; Obstacle = $obstacle } {
    if ($obstacle) {
        It 'each operation is accepted' { Set-ItResult -Skipped -Because $Obstacle }
        return
    }

    BeforeAll {
        Import-Module "$PSScriptRoot/Support/TestSupport.psm1", "$PSScriptRoot/Support/Operations.psm1" -Force
        Import-Module (Get-ModulePath) -Force

        # The contract, but for two things about responses, which Prism makes up. It answers an invalid request with an error of the
        # contract if there is one, which it may get wrong, and else with 422. And an empty list is valid, but becomes no object.
        $contract = Get-Content (Get-ContractPath) -Raw | ConvertFrom-Json -AsHashtable
        foreach ($operation in $contract.paths.Values.Values) {
            foreach ($status in @($operation.responses.Keys) -ne '200') { $operation.responses.Remove($status) }
            foreach ($member in $operation.responses.'200'.content.'application/json'.schema.properties.Values) {
                if ($member.type -eq 'array') { $member.minItems = 1 }
            }
        }
        $contract | ConvertTo-Json -Depth 100 | Set-Content "$TestDrive/contract.json"

        $script:log = "$TestDrive/prism.log"
        # With a seed, what fails once fails again. Port 0 is any free one.
        $arguments = "`"$Prism`"", 'mock', '--dynamic', '--errors', '--seed', 'oneloop', '--host', '127.0.0.1', '--port', '0', "`"$TestDrive/contract.json`""
        $script:process = Start-Process node $arguments -NoNewWindow -PassThru -RedirectStandardOutput $log -RedirectStandardError "$TestDrive/prism.err"
        # Without it, the process object does not know the exit code later.
        $null = $process.Handle
        Wait-Until {
            if ($process.HasExited) { throw "Prism ended with $($process.ExitCode): $(Get-Content $log, "$TestDrive/prism.err" -Raw)" }
            (Test-Path $log) -and (Get-Content $log -Raw) -match 'Prism is listening on (http://\S+)'
        }
        $script:address = [regex]::Match((Get-Content $log -Raw), 'Prism is listening on (http://\S+)').Groups[1].Value
        Connect-Oneloop test-token -BaseUri $address -MaximumRetryCount 0 -OutageTimeoutSec 0
    }

    AfterAll {
        Disconnect-Oneloop
        if ($process) {
            if (-not $process.HasExited) { $process.Kill($true) }
            $process.Dispose()
        }
    }

    It '<Operation> is accepted, and its response becomes an object' -ForEach $operations {
        $written = try {
            @(& ([scriptblock]::Create("$Command -ErrorAction Stop")))
        } catch {
            throw "$_ Prism: $((Get-Content $log | Select-String 'VALIDATOR.*error' | Select-Object -Last 5 -Unique) -join "`n")"
        }
        $type = @((Get-Command $Cmdlet).OutputType.Name)[0]
        if ($type -eq 'System.Void') {
            $written | Should -BeNullOrEmpty
        } else {
            $written[0].PSObject.TypeNames | Should -Contain $type
            # All of it can be shown.
            $written | Format-List * | Out-String | Should -Not -BeNullOrEmpty
        }
    }

    It 'the calls of Test-OneloopConnection and Invoke-OneloopRequest are accepted' {
        (Test-OneloopConnection).CanListWorkspaces | Should -BeTrue
        (Invoke-OneloopRequest POST workspace @{ name = 'Fresh' }).workspace.id | Should -Not -BeNullOrEmpty
    }

    It '<Operation> is refused if the request is not valid' -ForEach $operations {
        # Where no more can be wrong with it, the token is missing.
        $hasBody = $Method -in 'POST', 'PATCH' -and $Operation -ne 'rotateApiKey'
        $request = @{ Uri = "$address$($Path -replace '\{\w+\}', 'x')"; Method = $Method }
        if ($hasBody) { $request += @{ Body = '{"unknown":"member"}'; ContentType = 'application/json' } }
        if ($hasBody -or $Operation -eq 'getCustomerBilling') { $request.Headers = @{ Authorization = 'Bearer test-token' } }
        $response = Invoke-WebRequest @request -SkipHttpErrorCheck
        $response.StatusCode | Should -Be ($request.Headers ? 422 : 401)
    }
}
