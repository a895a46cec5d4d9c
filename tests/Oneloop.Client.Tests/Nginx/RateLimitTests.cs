namespace Oneloop.Client.Tests.Nginx;

/// <summary>The client under nginx's <c>limit_req</c>. The bounds are loose, for slow machines.</summary>
[Collection(nameof(NginxRuns))]
public sealed class RateLimitTests
{
    [Theory]
    [InlineData(32, 400, 0.15)]
    [InlineData(32, 400, 0.15, true)]
    // All of the first 128 but the burst are refused before the client can know: 108 of 708.
    [InlineData(128, 600, 0.25)]
    public async Task A_rate_limit_is_used_and_fails_none(int workers, int customers, double refusedShare, bool https = false)
    {
        const int Rate = 200;
        await using NginxFixture fixture = await NginxFixture.StartAsync(new NginxLimits { Rate = Rate, Burst = 20 }, https: https);

        NginxLog log = await fixture.AskAsync(workers, customers);

        double share = log.PerSecond / Rate;
        Assert.True(share >= 0.6, $"{share:0.00} of the limit; {log}");
        Assert.True(log.RefusedShare <= refusedShare, $"{log}");
    }

    [Theory]
    [InlineData(32, 200, 0.25)]
    [InlineData(128, 300, 0.4)]
    public async Task Retry_After_is_obeyed_and_fails_none(int workers, int customers, double refusedShare)
    {
        await using NginxFixture fixture = await NginxFixture.StartAsync(new NginxLimits { Rate = 200, Burst = 20, RetryAfter = 1 });

        NginxLog log = await fixture.AskAsync(workers, customers);

        Assert.True(log.RefusedShare <= refusedShare, $"{log}");
    }
}
