using Oneloop.Client.LinkTokens;
using Oneloop.Client.Pipeline;

namespace Oneloop.Client.Tests.LinkTokens;

/// <summary>The operations on link tokens.</summary>
public sealed class LinkTokenRequestTests : OperationTest
{
    [Fact]
    public async Task A_token_is_created_and_valid()
    {
        LinkToken created = (await Client.InvokeAsync(new CreateLinkTokenRequest("ws_northwind", "customer_1001") { ExternalBillingId = "b" }, Cancel))!;
        string sent = LastBody;
        ValidateLinkTokenRequest validate = new(created.Token) { Trace = new RequestTrace(withDetails: true) };
        LinkTokenValidation validation = (await Client.InvokeAsync(validate, Cancel))!;

        Assert.Equal("""{"customerId":"customer_1001","workspaceId":"ws_northwind","externalBillingId":"b"}""", sent);
        Assert.Equivalent(
            new LinkTokenValidation { Valid = true, ExpiresAt = created.ExpiresAt, WorkspaceId = "ws_northwind", CustomerId = "customer_1001", ExternalBillingId = "b" },
            validation,
            strict: true);
        Assert.DoesNotContain(created.Token, $"{created}", StringComparison.Ordinal);
        Assert.Contains(validate.Trace.Lines, line => line.Text.Contains("link-token/{token}", StringComparison.Ordinal));
        Assert.DoesNotContain(validate.Trace.Lines, line => line.Text.Contains(created.Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_expired_token_is_not_valid() =>
        Assert.False((await Client.InvokeAsync(new ValidateLinkTokenRequest("link_standin_expired"), Cancel))!.Valid);

    [Fact]
    public async Task No_message_quotes_a_token()
    {
        OneloopException created = await FaultOfAsync(new CreateLinkTokenRequest("w", "c"), "generateLinkToken", """{"token":{"canary":1}}""");
        OneloopException validated = await FaultOfAsync(new ValidateLinkTokenRequest("canary_link_token"), "validateLinkToken", """{"valid":"canary_link_token"}""");

        Assert.DoesNotContain("canary", created.Message + validated.Message, StringComparison.Ordinal);
    }
}
