using Oneloop.Client.Billing;
using Oneloop.Client.Pipeline;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>Cancelling ends a request wherever it is, and nothing is sent after it.</summary>
public sealed class CancellationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, ScriptedAnswer, int> Places => new()
    {
        { "waiting for headers", new ScriptedAnswer { DelayMs = 600_000 }, 0 },
        { "in a stalled body", new ScriptedAnswer { StallMs = 600_000 }, 0 },
        { "in a dripping body", new ScriptedAnswer { DripMs = 1000 }, 0 },
        { "in a flood", new ScriptedAnswer { FloodBytes = 200_000, DripMs = 1000 }, 0 },
        { "before the next try", new ScriptedAnswer { Status = 503, RetryAfter = "100" }, 2 },
        { "at the gate of a 429", new ScriptedAnswer { Status = 429, RetryAfter = "100" }, 2 },
    };

    [Theory]
    [MemberData(nameof(Places), DisableDiscoveryEnumeration = true)]
    public async Task It_ends(string place, ScriptedAnswer answer, int lines)
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        using OneloopClient client = new(new OneloopClientOptions(fixture.Server.BaseAddress, "test-token"));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        fixture.Server.Scripts.Set(place, answer);
        RequestTrace trace = new(withDetails: false);
        Task asked = client.SendAsync(new GetBillingRequest("ws_bulk", place) { Trace = trace }, stop.Token);
        while (fixture.Sent(place) == 0 || trace.Lines.Count < lines)
        {
            await Task.Delay(1, Cancel);
        }

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
        Assert.Equal(1, fixture.Sent(place));
        // The connection of a request that was cut off is closed, not left to read what nobody wants.
        while (lines == 0 && fixture.Server.Connections.Open > 0)
        {
            await Task.Delay(1, Cancel);
        }
    }
}
