using System.Text.RegularExpressions;
using Oneloop.Client.Billing;
using Oneloop.Client.Pipeline;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>What a trace tells, and what it never tells.</summary>
public sealed class TraceTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tells_each_try_and_each_wait_with_its_reason()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        fixture.Server.Scripts.Set(new FaultScript
        {
            ExternalMeterId = "m 1",
            Answers = [new ScriptedAnswer { Status = 503 }, new ScriptedAnswer { Abort = AbortPoint.BeforeHeaders }],
            ThenOrdinary = true,
        });
        RequestTrace trace = new(withDetails: false);

        await fixture.Client.SendAsync(new GetBillingRequest("ws_bulk", "m 1") { Trace = trace }, Cancel);

        Assert.DoesNotContain(trace.Lines, l => l.IsDetail);
        string[] expected =
        [
            @"^GET /api/v1/customer-billing for meter 'm 1' in workspace 'ws_bulk': HTTP 503 in \d+ ms \(attempt 1\)$",
            @"^meter 'm 1' in workspace 'ws_bulk': waiting 1 s before retry 1 of 3: The API failed \(HTTP 503; 1 attempt\)\.$",
            @"^GET /api/v1/customer-billing for meter 'm 1' in workspace 'ws_bulk': .+ in \d+ ms \(attempt 2\)$",
            @"^meter 'm 1' in workspace 'ws_bulk': waiting 2 s before retry 2 of 3: .+ \(2 attempts\)\.$",
            @"^GET /api/v1/customer-billing for meter 'm 1' in workspace 'ws_bulk': HTTP 200 in \d+ ms \(attempt 3\)$",
        ];
        Assert.Equal(expected.Length, trace.Lines.Count);
        Assert.All(expected.Zip(trace.Lines), pair => Assert.Matches(pair.First, pair.Second.Text));
    }

    [Fact]
    public async Task Details_show_headers_on_a_list_and_of_others_the_name()
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        fixture.Server.Scripts.Set("m", new ScriptedAnswer
        {
            Body = """{"billing":{"id":7}}""",
            Headers = new Dictionary<string, string> { ["X-Unknown"] = "secret-of-the-server", ["Via"] = "1.1 proxy test-token" },
        });
        RequestTrace trace = new(withDetails: true);

        GetBillingRequest request = new("ws_bulk", "m") { Trace = trace };
        await fixture.Client.SendAsync(request, Cancel);
        Assert.Equal(FaultKind.InvalidResponse, request.Fault?.Kind);

        string[] details = [.. trace.Lines.Where(l => l.IsDetail).Select(l => l.Text)];
        Assert.Contains("> Authorization: (not shown)", details);
        Assert.Contains("> Accept: application/json", details);
        Assert.Contains(details, d => Regex.IsMatch(d, "^< HTTP/1.1 200$"));
        Assert.Contains("< Content-Type: application/json", details);
        Assert.Contains("< X-Unknown: (not shown)", details);
        Assert.Contains("< Via: 1.1 proxy ****", details);
        Assert.Contains(details, d => d.Contains("billing.id is 7, expected a string", StringComparison.Ordinal));
        Assert.DoesNotContain(details, d => d.Contains("test-token", StringComparison.Ordinal) || d.Contains("secret-of", StringComparison.Ordinal));
    }
}
