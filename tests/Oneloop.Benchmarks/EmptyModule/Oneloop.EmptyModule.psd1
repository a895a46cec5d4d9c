@{
    RootModule           = 'Oneloop.EmptyModule.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '5d0a7c0e-3d0b-4a0e-9a39-3b1f6f1f2c64'
    Author               = 'Oneloop module maintainers'
    Description          = 'Does nothing, for benchmarks to be held against.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    CmdletsToExport      = @('Get-OneloopNothing')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
}
