using System.Text.Json.Nodes;

namespace Oneloop.Client.Tests;

/// <summary>Answers of the API, right but for what a test changes.</summary>
internal static class Bodies
{
    /// <summary>A billing as the contract says.</summary>
    public static string Billing() => Create().ToJsonString();

    /// <summary>A billing in which one field is something else.</summary>
    public static string Billing(string field, string json)
    {
        JsonObject body = Create();
        body["billing"]![field] = "@@";
        return body.ToJsonString().Replace("\"@@\"", json, StringComparison.Ordinal);
    }

    /// <summary>A billing that lacks a field.</summary>
    public static string BillingWithout(string field)
    {
        JsonObject body = Create();
        body["billing"]!.AsObject().Remove(field);
        return body.ToJsonString();
    }

    private static JsonObject Create() => new()
    {
        ["billing"] = new JsonObject
        {
            ["id"] = "cbm_1",
            ["totalCredits"] = "1000",
            ["usedCredits"] = "100",
            ["allowOverages"] = false,
            ["spendCap"] = null,
            ["createdAt"] = "2026-01-31T09:30:00Z",
            ["updatedAt"] = "2026-02-01T09:30:00Z",
        },
    };
}
