using System.Text.Json;

namespace Oneloop.Client.Tests.StandIn;

/// <summary>Usage in the stand-in: one row a day and name.</summary>
public sealed class UsageResourceTests : ResourceTest
{
    private const string Northwind = "nw_standin_chat_production";

    [Theory]
    [InlineData("ws_northwind", "customer_1001----chat")]
    [InlineData("ws_northwind", "customer_1004----chat")]
    [InlineData("ws_bulk", "m1")]
    public async Task The_rows_add_up_to_what_is_used(string workspace, string meter)
    {
        JsonElement billing = await Client.BillingAsync(workspace, meter);
        JsonElement[] rows = await RowsAsync(billing.Text("id"));

        Assert.Equal(billing.Credits("usedCredits"), rows.Sum(Credits));
        Assert.All(rows, row => Assert.Equal(billing.Text("id"), row.Text("billingId")));
        Assert.All(rows, row => Assert.True(DateOnly.TryParseExact(row.Text("day"), "yyyy-MM-dd", out _)));
        Assert.Equal(rows.Length, rows.Select(row => (row.Text("day"), Name(row))).Distinct().Count());
        Assert.Equal(rows.Select(row => row.Text("day")).Order(), rows.Select(row => row.Text("day")));
    }

    [Fact]
    public async Task There_are_several_rows_a_day_and_one_without_a_name()
    {
        JsonElement[] rows = await RowsAsync("cbm_6deceb");

        Assert.Contains(rows.GroupBy(row => row.Text("day")), day => day.Count() > 1);
        Assert.Contains(rows, row => row.GetProperty("billingUsageName").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task Recorded_usage_goes_to_the_row_of_its_day_and_name()
    {
        int before = (await RowsAsync("cbm_6deceb")).Length;
        await RecordAsync("100", "chat");
        await RecordAsync("20", "chat");
        await RecordAsync("3", "search");
        await RecordAsync(null, null);
        Time.Now = Time.Now.AddDays(1);
        await RecordAsync("5", "chat");

        Assert.Equal(
            [("2026-11-25", null, 1m), ("2026-11-25", "chat", 120m), ("2026-11-25", "search", 3m), ("2026-11-26", "chat", 5m)],
            (await RowsAsync("cbm_6deceb"))[before..].Select(row => (row.Text("day"), Name(row), Credits(row))));
        Assert.Equal("61449", (await Client.BillingAsync("ws_northwind", "customer_1001----chat")).Text("usedCredits"));
    }

    [Fact]
    public async Task A_refill_leaves_the_rows_as_they_are()
    {
        await RefillAsync("ws_northwind", "customer_1002----chat", 1);
        string[] days = [.. (await RowsAsync("cbm_3f62f8")).Select(row => row.Text("day")).Distinct()];

        Assert.Equal("2026-11-03", days[^1]);
    }

    [Fact]
    public async Task Usage_is_recorded_over_the_limit_too_and_for_a_deleted_key_never()
    {
        await Client.CallAsync("recordApiKeyUsage", new { key = "nw_standin_fine_tuning", usage = "7" });
        (int deleted, _) = await Client.TryAsync("recordApiKeyUsage", new { key = "nw_standin_left", usage = "7" });
        (int withoutBilling, _) = await Client.TryAsync("recordApiKeyUsage", new { key = "hb_standin_gateway", usage = "7" });

        Assert.Equal("500007", (await Client.BillingAsync("ws_northwind", "customer_1003----fine_tune")).Text("usedCredits"));
        Assert.Equal((404, 404), (deleted, withoutBilling));
    }

    private static string? Name(JsonElement row) => row.GetProperty("billingUsageName").GetString();

    private static decimal Credits(JsonElement row) => row.Credits("totalBillingUsage");

    private async Task<JsonElement[]> RowsAsync(string billingId) =>
        [.. (await Client.CallAsync("getBillingUsage", null, billingId)).Items("data")];

    private async Task RecordAsync(string? usage, string? usageName)
    {
        Dictionary<string, string> body = new() { ["key"] = Northwind };
        if (usage is not null)
        {
            body["usage"] = usage;
        }

        if (usageName is not null)
        {
            body["usageName"] = usageName;
        }

        await Client.CallAsync("recordApiKeyUsage", body);
    }
}
