using Oneloop.Client.Pipeline;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Pipeline;

/// <summary>A secret that a request declares is in no text about it, although it stands in the path and the server echoes it.</summary>
public sealed class RequestSecretTests
{
    private const string Canary = "lt_canary/4711+0815";
    private const string Piece = "canary/4711";

    private static readonly string s_escaped = Uri.EscapeDataString(Canary);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task In_a_refusal() =>
        await AssertAsync(new ScriptedAnswer { Status = 403, Body = $$$"""{"error":{"code":"{{{Canary}}}","message":"not {{{Canary}}}"}}""" });

    [Fact]
    public async Task In_headers() => await AssertAsync(new ScriptedAnswer
    {
        Status = 302,
        Headers = new Dictionary<string, string> { ["Location"] = $"https://{Piece}.example/", ["Via"] = $"1.1 {Canary} {s_escaped}" },
    });

    [Fact]
    public async Task In_a_response_that_departs_from_the_contract() =>
        await AssertAsync(new ScriptedAnswer { Body = """{"workspace":{"id":["@"],"name":{"@":1}}}""".Replace("@", Canary, StringComparison.Ordinal) });

    [Fact]
    public async Task In_a_value_that_is_quoted() => await AssertAsync(new ScriptedAnswer
    {
        Body = $$$"""
            {"workspace":{"id":"ws","name":"n","teamId":"t","defaultKeyPrefix":null,"defaultAllowedIPs":"{{{Canary}}}","defaultRateLimitPerSecond":null,
            "defaultExpiration":null,"createdAt":"{{{Canary}}}","updatedAt":"{{{Canary}}}"}}
            """,
    });

    [Fact]
    public async Task When_attempts_fail() => await AssertAsync(new ScriptedAnswer { Abort = AbortPoint.BeforeHeaders });

    private static async Task AssertAsync(ScriptedAnswer answer)
    {
        await using ResilienceFixture fixture = await ResilienceFixture.StartAsync();
        fixture.Server.Scripts.Set(new FaultScript { Operation = "validateLinkToken", Answers = [answer] });
        ProbeRequest request = new(HttpMethod.Get, $"link-token/{s_escaped}", Retry.Always) { Key = Canary, Trace = new RequestTrace(withDetails: true) };

        await fixture.Client.SendAsync(request, Cancel);

        Assert.Contains(fixture.Server.Requests.All, r => r.Operation == "validateLinkToken");
        string[] texts = [.. request.Trace.Lines.Select(l => l.Text), request.Fault!.Message, request.Fault.ToString(), $"{request.Fault.ApiCode}{request.Fault.ApiMessage}"];
        Assert.Contains(texts, t => t.Contains("probe/{token}", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, t => t.Contains(Canary, StringComparison.Ordinal) || t.Contains(s_escaped, StringComparison.Ordinal) || t.Contains("4711", StringComparison.Ordinal));
    }
}
