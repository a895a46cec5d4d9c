using Oneloop.StandIn;

namespace Oneloop.Client.Tests.Nginx;

/// <summary>A service that is stopped in mid-run and started again on the same port.</summary>
public sealed class ServiceOutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

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
            using OneloopClient client = new(new OneloopClientOptions(nginx?.BaseAddress ?? standIn.BaseAddress, "test-token"));
            BulkRun run = new(client, 2000);
            Task all = run.AskAllAsync(workers: 8, TimeSpan.FromSeconds(25));
            while (run.Done < 300 && !all.IsCompleted)
            {
                await Task.Delay(5, Cancel);
            }

            await standIn.DisposeAsync();
            Assert.False(all.IsCompleted, "The run ended before the service went away.");
            await Task.Delay(TimeSpan.FromSeconds(3), Cancel);
            standIn = await StandInServer.StartAsync(options with { Port = standIn.BaseAddress.Port });

            await all;
            run.AssertAllAnswered();
        }
        finally
        {
            await standIn.DisposeAsync();
        }
    }
}
