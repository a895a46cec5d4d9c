namespace Oneloop.Client.Tests.Nginx;

/// <summary>Limits that change while nginx runs.</summary>
public sealed class LimitReloadTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_limit_that_falls_in_mid_run_fails_none()
    {
        await using NginxFixture fixture = await NginxFixture.StartAsync(new NginxLimits { Rate = 200, Burst = 20 });
        Task<NginxLog> run = fixture.AskAsync(workers: 32, customers: 250);
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);

        await fixture.Nginx.ReloadAsync(new NginxLimits { Rate = 50, Burst = 20 });

        Assert.False(run.IsCompleted, "The run ended before the limit fell.");
        await run;
    }

    [Fact]
    public async Task Other_limits_hold_after_a_reload()
    {
        await using NginxFixture fixture = await NginxFixture.StartAsync(new NginxLimits());
        NginxLog log = await fixture.AskAsync(workers: 4, customers: 50);
        Assert.Equal((50, 0), (log.Answered, log.Refused));

        await fixture.Nginx.ReloadAsync(new NginxLimits { Rate = 1, Burst = 1 });

        // nginx starts the new worker first, and closes the idle connections of the old one 0.1 s later.
        for (int i = 0; i < 50 && log.Refused == 0; i++)
        {
            await new BulkRun(fixture.Client, 3).AskAllAsync(workers: 1, TimeSpan.FromMilliseconds(500));
            await Task.Delay(50, Cancel);
            log = fixture.Nginx.ReadLog();
        }

        Assert.True(log.Refused > 0, $"{log}");
    }
}
