@{
    # Every rule, at every severity.
    IncludeDefaultRules = $true
}
