using Oneloop.Client.Billing;
using Oneloop.StandIn.Faults;
using Oneloop.StandIn.Recording;

namespace Oneloop.Client.Tests;

/// <summary>What the API's good answers are read as.</summary>
public sealed class CustomerBillingTests(StandInFixture standIn) : IClassFixture<StandInFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_billing_is_read_field_by_field()
    {
        using OneloopClient client = standIn.CreateClient();
        standIn.Server.Scripts.Set("fields", new ScriptedAnswer
        {
            Body = """
                {"billing":{"id":"cbm_1","totalCredits":"9007199254740993","usedCredits":"0012","allowOverages":true,"spendCap":"7",
                "createdAt":"2026-01-31T09:30:00.1234567Z","updatedAt":"2026-02-01T01:00:00+02:00","unknown":{"deep":[1,2]}},"more":1}
                """,
        });

        CustomerBillingMeter? billing = await client.InvokeAsync(new GetBillingRequest("ws_bulk", "fields"), Cancel);

        Assert.Equivalent(
            new CustomerBillingMeter
            {
                Id = "cbm_1",
                TotalCredits = 9007199254740993m,
                UsedCredits = 12,
                AllowOverages = true,
                SpendCap = 7,
                CreatedAt = new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero).AddTicks(1234567),
                UpdatedAt = new DateTimeOffset(2026, 2, 1, 1, 0, 0, TimeSpan.FromHours(2)),
            },
            billing,
            strict: true);
    }

    [Fact]
    public async Task No_billing_set_up_is_null()
    {
        using OneloopClient client = standIn.CreateClient();

        Assert.Null(await client.InvokeAsync(new GetBillingRequest("ws_lumen", "hooli"), Cancel));
    }

    [Theory]
    [InlineData("\"0\"", "0")]
    [InlineData("\"000\"", "0")]
    [InlineData("42", "42")]
    [InlineData("\"\\u0034\\u0032\"", "42")]
    [InlineData("\"9999999999999999999999999999\"", "9999999999999999999999999999")]
    [InlineData("9999999999999999999999999999", "9999999999999999999999999999")]
    [InlineData("\"00000000009999999999999999999999999999\"", "9999999999999999999999999999")]
    public async Task Credits_are_exact(string json, string expected)
    {
        using OneloopClient client = standIn.CreateClient();
        string meter = $"credits {json}";
        standIn.Server.Scripts.Set(meter, new ScriptedAnswer { Body = Bodies.Billing("totalCredits", json) });

        CustomerBillingMeter? billing = await client.InvokeAsync(new GetBillingRequest("ws_bulk", meter), Cancel);

        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), billing!.TotalCredits);
    }

    [Fact]
    public async Task A_byte_order_mark_before_the_answer_is_passed_over()
    {
        using OneloopClient client = standIn.CreateClient();
        standIn.Server.Scripts.Set("bom", new ScriptedAnswer { Body = '\uFEFF' + Bodies.Billing() });

        Assert.NotNull(await client.InvokeAsync(new GetBillingRequest("ws_bulk", "bom"), Cancel));
    }

    [Theory]
    [InlineData("customer_123----fine_tune")]
    [InlineData("with space and  two")]
    [InlineData("a/b\\c")]
    [InlineData("a&b=c;d")]
    [InlineData("#fragment?query")]
    [InlineData("one+two")]
    [InlineData("100%")]
    [InlineData("%2F and %252F and %zz")]
    [InlineData("\"double\" 'single' `tick`")]
    [InlineData("emoji 🧾👩‍💻")]
    [InlineData("حساب العميل")]
    [InlineData("\u202Eright-to-left override\u202C \u200Fmark")]
    [InlineData("é composed, e\u0301 decomposed")]
    [InlineData("東京オフィス")]
    [InlineData("../../admin/./x")]
    [InlineData("<script>[]{}|^~")]
    [InlineData("tab\tnewline\r\nnull\0end")]
    [InlineData("\uFFFE noncharacter \uFDD0")]
    [InlineData(" leading and trailing ")]
    public async Task Any_id_arrives_as_it_was_written(string id)
    {
        using OneloopClient client = standIn.CreateClient();

        await client.InvokeAsync(new GetBillingRequest("ws_bulk", id), Cancel);

        RecordedRequest request = Assert.Single(standIn.Server.Requests.All, r => r.ExternalMeterId == id && r.WorkspaceId == "ws_bulk");
        Assert.Equal("GET", request.Method);
        Assert.Equal("/api/v1/customer-billing", request.Path);
        Assert.DoesNotContain(request.RawQuery, c => c is ' ' or '+' or '#' or > '~');
    }

    [Fact]
    public async Task A_request_says_who_asks_and_for_what()
    {
        using OneloopClient client = standIn.CreateClient(token: "the-token-itself-000");

        await client.InvokeAsync(new GetBillingRequest("ws_bulk", "headers"), Cancel);

        RecordedRequest request = Assert.Single(standIn.Server.Requests.All, r => r.ExternalMeterId == "headers");
        Assert.Equal("Bearer the-token-itself-000", request.Headers["Authorization"]);
        Assert.Equal("application/json", request.Headers["Accept"]);
        Assert.StartsWith("Oneloop.Client/", request.Headers["User-Agent"], StringComparison.Ordinal);
        Assert.Equal("gzip, br", request.Headers["Accept-Encoding"]);
    }

    [Fact]
    public async Task A_path_in_the_base_address_stands_before_the_apis_own()
    {
        using OneloopClient client = new(new OneloopClientOptions(new Uri(standIn.Server.BaseAddress, "gateway/v2"), "token"));

        OneloopException fault = await Assert.ThrowsAsync<OneloopException>(() => client.InvokeAsync(new GetBillingRequest("ws", "path"), Cancel));

        Assert.Equal(404, fault.StatusCode);
        Assert.Equal(
            "/gateway/v2/api/v1/customer-billing",
            Assert.Single(standIn.Server.Requests.All, r => r.ExternalMeterId == "path").Path);
    }

    [Theory]
    [InlineData("", "meter")]
    [InlineData(" ", "meter")]
    [InlineData("ws", "")]
    [InlineData("ws", "\t")]
    public async Task Blank_ids_are_refused(string workspace, string meter)
    {
        using OneloopClient client = standIn.CreateClient();

        await Assert.ThrowsAsync<ArgumentException>(() => client.InvokeAsync(new GetBillingRequest(workspace, meter), Cancel));
    }
}
