namespace Oneloop.Client.Tests.Nginx;

/// <summary>The tests that measure a rate, which run when no other test does.</summary>
[CollectionDefinition(nameof(NginxRuns), DisableParallelization = true)]
public sealed class NginxRuns;
