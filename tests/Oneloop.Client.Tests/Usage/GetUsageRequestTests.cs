using Oneloop.Client.Usage;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.Client.Tests.Usage;

/// <summary>What a billing used, by day and name.</summary>
public sealed class GetUsageRequestTests(StandInFixture standIn) : IClassFixture<StandInFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_are_read_field_by_field_and_exactly()
    {
        Script("cbm_fields", """
            {"data":[{"billingId":"cbm_fields","day":"2026-11-01","totalBillingUsage":"9007199254740993","billingUsageName":"chat"},
            {"billingId":"cbm_fields","day":"yesterday","totalBillingUsage":"0007"},
            {"billingId":"cbm_fields","day":"2026-11-02","totalBillingUsage":"0","billingUsageName":null,"unknown":1}]}
            """);
        using OneloopClient client = standIn.CreateClient();

        IReadOnlyList<DailyUsage>? rows = await client.InvokeAsync(new GetUsageRequest("cbm_fields"), Cancel);

        DailyUsage[] expected =
        [
            new DailyUsage { BillingId = "cbm_fields", Day = "2026-11-01", TotalBillingUsage = 9007199254740993m, BillingUsageName = "chat" },
            new DailyUsage { BillingId = "cbm_fields", Day = "yesterday", TotalBillingUsage = 7 },
            new DailyUsage { BillingId = "cbm_fields", Day = "2026-11-02", TotalBillingUsage = 0 },
        ];
        Assert.Equivalent(expected, rows, strict: true);
    }

    [Theory]
    [InlineData("""{}""", "data is missing")]
    [InlineData("""{"data":null}""", "data is null, expected an array")]
    [InlineData("""{"data":[null]}""", "data[0] is null, expected an object")]
    [InlineData("""{"data":[{"billingId":"b","day":"d"}]}""", "data[0].totalBillingUsage is missing")]
    [InlineData("""{"data":[{"billingId":"b","day":"d","totalBillingUsage":"1.5"}]}""", "data[0].totalBillingUsage is \"1.5\", expected a string of digits")]
    [InlineData("""{"data":[{"billingId":"b","day":20261101,"totalBillingUsage":"1"}]}""", "data[0].day is 20261101, expected a string")]
    public async Task A_departure_from_the_contract_is_explained(string body, string why)
    {
        Script($"cbm_{why}", body);
        using OneloopClient client = standIn.CreateClient();

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetUsageRequest($"cbm_{why}"), Cancel));

        Assert.Equal(FaultKind.InvalidResponse, fault.Kind);
        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_id_is_sent_as_it_is_written()
    {
        using OneloopClient client = standIn.CreateClient();

        await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetUsageRequest("a/b #?%"), Cancel));

        RecordedRequest request = Assert.Single(standIn.Server.Requests.All, r => r.Path.Contains("a%2Fb", StringComparison.Ordinal));
        Assert.Equal(("GET", "getBillingUsage"), (request.Method, request.Operation));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("..")]
    public void An_id_that_cannot_be_sent_is_refused(string id) => Assert.Throws<ArgumentException>(() => new GetUsageRequest(id));

    private void Script(string id, string body) =>
        standIn.Server.Scripts.Set(new FaultScript { Operation = "getBillingUsage", Match = id, Answers = [new ScriptedAnswer { Body = body }] });
}
