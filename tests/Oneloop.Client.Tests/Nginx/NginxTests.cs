using Oneloop.StandIn;

namespace Oneloop.Client.Tests.Nginx;

/// <summary>The client behind a real nginx with limits. The bounds are loose, for slow machines.</summary>
[Collection(nameof(NginxRuns))]
public sealed class NginxTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(32, 0.15)]
    [InlineData(32, 0.15, true)]
    // All of the first 128 but the burst are refused before the client can know: 108 of 708.
    [InlineData(128, 0.25)]
    public async Task A_rate_limit_is_used_and_fails_none(int workers, double refusedShare, bool https = false)
    {
        const int Rate = 200;
        (BulkRun run, NginxLog log) = await AskAsync(new NginxLimits { Rate = Rate, Burst = 20 }, workers, customers: 600, https: https);

        AssertAllAnswered(run);
        double share = log.PerSecond / Rate;
        Assert.True(share >= 0.6, $"{share:0.00} of the limit; {log}");
        Assert.True(log.RefusedShare <= refusedShare, $"{log}");
    }

    [Theory]
    [InlineData(32, 0.15)]
    [InlineData(128, 0.35)]
    public async Task A_rate_limit_with_retry_after_fails_none(int workers, double refusedShare)
    {
        (BulkRun run, NginxLog log) = await AskAsync(new NginxLimits { Rate = 200, Burst = 20, RetryAfter = 1 }, workers, customers: 400);

        AssertAllAnswered(run);
        Assert.True(log.RefusedShare <= refusedShare, $"{log}");
    }

    [Theory]
    [InlineData(503, 500)]
    [InlineData(429, 250)]
    public async Task A_limit_of_connections_fails_none(int status, int customers)
    {
        NginxLimits limits = new() { Connections = 4, ConnectionStatus = status };
        (BulkRun run, _) = await AskAsync(limits, workers: 32, customers, latencyMs: 20);

        AssertAllAnswered(run);
    }

    [Fact]
    public async Task A_limit_that_falls_in_mid_run_fails_none()
    {
        await using StandInServer standIn = await StandInServer.StartAsync();
        await using NginxServer nginx = await NginxServer.StartAsync(standIn.BaseAddress, new NginxLimits { Rate = 200, Burst = 20 });
        using OneloopClient client = ClientOf(nginx.BaseAddress);
        BulkRun run = new(client, 300);
        Task all = run.AskAllAsync(workers: 32, s_limit);
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        await nginx.ReloadAsync(new NginxLimits { Rate = 50, Burst = 20 });

        Assert.False(all.IsCompleted, "The run ended before the limit fell.");
        await all;
        AssertAllAnswered(run);
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

    /// <summary>Without nginx, connections are refused meanwhile; behind it, requests get a 502.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_is_away_for_three_seconds_fails_none(bool behindNginx)
    {
        StandInOptions options = new() { LatencyMs = 5 };
        StandInServer standIn = await StandInServer.StartAsync(options);
        try
        {
            await using NginxServer? nginx = behindNginx ? await NginxServer.StartAsync(standIn.BaseAddress, new NginxLimits()) : null;
            using OneloopClient client = ClientOf(nginx?.BaseAddress ?? standIn.BaseAddress);
            BulkRun run = new(client, customers: 2000);
            Task all = run.AskAllAsync(workers: 8, s_limit);
            while (run.Done < 300 && !all.IsCompleted)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            await standIn.DisposeAsync();
            Assert.False(all.IsCompleted, "The run ended before the service went away.");
            await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
            standIn = await StandInServer.StartAsync(options with { Port = standIn.BaseAddress.Port });

            await all;
            AssertAllAnswered(run);
        }
        finally
        {
            await standIn.DisposeAsync();
        }
    }

    private static async Task<(BulkRun Run, NginxLog Log)> AskAsync(
        NginxLimits limits, int workers, int customers, int latencyMs = 0, bool https = false)
    {
        await using StandInServer standIn = await StandInServer.StartAsync(new StandInOptions { LatencyMs = latencyMs });
        await using NginxServer nginx = await NginxServer.StartAsync(standIn.BaseAddress, limits, https);
        using OneloopClient client = new(new OneloopClientOptions(nginx.BaseAddress, "test-token") { Trust = nginx.Trust });
        BulkRun run = new(client, customers);
        await run.AskAllAsync(workers, s_limit);
        return (run, nginx.ReadLog());
    }

    private static OneloopClient ClientOf(Uri address) => new(new OneloopClientOptions(address, "test-token"));

    /// <summary>Each customer was answered with its own billing.</summary>
    private static void AssertAllAnswered(BulkRun run) =>
        Assert.True(run.Done == run.Customers && run.Failed == 0 && run.Billings == run.Customers, run.Story);
}
