using Oneloop.Client.Pipeline;
using Oneloop.Client.Usage;
using Oneloop.StandIn;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.Client.Tests.Usage;

/// <summary>Recording usage of a customer's key, which is a secret.</summary>
public sealed class RecordUsageRequestTests(StandInFixture standIn) : IClassFixture<StandInFixture>
{
    private const string Key = "nw_standin_chat_production";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, """{"key":"nw_standin_chat_production"}""")]
    [InlineData("0", "", """{"key":"nw_standin_chat_production","usage":"0","usageName":""}""")]
    [InlineData("900719925474099300000000", "chat", """{"key":"nw_standin_chat_production","usage":"900719925474099300000000","usageName":"chat"}""")]
    public async Task The_body_has_what_is_given(string? usage, string? name, string expected)
    {
        using OneloopClient client = standIn.CreateClient();
        RecordUsageRequest request = new(Key) { Usage = usage is null ? null : decimal.Parse(usage, System.Globalization.CultureInfo.InvariantCulture), UsageName = name };

        await client.InvokeAsync(request, Cancel);

        RecordedRequest sent = standIn.Server.Requests.All.Last(r => r.Operation == "recordApiKeyUsage");
        Assert.Equal(("POST", "/api/v1/api-key/record-usage", "200"), (sent.Method, sent.Path, sent.Answer));
        Assert.Equal(expected, sent.Body);
    }

    [Fact]
    public async Task The_key_is_in_no_text()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        server.Scripts.Set(new FaultScript
        {
            Operation = "recordApiKeyUsage",
            Answers = [new ScriptedAnswer { Status = 400, Body = """{"error":{"code":1,"message":"no key canary-4711-0815"}}""" }],
        });
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "token"));
        RecordUsageRequest request = new("canary-4711-0815") { Trace = new RequestTrace(withDetails: true) };

        await client.SendAsync(request, Cancel);

        Assert.Equal("no key ****", request.Fault!.ApiMessage);
        Assert.DoesNotContain(request.Trace.Lines, line => line.Text.Contains("4711", StringComparison.Ordinal));
        Assert.DoesNotContain("4711", request.Fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_repeated_if_the_server_may_have_acted()
    {
        await using StandInServer server = await StandInServer.StartAsync();
        server.Scripts.Set(new FaultScript { Operation = "recordApiKeyUsage", Answers = [new ScriptedAnswer { Status = 503 }] });
        using OneloopClient client = new(new OneloopClientOptions(server.BaseAddress, "token") { RetryInterval = TimeSpan.Zero });
        RecordUsageRequest request = new("once-only");

        await client.SendAsync(request, Cancel);

        Assert.Equal((1, true), (request.Attempts, request.Fault!.OutcomeUnknown));
    }

    [Fact]
    public void A_blank_key_is_refused() => Assert.Throws<ArgumentException>(() => new RecordUsageRequest(" "));
}
