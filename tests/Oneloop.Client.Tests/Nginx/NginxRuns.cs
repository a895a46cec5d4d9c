namespace Oneloop.Client.Tests.Nginx;

/// <summary>The tests against nginx, which run when no other test does: their limits are by the second.</summary>
[CollectionDefinition(nameof(NginxRuns), DisableParallelization = true)]
public sealed class NginxRuns;
