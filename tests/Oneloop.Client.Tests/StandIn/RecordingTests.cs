using System.Text.Json;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>What the stand-in tells about the requests and connections that it got.</summary>
public sealed class RecordingTests
{
    [Fact]
    public async Task A_request_is_kept_with_its_connection_and_its_answer()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using HttpClient client = Api.CreateClient();
        server.Scripts.Set("b", new ScriptedAnswer { Status = 429 });
        await client.StatusAsync(server, "a");
        await client.StatusAsync(server, "b");
        await client.StatusAsync(server, "b");
        JsonElement[] requests = [.. (await client.ReadAsync(server, "requests")).EnumerateArray()];

        Assert.Equal(["200", "429", "429"], requests.Select(r => r.GetProperty("answer").GetString()));
        Assert.All(requests, r => Assert.Equal("HTTP/1.1", r.GetProperty("protocol").GetString()));
        Assert.Single(requests.Select(r => r.GetProperty("connectionId").GetString()).Distinct());
        Assert.Equal("""{"total":3,"customers":2}""", (await client.ReadAsync(server, "requests/count")).GetRawText());
        Assert.Equal("""{"a":1,"b":2}""", (await client.ReadAsync(server, "requests/by-meter")).GetRawText());
    }

    [Fact]
    public async Task Without_recording_there_are_counts_only()
    {
        await using StandInServer server = await StandInServer.StartAsync(new StandInOptions { RecordRequests = false });
        using HttpClient client = Api.CreateClient();
        await client.StatusAsync(server, "a");
        RequestCount before = server.Requests.Count;
        Assert.Empty(server.Requests.All);
        await client.DeleteAsync(server, "requests");

        Assert.Equal((new RequestCount(1, 1), new RequestCount(0, 0)), (before, server.Requests.Count));
    }

    [Fact]
    public async Task Connections_are_counted_while_they_last()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using HttpClient control = Api.CreateClient();
        using (HttpClient first = Api.CreateClient())
        using (HttpClient second = Api.CreateClient())
        {
            await first.StatusAsync(server, "a");
            await first.StatusAsync(server, "b");
            await second.StatusAsync(server, "c");
            Assert.Equal("""{"open":2,"total":2}""", (await control.ReadAsync(server, "connections")).GetRawText());
        }

        await Api.UntilAsync(() => server.Connections.Open == 0);
        Assert.Equal("""{"open":0,"total":2}""", (await control.ReadAsync(server, "connections")).GetRawText());
    }

    [Fact]
    public async Task A_slip_in_a_control_call_is_no_request()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        using HttpClient client = Api.CreateClient();

        Assert.Equal(404, await client.PutAsync(server, "outages", "{}"));
        Assert.Equal(0, server.Requests.Count.Total);
    }
}
