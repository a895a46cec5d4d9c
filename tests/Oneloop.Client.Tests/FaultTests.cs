using System.Net;
using System.Net.Sockets;
using Oneloop.Client.Billing;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests;

/// <summary>What every answer that is not a billing is read as.</summary>
public sealed class FaultTests(StandInFixture standIn) : IClassFixture<StandInFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, FaultKind.BadRequest, "The API rejected the request as invalid (HTTP 400, API code 77: no such thing; 1 attempt).")]
    [InlineData(401, FaultKind.Unauthorized, "The API does not accept the token (HTTP 401, API code 77: no such thing; 1 attempt).")]
    [InlineData(403, FaultKind.Forbidden, "The token is not allowed to do this (HTTP 403, API code 77: no such thing; 1 attempt).")]
    [InlineData(404, FaultKind.NotFound, "The API does not find it (HTTP 404, API code 77: no such thing; 1 attempt).")]
    [InlineData(408, FaultKind.Throttled, "The API timed out waiting for the request (HTTP 408, API code 77: no such thing; 1 attempt).")]
    [InlineData(429, FaultKind.Throttled, "The API received too many requests (HTTP 429, API code 77: no such thing; 1 attempt).")]
    [InlineData(500, FaultKind.ServerError, "The API failed (HTTP 500, API code 77: no such thing; 1 attempt).")]
    [InlineData(599, FaultKind.ServerError, "The API failed (HTTP 599, API code 77: no such thing; 1 attempt).")]
    public async Task A_status_tells_the_kind_and_the_apis_own_words(int status, FaultKind kind, string message)
    {
        OneloopException fault = await AskAsync(
            $"status {status}", new ScriptedAnswer { Status = status, Body = """{"error":{"code":77,"message":"no such thing"}}""" });

        Assert.Equal((kind, status, "77", "no such thing", message), (fault.Kind, fault.StatusCode, fault.ApiCode, fault.ApiMessage, fault.Message));
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("<html>Bad gateway</html>", null, null)]
    [InlineData("{\"error\":null}", null, null)]
    [InlineData("{\"error\":\"text\"}", null, null)]
    [InlineData("[1]", null, null)]
    [InlineData("{\"error\":{\"code\":1.5}}", "1.5", null)]
    [InlineData("{\"error\":{\"code\":\"E7\",\"message\":null}}", "E7", null)]
    [InlineData("{\"error\":{\"code\":\"E7\",\"message\":\"cut off \\ud83d\"}}", "E7", null)]
    [InlineData("{\"error\":{\"message\":\"red\\u001b[31m\\nline\"}}", null, "red [31m line")]
    public async Task An_explanation_that_bends_the_contract_is_survived(string body, string? code, string? message)
    {
        OneloopException fault = await AskAsync($"explanation {body}", new ScriptedAnswer { Status = 403, Body = body });

        Assert.Equal((FaultKind.Forbidden, code, message), (fault.Kind, fault.ApiCode, fault.ApiMessage));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_is_not_followed(int status)
    {
        OneloopException fault = await AskAsync(
            $"redirect {status}",
            new ScriptedAnswer
            {
                Status = status,
                Headers = new Dictionary<string, string> { ["Location"] = $"{standIn.Server.BaseAddress}elsewhere?secret=1" },
            });

        Assert.Equal(FaultKind.UnexpectedStatus, fault.Kind);
        Assert.Equal(
            $"The API redirects to {standIn.Server.BaseAddress.GetLeftPart(UriPartial.Authority)}, which is not followed (HTTP {status}; 1 attempt).",
            fault.Message);
        Assert.DoesNotContain(standIn.Server.Requests.All, r => r.Path == "/elsewhere");
    }

    public static TheoryData<string, string, string> Breaches => new()
    {
        { "empty", "", "the response is empty" },
        { "blank", " \n", "the response is empty" },
        { "null", "null", "the response is null, expected an object" },
        { "array", "[]", "the response is a JSON array, expected an object" },
        { "no billing", "{}", "billing is missing" },
        { "text", "{\"billing\":\"x\"}", "billing is a JSON string, expected an object" },
        { "truncated", "{\"billing\":{\"id\":\"cb", "the response is not JSON: it breaks at line 1, byte 21" },
        { "garbage after", "{\"billing\":null} x", "the response is not JSON: it breaks at line 1, byte 18" },
        { "no id", Bodies.BillingWithout("id"), "billing.id is missing" },
        { "no total", Bodies.BillingWithout("totalCredits"), "billing.totalCredits is missing" },
        { "no used", Bodies.BillingWithout("usedCredits"), "billing.usedCredits is missing" },
        { "no overages", Bodies.BillingWithout("allowOverages"), "billing.allowOverages is missing" },
        { "no cap", Bodies.BillingWithout("spendCap"), "billing.spendCap is missing" },
        { "no created", Bodies.BillingWithout("createdAt"), "billing.createdAt is missing" },
        { "no updated", Bodies.BillingWithout("updatedAt"), "billing.updatedAt is missing" },
        { "id null", Bodies.Billing("id", "null"), "billing.id is null, expected a string" },
        { "id number", Bodies.Billing("id", "5"), "billing.id is 5, expected a string" },
        { "letters", Bodies.Billing("usedCredits", "\"12a\""), "billing.usedCredits is \"12a\", expected a string of digits" },
        { "no digits", Bodies.Billing("usedCredits", "\"\""), "billing.usedCredits is \"\", expected a string of digits" },
        { "negative", Bodies.Billing("usedCredits", "\"-1\""), "billing.usedCredits is \"-1\", expected a string of digits" },
        { "fraction", Bodies.Billing("usedCredits", "1.0"), "billing.usedCredits is 1.0, expected a string of digits" },
        { "exponent", Bodies.Billing("usedCredits", "1e3"), "billing.usedCredits is 1e3, expected a string of digits" },
        { "arabic digits", Bodies.Billing("usedCredits", "\"١٢\""), "billing.usedCredits is \"١٢\", expected a string of digits" },
        { "space", Bodies.Billing("usedCredits", "\"1 2\""), "billing.usedCredits is \"1 2\", expected a string of digits" },
        { "credits null", Bodies.Billing("totalCredits", "null"), "billing.totalCredits is null, expected a string of digits" },
        { "credits object", Bodies.Billing("totalCredits", "{}"), "billing.totalCredits is an object, expected a string of digits" },
        { "29 digits", Bodies.Billing("totalCredits", "\"10000000000000000000000000000\""), "billing.totalCredits is \"10000000000000000000000000000\", expected a number of at most 28 digits" },
        { "31 digits", Bodies.Billing("spendCap", "1234567890123456789012345678901"), "billing.spendCap is 1234567890123456789012345678901, expected a number of at most 28 digits" },
        { "flag text", Bodies.Billing("allowOverages", "\"true\""), "billing.allowOverages is \"true\", expected true or false" },
        { "flag null", Bodies.Billing("allowOverages", "null"), "billing.allowOverages is null, expected true or false" },
        { "time word", Bodies.Billing("createdAt", "\"yesterday\""), "billing.createdAt is \"yesterday\", expected an ISO 8601 timestamp with its offset from UTC, such as 2026-01-31T09:30:00Z" },
        { "time month", Bodies.Billing("createdAt", "\"2026-13-01T00:00:00Z\""), "billing.createdAt is \"2026-13-01T00:00:00Z\", expected an ISO 8601 timestamp with its offset from UTC, such as 2026-01-31T09:30:00Z" },
        { "time offset", Bodies.Billing("updatedAt", "\"2026-01-01T00:00:00\""), "billing.updatedAt is \"2026-01-01T00:00:00\", expected an ISO 8601 timestamp with its offset from UTC, such as 2026-01-31T09:30:00Z" },
        { "time day", Bodies.Billing("updatedAt", "\"2026-01-01\""), "billing.updatedAt is \"2026-01-01\", expected an ISO 8601 timestamp with its offset from UTC, such as 2026-01-31T09:30:00Z" },
        { "time number", Bodies.Billing("updatedAt", "1767225600"), "billing.updatedAt is 1767225600, expected an ISO 8601 timestamp with its offset from UTC, such as 2026-01-31T09:30:00Z" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public async Task A_breach_of_the_contract_is_named(string name, string body, string breach)
    {
        OneloopException fault = await AskAsync($"breach {name}", new ScriptedAnswer { Body = body });

        Assert.Equal(FaultKind.InvalidResponse, fault.Kind);
        Assert.Equal(200, fault.StatusCode);
        Assert.Equal($"Unexpected response: {breach} (HTTP 200; 1 attempt).", fault.Message);
    }

    [Fact]
    public async Task A_page_instead_of_json_is_named_by_its_type()
    {
        OneloopException fault = await AskAsync("html", new ScriptedAnswer { Body = "<!doctype html><p>Sign in</p>", ContentType = "text/html" });

        Assert.Equal(FaultKind.InvalidResponse, fault.Kind);
        Assert.Equal("Unexpected response: the response is not JSON (text/html): it breaks at line 1, byte 1 (HTTP 200; 1 attempt).", fault.Message);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_refused()
    {
        OneloopException fault = await AskAsync("long", new ScriptedAnswer { Body = $"{{\"billing\":null,\"x\":\"{new string('a', 1024 * 1024)}\"}}" });

        Assert.Equal(FaultKind.InvalidResponse, fault.Kind);
        Assert.Equal("Unexpected response: it is longer than 1024 KB (HTTP 200; 1 attempt).", fault.Message);
    }

    [Fact]
    public async Task A_refused_connection_is_named()
    {
        using TcpListener reserved = new(IPAddress.Loopback, 0);
        reserved.Start();
        Uri closed = new($"http://{reserved.LocalEndpoint}");
        reserved.Stop();
        using OneloopClient client = new(new OneloopClientOptions(closed, "token") { MaximumRetryCount = 0 });

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws", "m"), Cancel));

        Assert.Equal((FaultKind.ConnectionFailed, null), (fault.Kind, fault.StatusCode));
        Assert.StartsWith($"No connection to {closed.Authority}: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_below_zero_are_refused()
    {
        Uri address = new("https://api.example.com");
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneloopClientOptions(address, "token") { MaximumRetryCount = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneloopClientOptions(address, "token") { RetryInterval = TimeSpan.FromSeconds(-1) });
    }

    [Fact]
    public async Task A_closed_client_says_so()
    {
        OneloopClient client = standIn.CreateClient();
        client.Dispose();

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws", "m"), Cancel));

        Assert.Equal(FaultKind.ClientClosed, fault.Kind);
    }

    [Fact]
    public async Task Closing_a_client_ends_what_is_under_way()
    {
        OneloopClient client = standIn.CreateClient();
        standIn.Server.Scripts.Set("closing", new ScriptedAnswer { DelayMs = 60_000 });
        Task<CustomerBillingMeter?> asked = client.InvokeAsync(new GetBillingRequest("ws_bulk", "closing"), Cancel);
        await ReceivedAsync("closing");

        client.Dispose();

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => asked);
        Assert.Equal(FaultKind.ClientClosed, fault.Kind);
    }

    [Fact]
    public async Task Cancelling_ends_what_is_under_way()
    {
        using OneloopClient client = standIn.CreateClient();
        using CancellationTokenSource cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        standIn.Server.Scripts.Set("cancelled", new ScriptedAnswer { DelayMs = 60_000 });
        Task<CustomerBillingMeter?> asked = client.InvokeAsync(new GetBillingRequest("ws_bulk", "cancelled"), cancel.Token);
        await ReceivedAsync("cancelled");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    private async Task ReceivedAsync(string meter)
    {
        while (!standIn.Server.Requests.All.Any(r => r.ExternalMeterId == meter))
        {
            await Task.Yield();
            Cancel.ThrowIfCancellationRequested();
        }
    }

    private async Task<OneloopException> AskAsync(string meter, ScriptedAnswer answer)
    {
        using OneloopClient client = standIn.CreateClient();
        standIn.Server.Scripts.Set(meter, answer);
        return await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws_bulk", meter), Cancel));
    }
}
