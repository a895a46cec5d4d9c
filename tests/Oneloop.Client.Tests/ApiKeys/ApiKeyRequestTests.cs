using System.Text.Json;
using Oneloop.Client.ApiKeys;

namespace Oneloop.Client.Tests.ApiKeys;

/// <summary>The operations on API keys: what they send and read, against the stand-in's store.</summary>
public sealed class ApiKeyRequestTests : OperationTest
{
    private const string Ws = "ws_northwind";
    private const string Key = "nw_standin_chat_production";

    private static readonly ApiKeyScope s_readChat = new() { Representation = "chat", Read = true };

    [Fact]
    public async Task A_list_has_all_keys_deleted_ones_too()
    {
        IReadOnlyList<ApiKey> keys = (await Client.InvokeAsync(new ListApiKeysRequest(Ws), Cancel))!;

        Assert.Equal(["ak_nw_1001", "ak_nw_1003", "ak_nw_1004", "ak_nw_1005", "ak_nw_1006"], keys.Select(key => key.Id));
        Assert.Equal([true], keys.Where(key => key.Deleted).Select(key => key.Id == "ak_nw_1006"));
        Assert.Equal(1738368000, keys[3].ExpiresAt);
    }

    [Fact]
    public async Task A_key_is_read_field_by_field()
    {
        ApiKey key = (await Client.InvokeAsync(new GetApiKeyRequest(Ws, "ak_nw_1001"), Cancel))!;

        Assert.Equal(("Chat production", "nw_****tion", "nw", null), (key.Name, key.MaskedKey, key.Prefix, key.ExpiresAt));
        Assert.Equal(("customer_1001", true, false), (key.CustomerId, key.Enabled, key.Deleted));
        Assert.Equal(new DateTimeOffset(2025, 6, 5, 12, 45, 0, TimeSpan.Zero), key.CreatedAt);
        Assert.Equal(2026, key.LastUsedAt?.Year);
        Assert.NotNull(key.BillingId);
        Assert.Equivalent(new ApiKeyScope { Id = "scope_models", Representation = "models", Read = true }, key.Scopes[1], strict: true);
    }

    [Fact]
    public async Task What_is_optional_may_be_null_or_missing()
    {
        const string Bare = """
            {"apiKey":{"id":"ak","name":"","maskedKey":"","prefix":null,"expiresAt":null,"scopes":[],"enabled":false,"customerId":null,
            "deleted":true,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"@}}
            """;
        foreach (string more in new[] { "", ",\"lastUsedAt\":null,\"billingId\":null" })
        {
            Assert.Null(await FaultOfAsync(new GetApiKeyRequest(Ws, "ak"), "getApiKeyById", Bare.Replace("@", more, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("\"scopes\":null", "apiKey.scopes is null, expected an array")]
    [InlineData("\"scopes\":[null]", "apiKey.scopes holds null")]
    [InlineData("\"scopes\":[{\"representation\":\"chat\",\"create\":1}]", "apiKey.scopes[0].create is 1, expected true or false")]
    [InlineData("\"scopes\":[{\"representation\":\"chat\"}]", "apiKey.scopes[0].create")]
    public async Task A_response_that_departs_from_the_contract_is_explained(string member, string expected)
    {
        string body = $$$"""
            {"apiKey":{"id":"ak","name":"","maskedKey":"","prefix":null,"expiresAt":null,{{{member}}},"enabled":false,"customerId":null,
            "deleted":true,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}}
            """;

        OneloopException fault = await FaultOfAsync(new GetApiKeyRequest(Ws, "ak"), "getApiKeyById", body);

        Assert.Equal(FaultKind.InvalidResponse, fault.Kind);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_sends_what_is_set_and_shows_the_key()
    {
        ApiKeyWithSecret bare = (await Client.InvokeAsync(new CreateApiKeyRequest(Ws, "customer_9", "bare") { Scopes = [s_readChat] }, Cancel))!;
        string sent = LastBody;
        ApiKeyWithSecret full = (await Client.InvokeAsync(
            new CreateApiKeyRequest(Ws, "customer_9", "full")
            {
                Enabled = false,
                Prefix = "p",
                ExpiresAt = 4102444800,
                ExternalMeterId = "customer_1001----chat",
                Metadata = JsonSerializer.SerializeToElement(new { plan = "gold" }),
            },
            Cancel))!;

        Assert.Equal(
            """
            {"name":"bare","workspaceId":"ws_northwind","scopes":[{"representation":"chat","create":false,"read":true,"update":false,"del":false}],"enabled":true,"customerId":"customer_9"}
            """,
            sent);
        Assert.EndsWith(
            """
            "scopes":[],"enabled":false,"customerId":"customer_9","prefix":"p","expiresAt":4102444800,"externalMeterId":"customer_1001----chat","metadata":{"plan":"gold"}}
            """,
            LastBody,
            StringComparison.Ordinal);
        Assert.StartsWith("nw_", bare.Key, StringComparison.Ordinal);
        Assert.Equal((4102444800, false, "p"), (full.ExpiresAt, full.Enabled, full.Prefix));
        Assert.DoesNotContain(bare.Key, $"{bare}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Edit_sends_only_what_is_set()
    {
        ApiKey edited = (await Client.InvokeAsync(new EditApiKeyRequest(Ws, "ak_nw_1004") { Enabled = true }, Cancel))!;
        string first = LastBody;
        await Client.InvokeAsync(new EditApiKeyRequest(Ws, "ak_nw_1004") { Name = "", Scopes = [] }, Cancel);

        Assert.Equal(("Paused", true), (edited.Name, edited.Enabled));
        Assert.Equal("""{"enabled":true}""", first);
        Assert.Equal("""{"name":"","scopes":[]}""", LastBody);
    }

    [Fact]
    public async Task Rotate_replaces_the_key_and_delete_keeps_it_as_deleted()
    {
        ApiKeyWithSecret rotated = (await Client.InvokeAsync(new RotateApiKeyRequest(Ws, "ak_nw_1001"), Cancel))!;
        ApiKey deleted = (await Client.InvokeAsync(new DeleteApiKeyRequest(Ws, "ak_nw_1001"), Cancel))!;

        Assert.NotEqual(Key, rotated.Key);
        Assert.True(deleted.Deleted);
        Assert.Equal("INVALID", (await Client.InvokeAsync(new VerifyApiKeyRequest(Key), Cancel))!.Status);
        Assert.Equal("DELETED", (await Client.InvokeAsync(new VerifyApiKeyRequest(rotated.Key), Cancel))!.Status);
    }

    [Fact]
    public async Task Verify_sends_what_is_set_and_reads_everything()
    {
        ApiKeyVerification verification = (await Client.InvokeAsync(
            new VerifyApiKeyRequest(Key) { RequestedScopes = [s_readChat], Route = "/chat", Usage = 7, UsageName = "chat", RateLimitId = "minute", RateLimit = 5 },
            Cancel))!;
        string sent = LastBody;
        await Client.InvokeAsync(new VerifyApiKeyRequest(Key), Cancel);

        Assert.EndsWith(
            """
            "route":"/chat","billing":{"usage":"7","usageName":"chat"},"rateLimitConfig":{"id":"minute","limit":5}}
            """,
            sent,
            StringComparison.Ordinal);
        Assert.EndsWith("\",\"requestedScopes\":[]}", LastBody, StringComparison.Ordinal);
        Assert.Equal(("VALID", "ak_nw_1001", "customer_1001"), (verification.Status, verification.ApiKeyId, verification.CustomerId));
        Assert.Equal((4L, 2, 1), (verification.RateLimit!.Remaining, verification.Scopes.Count, verification.RequestedScopes.Count));
        Assert.NotNull(verification.Billing);
    }

    [Fact]
    public async Task Verify_passes_an_unknown_status_on()
    {
        Assert.Null(await FaultOfAsync(
            new VerifyApiKeyRequest(Key),
            "verifyApiKey",
            """{"apiKeyId":"","expiresAt":null,"requestedScopes":[],"status":"SLEEPING","billing":null,"externalMeterId":null,"customerId":null,"scopes":[],"metadata":null}"""));
    }

    [Theory]
    [InlineData("createApiKey")]
    [InlineData("rotateApiKey")]
    public async Task No_message_quotes_the_key(string operation)
    {
        OneloopRequest request = operation == "createApiKey" ? new CreateApiKeyRequest(Ws, "c", "n") : new RotateApiKeyRequest(Ws, "ak_nw_1001");

        OneloopException fault = await FaultOfAsync(request, operation, """{"apiKey":{"key":["nw_canary_key"]}}""");

        Assert.True(fault.OutcomeUnknown);
        Assert.DoesNotContain("canary", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_cannot_be_sent_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new GetApiKeyRequest(Ws, ".."));
        Assert.Throws<ArgumentException>(() => new ListApiKeysRequest(" "));
        Assert.Throws<ArgumentException>(() => new CreateApiKeyRequest("", "c", "n"));
        Assert.Throws<ArgumentException>(() => new VerifyApiKeyRequest(""));
    }
}
