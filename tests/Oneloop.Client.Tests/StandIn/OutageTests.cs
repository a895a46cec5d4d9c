using Oneloop.StandIn;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Outages, chaos and latency: what befalls all customers.</summary>
public sealed class OutageTests : IAsyncLifetime
{
    private readonly HttpClient _client = Api.CreateClient();
    private StandInServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await StandInServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_outage_takes_as_many_requests_as_it_says_and_no_step_of_a_script()
    {
        _server.Scripts.Set("scripted", new ScriptedAnswer { Status = 418 });
        await _client.PutAsync(_server, "outage", """{"afterRequests":2,"requests":2,"answer":{"status":503}}""");

        int[] statuses = await AskAsync("a", "scripted", "b", "scripted", "scripted", "c");

        Assert.Equal([200, 418, 503, 503, 418, 200], statuses);
    }

    [Fact]
    public async Task An_outage_of_a_duration_ends_with_it()
    {
        await _client.PutAsync(_server, "outage", """{"durationMs":50,"answer":{"status":502}}""");
        int[] during = await AskAsync("a");
        await Task.Delay(80, TestContext.Current.CancellationToken);
        int[] after = await AskAsync("b");

        Assert.Equal([502, 200], [.. during, .. after]);
    }

    [Fact]
    public async Task An_outage_can_be_removed()
    {
        _server.Outage = new Outage { Answer = new ScriptedAnswer { Status = 500 } };
        int[] during = await AskAsync("a", "b");
        await _client.DeleteAsync(_server, "outage");
        int[] after = await AskAsync("a");

        Assert.Equal([500, 500, 200], [.. during, .. after]);
    }

    [Fact]
    public async Task Chaos_is_the_same_in_every_run_and_every_order()
    {
        const string Setting = """{"seed":7,"oneIn":5,"answers":[{"status":500},{"status":503}]}""";
        string[] meters = [.. Enumerable.Range(0, 200).Select(i => $"m{i / 2}")];
        await _client.PutAsync(_server, "chaos", Setting);
        int[] forward = await AskAsync(meters);
        await _client.PutAsync(_server, "chaos", Setting);
        int[] backward = await AskAsync([.. meters.Reverse()]);
        await _client.DeleteAsync(_server, "chaos");

        Assert.InRange(forward.Count(status => status != 200), 20, 60);
        Assert.Contains(500, forward);
        Assert.Contains(503, forward);
        foreach (string meter in meters)
        {
            Assert.Equal(Of(meter, forward, meters), Of(meter, backward, [.. meters.Reverse()]));
        }

        Assert.All(await AskAsync(meters), status => Assert.Equal(200, status));
    }

    [Fact]
    public async Task Chaos_of_another_seed_is_another()
    {
        Chaos seven = new() { Seed = 7, OneIn = 3, Answers = [new ScriptedAnswer { Status = 500 }] };
        Chaos eight = seven with { Seed = 8 };

        Assert.NotEqual(
            Enumerable.Range(0, 100).Select(i => seven.AnswerFor($"m{i}", 0)), Enumerable.Range(0, 100).Select(i => eight.AnswerFor($"m{i}", 0)));
        Assert.Equal(400, await _client.PutAsync(_server, "chaos", """{"oneIn":0,"answers":[{}]}"""));
        Assert.Equal(400, await _client.PutAsync(_server, "chaos", """{"oneIn":1,"answers":[]}"""));
    }

    [Fact]
    public async Task Every_request_waits_for_the_latency()
    {
        await AskAsync("warm");
        await _client.PutAsync(_server, "latency", """{"ms":40}""");
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        await AskAsync("a");

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalMilliseconds > 20);
        Assert.Equal(40, _server.LatencyMs);
        Assert.Equal(400, await _client.PutAsync(_server, "latency", """{"ms":-1}"""));
    }

    private static int[] Of(string meter, int[] statuses, string[] meters) => [.. statuses.Where((_, i) => meters[i] == meter)];

    private async Task<int[]> AskAsync(params string[] meters)
    {
        List<int> statuses = [];
        foreach (string meter in meters)
        {
            statuses.Add(await _client.StatusAsync(_server, meter));
        }

        return [.. statuses];
    }
}
