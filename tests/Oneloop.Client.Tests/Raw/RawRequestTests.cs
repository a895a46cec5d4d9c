using System.Text;
using System.Text.Json;
using Oneloop.Client.Pipeline;
using Oneloop.Client.Raw;
using Oneloop.StandIn.Faults;

namespace Oneloop.Client.Tests.Raw;

/// <summary>Any call to the API.</summary>
public sealed class RawRequestTests(StandInFixture standIn) : IClassFixture<StandInFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("workspace/ws_lumen")]
    [InlineData("/workspace/ws_lumen")]
    [InlineData("api/v1/workspace/ws_lumen")]
    [InlineData("/api/v1/workspace/ws_lumen")]
    public async Task A_get_returns_what_came(string path)
    {
        using OneloopClient client = standIn.CreateClient();

        JsonElement? result = await client.InvokeAsync(new RawRequest(HttpMethod.Get, path), Cancel);

        Assert.Equal("Lumen", result!.Value.GetProperty("workspace").GetProperty("name").GetString());
        Assert.Equal("/api/v1/workspace/ws_lumen", standIn.Server.Requests.All.Last(r => r.Operation == "getWorkspaceById").Path);
    }

    [Fact]
    public async Task The_query_is_encoded()
    {
        using OneloopClient client = standIn.CreateClient();
        KeyValuePair<string, string>[] query = [new("workspaceId", "ws_bulk"), new("externalMeterId", "a&b=c #%/é"), new("x y", string.Empty)];

        await client.InvokeAsync(new RawRequest(HttpMethod.Get, "customer-billing", query), Cancel);

        Assert.Equal(
            "?workspaceId=ws_bulk&externalMeterId=a%26b%3Dc%20%23%25%2F%C3%A9&x%20y=",
            Assert.Single(standIn.Server.Requests.All, r => r.ExternalMeterId == "a&b=c #%/é").RawQuery);
    }

    [Fact]
    public async Task A_change_sends_its_body_as_it_is()
    {
        using OneloopClient client = standIn.CreateClient();
        string body = """{ "name" : "Ra\u0077 é" }""";

        JsonElement? result = await client.InvokeAsync(new RawRequest(HttpMethod.Post, "workspace", body: RawRequest.BodyOf(body)), Cancel);

        Assert.Equal("Raw é", result!.Value.GetProperty("workspace").GetProperty("name").GetString());
        Assert.Equal(body, Assert.Single(standIn.Server.Requests.All, r => r.Operation == "createWorkspace").Body);
    }

    [Theory]
    [InlineData(201, """{"a":1}""", """{"a":1}""")]
    [InlineData(204, null, null)]
    [InlineData(200, "", null)]
    public async Task Any_2xx_is_a_success(int status, string? body, string? expected)
    {
        string path = $"thing/{status}{body?.Length}";
        standIn.Server.Scripts.Set(new FaultScript { Operation = "deleteApiKey", Match = path[6..], Answers = [new ScriptedAnswer { Status = status, Body = body }] });
        using OneloopClient client = standIn.CreateClient();

        JsonElement? result = await client.InvokeAsync(new RawRequest(HttpMethod.Delete, $"workspace/ws_lumen/api-key/{path[6..]}"), Cancel);

        Assert.Equal(expected, result?.GetRawText());
    }

    [Theory]
    [InlineData("GET", 3)]
    [InlineData("POST", 1)]
    [InlineData("PUT", 1)]
    [InlineData("PATCH", 1)]
    [InlineData("DELETE", 1)]
    public async Task A_get_alone_is_repeated_after_any_fault(string method, int sent)
    {
        string id = $"retry-{method}";
        foreach (string operation in (string[])["getApiKeyById", "rotateApiKey", "editApiKey", "deleteApiKey"])
        {
            standIn.Server.Scripts.Set(new FaultScript { Operation = operation, Match = id, Answers = [new ScriptedAnswer { Status = 503 }] });
        }

        using OneloopClient client = new(new OneloopClientOptions(standIn.Server.BaseAddress, "token") { RetryInterval = TimeSpan.Zero, MaximumRetryCount = 2 });
        RawRequest request = new(new HttpMethod(method), $"workspace/ws_lumen/api-key/{id}{(method is "POST" or "PUT" ? "/rotate" : string.Empty)}", body: method == "PATCH" ? "{}"u8.ToArray() : null);

        await client.SendAsync(request, Cancel);

        Assert.Equal(method == "PUT" ? 405 : 503, request.Fault!.StatusCode);
        Assert.Equal(sent, standIn.Server.Requests.All.Count(r => r.Path.Contains(id, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("POST", false)]
    [InlineData("DELETE", false)]
    public void All_but_a_get_carry_a_content_and_are_repeated_only_if_not_processed(string method, bool isGet)
    {
        RawRequest request = new(new HttpMethod(method), "workspace");
        using HttpContent? content = request.CreateContent();

        Assert.Equal((isGet, isGet ? Retry.Always : Retry.IfNotProcessed), (content is null, request.Operation.Retry));
    }

    [Theory]
    [InlineData("https://other.example/api/v1/workspace", "address")]
    [InlineData("workspace?a=b", "-Query")]
    [InlineData("workspace#a", "%23")]
    [InlineData("workspace/a b", "EscapeDataString")]
    [InlineData("workspace/é", "EscapeDataString")]
    [InlineData("workspace/100%", "EscapeDataString")]
    [InlineData("workspace\\x", "EscapeDataString")]
    [InlineData("", "empty segment")]
    [InlineData("/", "empty segment")]
    [InlineData("//other.example/x", "empty segment")]
    [InlineData("workspace//api-key", "empty segment")]
    [InlineData("workspace/ws/api-key/", "empty segment")]
    [InlineData("workspace/../x", "step in the path")]
    [InlineData("workspace/%2E%2e", "step in the path")]
    public void A_path_that_cannot_be_sent_is_refused(string path, string why)
    {
        Assert.Contains(why, RawPath.Problem(path), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new RawRequest(HttpMethod.Get, path));
    }

    [Fact]
    public void A_body_that_cannot_be_sent_is_refused()
    {
        Assert.Null(RawRequest.BodyOf("{ no json"));
        Assert.Throws<ArgumentException>(() => new RawRequest(HttpMethod.Post, "workspace", body: "{"u8.ToArray()));
        Assert.Throws<ArgumentException>(() => new RawRequest(HttpMethod.Get, "workspace", body: "{}"u8.ToArray()));
    }

    [Theory]
    [InlineData("GET", "link-token/canary%2F4711-0815", null, "validateLinkToken")]
    [InlineData("POST", "api-key/record-usage", """{"key":"canary/4711-0815"}""", "recordApiKeyUsage")]
    [InlineData("POST", "api-key/verify", """{"list":[{"token":"canary/4711-0815"}]}""", "verifyApiKey")]
    public async Task Secrets_in_path_and_body_are_in_no_text(string method, string path, string? body, string operation)
    {
        standIn.Server.Scripts.Set(new FaultScript
        {
            Operation = operation,
            Answers = [new ScriptedAnswer { Status = 400, Body = """{"error":{"code":1,"message":"canary/4711-0815 or canary%2F4711-0815"}}""" }],
        });
        using OneloopClient client = standIn.CreateClient();
        RawRequest request = new(new HttpMethod(method), path, body: body is null ? null : Encoding.UTF8.GetBytes(body)) { Trace = new RequestTrace(withDetails: true) };

        await client.SendAsync(request, Cancel);

        Assert.Equal("**** or ****", request.Fault!.ApiMessage);
        Assert.NotEmpty(request.Trace.Lines);
        Assert.DoesNotContain(request.Trace.Lines, line => line.Text.Contains("4711", StringComparison.Ordinal));
        Assert.DoesNotContain("4711", $"{request.ShownPath}{request.Fault.Message}", StringComparison.Ordinal);
    }
}
