using Oneloop.StandIn;

namespace Oneloop.Client.Tests.Nginx;

/// <summary>The client behind a real nginx with limits. The bounds are loose, for slow machines.</summary>
[Collection(nameof(NginxRuns))]
public sealed class NginxTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(8)]
    [InlineData(32)]
    [InlineData(128)]
    public async Task A_rate_limit_is_used_and_fails_none(int workers)
    {
        const int Rate = 200;
        (BulkRun run, NginxLog log) = await AskAsync(new NginxLimits { Rate = Rate, Burst = 20 }, workers, customers: 600);

        AssertAllAnswered(run, 600);
        double share = log.PerSecond / Rate;
        Assert.True(share >= 0.6, $"{share:0.00} of the limit; {log}");
        Assert.True(log.RefusedShare <= 0.25, $"{log}");
    }

    [Fact]
    public async Task A_rate_limit_with_retry_after_fails_none()
    {
        (BulkRun run, _) = await AskAsync(new NginxLimits { Rate = 200, Burst = 20, RetryAfter = 1 }, workers: 32, customers: 400);

        AssertAllAnswered(run, 400);
    }

    [Fact]
    public async Task A_limit_of_connections_fails_none()
    {
        (BulkRun run, _) = await AskAsync(new NginxLimits { Connections = 4 }, workers: 32, customers: 400, latencyMs: 20);

        AssertAllAnswered(run, 400);
    }

    [Fact]
    public async Task Other_limits_hold_after_a_reload()
    {
        await using StandInServer standIn = await StandInServer.StartAsync();
        await using NginxServer nginx = await NginxServer.StartAsync(standIn.BaseAddress, new NginxLimits());
        using OneloopClient client = ClientOf(nginx.BaseAddress);
        await new BulkRun(client, 50).AskAllAsync(workers: 4, s_limit);
        Assert.Equal((50, 0), (nginx.ReadLog().Answered, nginx.ReadLog().Refused));

        await nginx.ReloadAsync(new NginxLimits { Rate = 1, Burst = 1 });

        // nginx starts the new worker first, and closes the idle connections of the old one 0.1 s later.
        for (int i = 0; i < 50 && nginx.ReadLog().Refused == 0; i++)
        {
            await new BulkRun(client, 3).AskAllAsync(workers: 1, TimeSpan.FromSeconds(2));
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.True(nginx.ReadLog().Refused > 0, $"{nginx.ReadLog()}");
    }

    [Fact]
    public async Task A_service_that_is_away_for_two_seconds_fails_none()
    {
        const int Customers = 3000;
        StandInServer standIn = await StandInServer.StartAsync(new StandInOptions { LatencyMs = 5 });
        try
        {
            using OneloopClient client = ClientOf(standIn.BaseAddress);
            await new BulkRun(client, 10).AskAllAsync(workers: 2, s_limit);
            BulkRun run = new(client, Customers);
            Task all = run.AskAllAsync(workers: 8, s_limit);
            while (run.Done < 500 && !all.IsCompleted)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            await standIn.DisposeAsync();
            await Task.Delay(2000, TestContext.Current.CancellationToken);
            Assert.False(all.IsCompletedSuccessfully && run.Failed == 0, "The run ended before the service went away.");
            standIn = await StandInServer.StartAsync(new StandInOptions { Port = standIn.BaseAddress.Port, LatencyMs = 5 });

            await all;
            AssertAllAnswered(run, Customers);
        }
        finally
        {
            await standIn.DisposeAsync();
        }
    }

    private static async Task<(BulkRun Run, NginxLog Log)> AskAsync(NginxLimits limits, int workers, int customers, int latencyMs = 0)
    {
        await using StandInServer standIn = await StandInServer.StartAsync(new StandInOptions { LatencyMs = latencyMs });
        await using NginxServer nginx = await NginxServer.StartAsync(standIn.BaseAddress, limits);
        using OneloopClient client = ClientOf(nginx.BaseAddress);
        BulkRun run = new(client, customers);
        await run.AskAllAsync(workers, s_limit);
        return (run, nginx.ReadLog());
    }

    private static OneloopClient ClientOf(Uri address) => new(new OneloopClientOptions(address, "test-token"));

    private static void AssertAllAnswered(BulkRun run, int customers) =>
        Assert.True(run.Done == customers && run.Failed == 0, run.Story);
}
