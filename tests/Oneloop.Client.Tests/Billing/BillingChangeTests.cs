using Oneloop.Client.Billing;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.Client.Tests.Billing;

/// <summary>Setting up and refilling a customer's billing.</summary>
public sealed class BillingChangeTests(StandInFixture standIn) : IClassFixture<StandInFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_sends_what_is_given_and_returns_the_billing()
    {
        using OneloopClient client = standIn.CreateClient();

        CustomerBillingMeter? billing = await client.InvokeAsync(
            new CreateBillingRequest("ws_lumen", "new 1") { TotalCredits = 9999999999999999999999999999m, AllowOverages = true, SpendCap = 0 }, Cancel);

        Assert.Equal((9999999999999999999999999999m, true, 0m), (billing!.TotalCredits, billing.AllowOverages, billing.SpendCap!.Value));
        RecordedRequest sent = Assert.Single(standIn.Server.Requests.All, r => r.ExternalMeterId == "new 1");
        Assert.Equal(("POST", "/api/v1/customer-billing", "createCustomerBilling"), (sent.Method, sent.Path, sent.Operation));
        Assert.Equal(
            """{"workspaceId":"ws_lumen","externalMeterId":"new 1","totalCredits":"9999999999999999999999999999","allowOverages":true,"spendCap":"0"}""",
            sent.Body);
    }

    [Fact]
    public async Task Create_leaves_out_what_is_not_given()
    {
        using OneloopClient client = standIn.CreateClient();

        CustomerBillingMeter? billing = await client.InvokeAsync(new CreateBillingRequest("ws_lumen", "new 2"), Cancel);

        Assert.Null(billing!.SpendCap);
        Assert.Equal("""{"workspaceId":"ws_lumen","externalMeterId":"new 2"}""", Assert.Single(standIn.Server.Requests.All, r => r.ExternalMeterId == "new 2").Body);
    }

    [Fact]
    public async Task Refill_sends_a_number_and_returns_the_billing()
    {
        using OneloopClient client = standIn.CreateClient();

        CustomerBillingMeter? billing = await client.InvokeAsync(new RefillBillingRequest("ws_bulk", "refill", RefillBillingRequest.MostCredits), Cancel);

        Assert.Equal(100_000 + RefillBillingRequest.MostCredits, billing!.TotalCredits);
        Assert.Equal(
            """{"workspaceId":"ws_bulk","externalMeterId":"refill","refill":9007199254740991}""",
            Assert.Single(standIn.Server.Requests.All, r => r.Operation == "refillBillingLimit" && r.ExternalMeterId == "refill").Body);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(RefillBillingRequest.MostCredits + 1)]
    public void Refill_refuses_credits_out_of_range(long credits) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RefillBillingRequest("ws", "meter", credits));

    [Theory]
    [InlineData("createCustomerBilling")]
    [InlineData("refillBillingLimit")]
    public async Task No_billing_in_the_response_is_invalid_and_leaves_the_outcome_unknown(string operation)
    {
        standIn.Server.Scripts.Set(new FaultScript { Operation = operation, Match = "null", Answers = [new ScriptedAnswer { Body = """{"billing":null}""" }] });
        using OneloopClient client = standIn.CreateClient();
        OneloopRequest<CustomerBillingMeter> request = operation == "createCustomerBilling"
            ? new CreateBillingRequest("ws_bulk", "null")
            : new RefillBillingRequest("ws_bulk", "null", 1);

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(request, Cancel));

        Assert.Equal((FaultKind.InvalidResponse, true), (fault.Kind, fault.OutcomeUnknown));
        Assert.Contains("billing is null, expected an object", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("createCustomerBilling", 1)]
    [InlineData("refillBillingLimit", 1)]
    public async Task They_are_sent_once_if_the_server_may_have_acted(string operation, int sent)
    {
        standIn.Server.Scripts.Set(new FaultScript { Operation = operation, Match = "once", Answers = [new ScriptedAnswer { Abort = AbortPoint.InBody }] });
        using OneloopClient client = new(new OneloopClientOptions(standIn.Server.BaseAddress, "token") { RetryInterval = TimeSpan.Zero });
        OneloopRequest request = operation == "createCustomerBilling" ? new CreateBillingRequest("ws_lumen", "once") : new RefillBillingRequest("ws_bulk", "once", 1);

        await client.SendAsync(request, Cancel);

        Assert.True(request.Fault!.OutcomeUnknown);
        Assert.Equal(sent, standIn.Server.Requests.All.Count(r => r.Operation == operation && r.ExternalMeterId == "once"));
    }
}
